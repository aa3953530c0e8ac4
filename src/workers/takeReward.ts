/**
 * A reward model that was dropped, on its way into the open run. Loaded when there is one. Knows picked files and the session;
 * knows no format and no fit.
 */
import { pickedFiles } from '../files/folder/pickedFiles.ts';
import { bringReward, requireRewardModel, type BringOptions } from '../rl/rewards/broughtReward.ts';
import { broughtInto, type Opened } from './openedSession.ts';
import type { BroughtRewardInfo, RewardRequest } from './protocol.ts';

/**
 * Takes it between two stages, and saves the run with it.
 * @returns by what it is known; null where rankings alone teach one
 * @throws CheckpointError where it does not fit, with why; the signal's reason when aborted. The run is as it was then
 */
export async function takeReward(
  { loop, models, modelLabel: label, run, saver, source }: Opened,
  request: RewardRequest | null,
  options: BringOptions & { readonly signal: AbortSignal },
): Promise<BroughtRewardInfo | null> {
  const { config, tokenizer } = models;
  const { texts, tokenizerJson } = source;
  const host = { config, tokenizer, tokenizerJson, texts, label };
  if (request) requireRewardModel(run.algorithm, request.label);
  const brought =
    request && (await bringReward(pickedFiles(request.files).open, request.label, host, options));
  await loop.alone(async () => {
    options.signal.throwIfAborted();
    await run.takeReward(brought);
    await saver.save('rest');
  });
  if (request === null) void loop.learn();
  return broughtInto(run);
}
