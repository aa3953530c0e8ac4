/** How long the parts of an iteration take, whatever stages its method puts them into. Types only. */

/**
 * What an iteration spends its time on: sampling answers, scoring them by the reward model, reading them under the
 * reference, and under the policy for log π and value, making rewards and advantages of that, and updating.
 */
export type Part = 'sample' | 'score' | 'reference' | 'value' | 'reward' | 'update';

/** One part done. */
export interface PartTime {
  readonly part: Part;
  /** Until the GPU has done it. */
  readonly milliseconds: number;
  /** Pipelines that were compiled for it, which happens once a shape. */
  readonly compiled: number;
  /** Tokens of prompt and answer of each response it was done on; none where that does not decide. */
  readonly lengths: readonly (readonly [prompt: number, answer: number])[];
}

/** An iteration whose parts were timed, all of them. */
export interface WatchedIteration {
  readonly iteration: number;
  readonly parts: readonly PartTime[];
}
