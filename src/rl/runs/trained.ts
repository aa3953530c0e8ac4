/**
 * What a run has trained, by name: for checkpoints, and for exports. Knows parameters; knows no file and no format.
 */
import type { ReadElements } from '../../files/safetensors/shardedWrite.ts';
import { mergedReaders, ownReaders } from '../../model/merged.ts';
import type { Parameters } from '../../model/parameters.ts';
import type { RewardModels } from '../rewards/rewardModels.ts';
import type { Models } from '../training/models.ts';

/** The models of a run that can be told apart by name. */
export type ModelName = 'policy' | 'reference' | 'reward';

/** A run, or what of it has weights. */
export interface TrainedModels {
  readonly models: Models;
  readonly rewards: RewardModels;
}

/** Everything that training changes, by the names that checkpoints use: weights or adapters, heads, and both moments. */
export function savedParameters({ models, rewards }: TrainedModels): ReadonlyMap<string, Parameters> {
  return new Map([...models.savedParameters(), ...rewards.savedParameters()]);
}

/**
 * A model's parameters by name, adapters merged into what they stand beside; its head last. Read them in order.
 * @param member which of several reward models, the first when left out
 */
export function modelReaders(
  { models: { reference, policy }, rewards }: TrainedModels,
  which: ModelName,
  member = 0,
): Map<string, ReadElements> {
  return mergedReaders(which === 'reward' ? rewards.members[member].weights : { reference, policy }[which]);
}

/**
 * The adapters and the head of a model by name: `<layer>.lora_A` [rank, inputs], `<layer>.lora_B` [outputs, rank].
 * @throws RangeError when the model is trained in full
 */
export function adapterReaders(
  { models, rewards }: TrainedModels,
  which: Exclude<ModelName, 'reference'>,
): Map<string, ReadElements> {
  if (!models.adapters) throw new RangeError('This run trains every weight and has no adapters.');
  return ownReaders((which === 'reward' ? rewards.first : models.policy).parameters);
}
