/** How large an update is: a warm-up in a straight line, then a fall along half a cosine (Loshchilov & Hutter 2017). Pure. */
import type { LearningOptions } from './sequenceModel.ts';

/** Share of the highest rate that is left at the last update. */
const LAST = 0.05;

/** The learning rate of an update, counted from 1; after the last, as at the last. */
export function learningRateAt(
  update: number,
  { learningRate, warmup, updates }: Pick<LearningOptions, 'learningRate' | 'warmup' | 'updates'>,
): number {
  const rising = Math.min(1, update / Math.max(1, warmup));
  const along = Math.min(1, update / Math.max(1, updates));
  return learningRate * rising * (LAST + (1 - LAST) * 0.5 * (1 + Math.cos(Math.PI * along)));
}
