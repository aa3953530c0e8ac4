/** What one seed of the experiment gives: plain data, as it stands in the recorded file. */
import type { LabelerId } from '../../../tastes/labeler.ts';
import type { BestOf } from './bestOf.ts';

/** Accuracy on held-out answers after so many events or rankings. */
export interface Learnt {
  readonly count: number;
  readonly accuracy: number;
}

/** What the policies are rewarded by. */
export const ARMS = ['honest', 'hurried', 'matched', 'mixed'] as const;
export type ArmId = (typeof ARMS)[number];

export interface ImplicitResult {
  readonly seed: number;
  readonly model: string;
  readonly taste: LabelerId;
  readonly rankings: readonly Learnt[];
  readonly events: readonly Learnt[];
  /** The same events, compared within one question alone. */
  readonly within: Learnt;
  /** Spread of the taste's utilities over the model's answers: what losses are told in. */
  readonly spread: number;
  readonly policies: Readonly<Record<ArmId, readonly BestOf[]>>;
}
