/** The answers that fool a reward model best: those it likes and the yardstick does not. Pure. */
import type { RolloutSample } from '../../rl/runs/events.ts';

export interface Suspect extends RolloutSample {
  readonly utility: number;
}

/** Both in spreads of these answers, so that neither weighs more for its unit; the worst first. */
export function suspectsOf(
  samples: readonly RolloutSample[],
  utilityOf: (prompt: string, text: string) => number,
  count = 3,
): readonly Suspect[] {
  const judged = samples.map((sample) => ({ ...sample, utility: utilityOf(sample.prompt, sample.text) }));
  const scores = standard(judged.map(({ score }) => score));
  const utilities = standard(judged.map(({ utility }) => utility));
  return judged
    .map((sample, at) => ({ sample, gap: scores[at] - utilities[at] }))
    .sort((one, other) => other.gap - one.gap)
    .slice(0, count)
    .map(({ sample }) => sample);
}

function standard(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (sd > 0 ? (value - mean) / sd : 0));
}
