/**
 * What a loss of grpo.ts is made of, by name, and as the numbers that its kernel knows the names by. Apart from the kernel, so
 * that who only reads or shows a choice carries no shader. Knows names and numbers.
 */
import { KL_ESTIMATORS, klEstimatorIndex, type KlEstimator } from '../kl/klEstimators.ts';

/** By the number that the kernel knows them by. */
export const POLICY_TERMS = [
  'token',
  'sequence',
  'response',
  'stopped',
  'soft',
  'plain',
  'sequenceToken',
] as const;
export type PolicyTerm = (typeof POLICY_TERMS)[number];

export const NORMALISERS = ['sequence', 'token', 'constant'] as const;
export type Normaliser = (typeof NORMALISERS)[number];

/** The choices of a loss. */
export interface GrpoChoices {
  readonly term: PolicyTerm;
  /** ε below and above; the bounds are 1 − low and 1 + high. From 1 on, low bounds nothing. */
  readonly low: number;
  readonly high: number;
  /** Largest ratio of a clipped term whose A is below 0, above 1 + high (dual clip, Ye et al. 2020); 0 for none. */
  readonly cap: number;
  /** τ of `soft` for advantages above 0, and for the others. */
  readonly positive: number;
  readonly negative: number;
  readonly normaliser: Normaliser;
  /** Tokens that `constant` divides a response by. */
  readonly most: number;
  /** β; 0 for no KL in the loss. */
  readonly beta: number;
  readonly estimator: KlEstimator;
  /** Multiply kl by the ratio, gradient and all, as for tokens that π itself had sampled (DeepSeek-V3.2, 2025). */
  readonly corrected: boolean;
}

/** The choices as the kernel's scalars. */
export function grpoScalars({ term, normaliser, estimator, corrected, ...numbers }: GrpoChoices) {
  return {
    ...numbers,
    term: POLICY_TERMS.indexOf(term),
    normaliser: NORMALISERS.indexOf(normaliser),
    estimator: klEstimatorIndex(estimator),
    corrected: Number(corrected),
  };
}

/** The choices behind {@link grpoScalars}. */
export function grpoChoices(scalars: Readonly<Record<string, number>>): GrpoChoices {
  const { low, high, cap, positive, negative, most, beta } = scalars;
  return {
    low,
    high,
    cap,
    positive,
    negative,
    most,
    beta,
    term: POLICY_TERMS[scalars.term],
    normaliser: NORMALISERS[scalars.normaliser],
    estimator: KL_ESTIMATORS[scalars.estimator],
    corrected: scalars.corrected !== 0,
  };
}
