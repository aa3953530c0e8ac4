/**
 * A reward model that was dropped, on its way into the run that is open, or out of it. Loaded with the first of them. Must not
 * know React or what is in the files.
 */
import { dialogWords } from '../../words/dialogs.ts';
import type { DroppedModel } from '../choice/dropped.ts';
import type { AdapterWays } from './adapterController.ts';

/**
 * Has the open run take it, and leaves the dialog; with null the run learns one from rankings alone.
 * @throws what the worker refuses, with why and which model to open
 */
export async function takeReward({ run, ui, link }: AdapterWays, reward: DroppedModel | null): Promise<void> {
  const words = dialogWords(ui.getState().language, false).models.adapter.reward;
  const { session } = run.getState();
  if (!link.api || !session) throw new Error(words.closed(reward?.label ?? ''));
  const taken = await link.api.useReward(reward && { files: reward.files, label: reward.label });
  run.setState((state) => ({
    session: state.session && { ...state.session, reward: taken },
  }));
  const text = reward ? words.taken(reward.label) : words.left;
  ui.setState({ dialog: null, notice: { kind: 'info', text } });
}
