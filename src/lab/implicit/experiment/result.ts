/** What one seed of the experiment gives: plain data, as it stands in the recorded file. */
import type { LabelerId } from '../../../tastes/labeler.ts';
import type { BestOf } from './bestOf.ts';

/** Accuracy on held-out answers after so many events or rankings. */
export interface Learnt {
  readonly count: number;
  readonly accuracy: number;
}

/** What is done against a hurried user's reward: to the lessons, to what was learnt, by a few rankings, or by lessons and rankings. */
export const CURES = ['matched', 'mixed', 'residual', 'anchored', 'both'] as const;
export type CureId = (typeof CURES)[number];
/** What the policies are rewarded by; `few` is those rankings alone, which cures must beat to be worth their events. */
export const ARMS = ['honest', 'hurried', ...CURES, 'few'] as const;
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
