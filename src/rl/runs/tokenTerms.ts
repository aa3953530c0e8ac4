/**
 * A token's numbers put into the formulas of reward, advantage and clipped objective, term by term, from what the engine
 * read of it: so that a person can see the sum agree with the engine's own advantage. Schulman et al. 2016 (GAE) and 2017
 * (clip), Ziegler et al. 2019 (KL in the reward), Schulman 2020 (k1, k3). Knows numbers only; knows no GPU and no words.
 * Pure.
 */
import type { InspectedAnswer, InspectedCredit, Whitening } from './inspection.ts';

/** Nats beyond which the kernels cut a difference of log-probabilities off. */
const MOST_NATS = 20;

/** The parts of one token's formulas, all of them before the update but the last four. */
export interface TokenTerms {
  /** k1 = log π − log π_ref, within ±20 nats. */
  readonly kl: number;
  /** k3 = e^(−k1) − 1 + k1. */
  readonly k3: number;
  /** The one of the estimates that the reward charges: k1, k2 = k1²/2 or k3. */
  readonly estimate: number;
  /** −β·estimate. */
  readonly penalty: number;
  /** The score at the last token, else 0. */
  readonly earned: number;
  /** −β·estimate + earned. */
  readonly reward: number;
  /** The same as it goes into δ: whitened where rewards are. */
  readonly usedReward: number;
  /** V before the token, and before the next; 0 behind the last. */
  readonly value: number;
  readonly nextValue: number;
  /** δ = r + γ·V' − V. */
  readonly delta: number;
  /** A of the next token before whitening; 0 behind the last. */
  readonly nextAdvantage: number;
  /** A = δ + γλ·A'. */
  readonly rawAdvantage: number;
  /** The same whitened where advantages are: what the update multiplies by. */
  readonly advantage: number;
  /** What the engine has for it. */
  readonly toldAdvantage: number;
  /** ρ = π after ÷ π before; null before the update. */
  readonly ratio: number | null;
  /** ρ within 1 ± ε. */
  readonly clippedRatio: number | null;
  /** max(−A·ρ, −A·clip(ρ)), and with dual clip at most −c·A of a negative A. */
  readonly loss: number | null;
  /** Whether the clipped term is the larger, or the loss at its most: the token moves the policy no further. */
  readonly clipped: boolean | null;
  /** min(π ÷ π_sampler, C) before the update: the weight of the token's loss; null where the sampler was the trainer. */
  readonly importance: number | null;
}

/** What a response is worth as a whole. */
export interface AnswerTotal {
  readonly earned: number;
  /** Σ of the estimate that is charged, nats. */
  readonly kl: number;
  /** earned − β·kl. */
  readonly total: number;
}

/** @returns null where the answer has not been read yet */
export function totalOf(answer: InspectedAnswer, credit: InspectedCredit): AnswerTotal | null {
  const { columns, earned } = answer;
  if (!columns || earned === null) return null;
  const kl = columns.logp.reduce(
    (sum, logp, at) => sum + estimateOf(difference(logp, columns.logpRef[at]), credit.estimator),
    0,
  );
  return { earned, kl, total: earned - credit.beta * kl };
}

/** The terms of every token of an answer; none where it has not been read yet. */
export function termsOf(answer: InspectedAnswer, credit: InspectedCredit): readonly TokenTerms[] {
  const { columns, earned } = answer;
  if (!columns || earned === null) return [];
  const { beta, estimator, gamma, lambda, whitenedRewards, whitenedAdvantages } = credit;
  const terms: TokenTerms[] = [];
  let [nextValue, nextAdvantage] = [0, 0];
  for (let at = columns.logp.length - 1; at >= 0; at--) {
    const kl = difference(columns.logp[at], columns.logpRef[at]);
    const estimate = estimateOf(kl, estimator);
    const penalty = -beta * estimate;
    const own = at === columns.logp.length - 1 ? earned : 0;
    const reward = penalty + own;
    const usedReward = whitened(reward, whitenedRewards, true);
    const value = columns.values[at];
    const delta = usedReward + gamma * nextValue - value;
    const rawAdvantage = delta + gamma * lambda * nextAdvantage;
    const advantage = whitened(rawAdvantage, whitenedAdvantages, false);
    const after = answer.logpAfter?.[at];
    terms.unshift({
      kl,
      k3: estimateOf(kl, 'k3'),
      estimate,
      penalty,
      earned: own,
      reward,
      usedReward,
      value,
      nextValue,
      delta,
      nextAdvantage,
      rawAdvantage,
      advantage,
      toldAdvantage: columns.advantages[at],
      ...objective(after === undefined ? null : after - columns.logp[at], columns.advantages[at], credit),
      importance: importanceOf(columns.logp[at], answer.sampled?.[at], credit),
    });
    [nextValue, nextAdvantage] = [value, rawAdvantage];
  }
  return terms;
}

/** Whether a formula's result is the engine's: it computes in single precision, and this does not. */
export function agrees(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-3 * Math.max(1, Math.abs(one), Math.abs(other));
}

type Clips = Pick<InspectedCredit, 'clip' | 'dualClip'>;

function objective(logRatio: number | null, advantage: number, { clip, dualClip }: Clips) {
  if (logRatio === null) return { ratio: null, clippedRatio: null, loss: null, clipped: null };
  const ratio = Math.exp(within(logRatio, MOST_NATS));
  const clippedRatio = Math.max(1 - clip, Math.min(1 + clip, ratio));
  const [free, bound] = [-advantage * ratio, -advantage * clippedRatio];
  const most = dualClip > 0 && advantage < 0 ? -dualClip * advantage : Infinity;
  const loss = Math.min(most, Math.max(free, bound));
  return { ratio, clippedRatio, loss, clipped: bound > free || free > most };
}

function importanceOf(
  logp: number,
  sampled: number | undefined,
  { importanceCap }: InspectedCredit,
): number | null {
  if (sampled === undefined || importanceCap === 0) return null;
  return Math.min(importanceCap, Math.exp(within(logp - sampled, MOST_NATS)));
}

/** The estimate of a difference of log-probabilities: k1, k2 or k3. */
export function estimateOf(kl: number, by: InspectedCredit['estimator']): number {
  if (by === 'k1') return kl;
  return by === 'k2' ? kl ** 2 / 2 : Math.expm1(-kl) + kl;
}

/** Of log-probabilities, cut off as the kernels do. */
export function difference(logp: number, logpRef: number): number {
  return within(logp - logpRef, MOST_NATS);
}

function within(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

function whitened(value: number, by: Whitening | null, keepMean: boolean): number {
  if (!by) return value;
  return (value - by.mean) / by.sd + (keepMean ? by.mean : 0);
}

/** The reward of every token before whitening, of a rollout or of an answer. */
export function plainRewards(
  { logp, logpRef }: { readonly logp: readonly number[]; readonly logpRef: readonly number[] },
  earned: number,
  { beta, estimator }: Pick<InspectedCredit, 'beta' | 'estimator'>,
): number[] {
  return logp.map(
    (value, at) =>
      -beta * estimateOf(difference(value, logpRef[at]), estimator) + (at === logp.length - 1 ? earned : 0),
  );
}
