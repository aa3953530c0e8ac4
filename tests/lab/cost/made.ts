/** Iterations as a device of fixed speed would make them. */
import { PARTS, samplingSteps } from '../../../src/lab/cost/forecast.ts';
import type { Part, PartTime, WatchedIteration } from '../../../src/rl/runs/partTime.ts';

/** Milliseconds a unit of each part. */
const SPEED: Readonly<Record<Part, number>> = {
  sample: 10,
  score: 0.5,
  reference: 0.4,
  value: 0.45,
  reward: 3,
  update: 5,
};
export const PER_PIPELINE = 20;

/** @param compiled pipelines, each of which takes {@link PER_PIPELINE} in the update */
export function made(iteration: number, answers: readonly number[], compiled = 0): WatchedIteration {
  const lengths = answers.map((answer) => [20, answer] as const);
  const tokens = answers.reduce((sum, answer) => sum + 20 + answer, 0);
  const parts = PARTS.map((part): PartTime => {
    const units = part === 'sample' ? samplingSteps(lengths) : part === 'reward' ? 1 : tokens;
    const late = part === 'update' ? compiled : 0;
    return {
      part,
      milliseconds: SPEED[part] * units + late * PER_PIPELINE,
      compiled: late,
      lengths: part === 'reward' ? [] : lengths,
    };
  });
  return { iteration, parts };
}
