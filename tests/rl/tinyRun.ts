/** Settings and rankings that fit the tiny model. */
import { RewardModels } from '../../src/rl/rewards/rewardModels.ts';
import type { TrainedModels } from '../../src/rl/runs/trained.ts';
import type { Models } from '../../src/rl/training/models.ts';
import type { RankingEvent } from '../../src/preferences/event.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/rl/algorithms/settings.ts';
import { readF32 } from '../../src/gpu/queue.ts';
import { idOf } from '../model/tinyModel.ts';
import { randomArray } from '../gpu/harness.ts';
import { ranking } from './events.ts';

export const TINY_SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  maxNewTokens: 10,
  temperature: 1,
  rolloutBatch: 8,
  ppoEpochs: 2,
  learningRate: 1e-3,
  rewardLearningRate: 3e-3,
  rewardEpochs: 2,
  rewardBatch: 4,
  saveEvery: 1,
};

const LENGTH = 6;

const letter = (index: number) => String.fromCharCode(97 + (index % 26));

/**
 * Rankings by a taste that can be learned: the more often `liked` occurs, the better. Tiers hold answers with
 * equal counts. Ids are `first`, `first + 1`, ..., each about a prompt of its own.
 */
export function rankingsBy(liked: string, count: number, first = 0): RankingEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index;
    const noise = randomArray(4 * LENGTH, id + 1);
    const texts = [0, 1, 2, 3].map((answer) =>
      Array.from({ length: LENGTH }, (__, place) =>
        place < answer ? liked : 'bcdfgh'[Math.floor(Math.abs(noise[answer * LENGTH + place]) * 5.99)],
      ).join(''),
    );
    return ranking(String(id), {
      prompt: letter(id) + letter(Math.floor(id / 26)),
      answers: texts.map((text) => ({
        text,
        tokens: Array.from(text, idOf),
        finished: false,
        iteration: 0,
      })),
      tiers: [[3], [2], [1], [0]],
    });
  });
}

const known = new WeakMap<Models, RewardModels>();

/** The reward models beside models that no run was made of: always the same. */
export function rewardsOf(models: Models): RewardModels {
  let rewards = known.get(models);
  if (!rewards)
    known.set(models, (rewards = new RewardModels(models.reference, { adapters: models.adapters })));
  return rewards;
}

/** Every number that a run has learned. */
export async function weightsOf({ models, rewards }: TrainedModels): Promise<Float32Array[]> {
  const { gpu, policy, optimizer } = models;
  const tensors = [
    policy.parameters.flat,
    optimizer.m.flat,
    optimizer.v.flat,
    ...rewards.members.flatMap(({ parameters, optimizer: { m, v } }) => [parameters.flat, m.flat, v.flat]),
  ];
  const weights: Float32Array[] = [];
  for (const tensor of tensors) weights.push(await readF32(gpu, tensor));
  return weights;
}
