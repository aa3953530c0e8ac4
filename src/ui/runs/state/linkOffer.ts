/** Offers what a link to a run brings beside settings and model. Loaded when such a link is followed. Must not know React. */
import type { UiStore } from '../../app/state/uiStore.ts';
import { readLink } from './link.ts';
import type { RunsStore } from './runsStore.ts';

/** Opens the dialog that asks about the link, once no other is open. */
export function offerLink(ui: UiStore, runs: RunsStore, hash: string): void {
  const linked = readLink(hash);
  if (!linked) return;
  runs.setState({ linked });
  if (ui.getState().dialog === null) ui.setState({ dialog: 'link' });
  else {
    const stop = ui.subscribe(({ dialog }) => {
      if (dialog !== null) return;
      stop();
      ui.setState({ dialog: 'link' });
    });
  }
}
