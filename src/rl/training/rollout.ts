/**
 * Answers of the current policy to some prompts, a group of so many to each, and what can be said of their texts alone.
 * Knows texts and tokens; knows no GPU, no reward and no method.
 */
import type { Sequence } from '../../model/sequences.ts';
import type { Labeler } from '../../tastes/labeler.ts';
import { distinctN, wordsOf } from '../../tastes/textMetrics.ts';

export interface Rollout {
  readonly prompts: readonly string[];
  /** Answers to each prompt: answer `row` is one to prompt `⌊row ÷ group⌋`, and all below are one an answer. */
  readonly group: number;
  readonly sequences: readonly Sequence[];
  readonly texts: readonly string[];
  /** Whether it ended by itself. */
  readonly finished: readonly boolean[];
  /** log π of each token under the weights that drew it, where these were not the policy's own. */
  readonly sampled?: readonly (readonly number[])[];
}

/** The prompt of an answer. */
export function promptOf({ prompts, group }: Pick<Rollout, 'prompts' | 'group'>, row: number): string {
  return prompts[Math.floor(row / group)];
}

/** Mean tokens of an answer, end token included. */
export function meanLength({ sequences }: Pick<Rollout, 'sequences'>): number {
  return mean(sequences.map(({ response }) => response.length));
}

/** Answers that ended by themselves. */
export function endedCount({ finished }: Pick<Rollout, 'finished'>): number {
  return finished.filter(Boolean).length;
}

/** Share of distinct 4-grams over all answers; NaN without any. */
export function distinct4({ texts }: Pick<Rollout, 'texts'>): number {
  return distinctN(texts.map(wordsOf), 4);
}

/** Mean utility of the answers by each labeler, under the name of its metric. */
export function utilities(
  rollout: Pick<Rollout, 'prompts' | 'group' | 'texts'>,
  labelers: readonly Labeler[],
): Record<`utility/${string}`, number> {
  return Object.fromEntries(
    labelers.map((labeler) => [
      `utility/${labeler.id}`,
      mean(rollout.texts.map((text, row) => labeler.utility(promptOf(rollout, row), text))),
    ]),
  );
}

/**
 * A number a response, which each of its tokens has, or a number a token, on the grid [responses, width]; 0 where there is none.
 */
export function onGrid(
  values: readonly (number | readonly number[])[],
  responses: number,
  width: number,
): Float32Array {
  const at = (of: number | readonly number[], t: number) => (typeof of === 'number' ? of : (of[t] ?? 0));
  return Float32Array.from({ length: responses * width }, (_, cell) =>
    at(values[Math.floor(cell / width)], cell % width),
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
