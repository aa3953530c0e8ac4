/** A reward model that was trained before, on its way into a headless run. Knows the folder; knows no fit. */
import { basename } from 'node:path';
import { CheckpointError } from '../files/errors.ts';
import { bringReward, requireRewardModel } from '../rl/rewards/broughtReward.ts';
import type { RlhfRun } from '../rl/runs/run.ts';
import type { RunContext } from './command.ts';
import type { OpenedModel } from './openModel.ts';
import { OptionsError } from './options.ts';

/**
 * Takes the one that the options name, if any.
 * @throws OptionsError where it does not fit, with why
 */
export async function takeReward(
  run: RlhfRun,
  { models, tokenizerJson, prompts }: OpenedModel,
  { options, reward: files, log }: Pick<RunContext, 'options' | 'reward' | 'log'>,
): Promise<void> {
  if (!files || options.reward === null) return;
  const { config, tokenizer } = models;
  const texts = [...prompts.train, ...prompts.heldOut];
  const host = { config, tokenizer, tokenizerJson, texts, label: basename(options.model) };
  try {
    requireRewardModel(run.algorithm, basename(options.reward));
    const brought = await bringReward(files.open, basename(options.reward), host);
    await run.takeReward(brought);
    log(`${brought.name} is the reward model: its scores count as they are until there are rankings`);
  } catch (error) {
    if (error instanceof CheckpointError) throw new OptionsError(error.message, { cause: error });
    throw error;
  }
}
