/**
 * What the preference losses must compute, written slowly and obviously, in double precision; gradients are its finite
 * differences.
 */

/** An answer by its sums over tokens. */
export interface RankedSums {
  /** Σ log π − log π_ref; 0 without a reference. */
  readonly drift: number;
  /** Σ log π. */
  readonly logp: number;
  readonly tokens: number;
  /** 0 is best. */
  readonly tier: number;
}

/** A group's loss, from its answers best first. */
export type TwinLoss = (answers: readonly RankedSums[]) => number;

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number) => (x > 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const average = ({ logp, tokens }: RankedSums) => logp / tokens;

export const dpoTwin =
  ({ beta }: { beta: number }): TwinLoss =>
  ([better, worse]) =>
    softplus(-beta * (better.drift - worse.drift));

export const plackettLuceTwin =
  ({ beta }: { beta: number }): TwinLoss =>
  (answers) => {
    const terms = answers
      .map((own) => ({ own, worse: answers.filter(({ tier }) => tier > own.tier) }))
      .filter(({ worse }) => worse.length > 0)
      .map(({ own, worse }) => {
        const rewards = [own, ...worse].map(({ drift }) => beta * drift);
        const top = Math.max(...rewards);
        return Math.log(rewards.reduce((sum, of) => sum + Math.exp(of - top), 0)) + top - rewards[0];
      });
    return terms.reduce((sum, term) => sum + term, 0) / Math.max(1, terms.length);
  };

export const ipoTwin =
  ({ beta, perToken }: { beta: number; perToken: number }): TwinLoss =>
  ([better, worse]) => {
    const drift = (of: RankedSums) => (perToken ? of.drift / of.tokens : of.drift);
    return (drift(better) - drift(worse) - 1 / (2 * beta)) ** 2;
  };

export const ktoTwin =
  (scalars: { beta: number; z0: number; desirable: number; undesirable: number }): TwinLoss =>
  ([{ drift, tier }]) => {
    const { beta, z0, desirable, undesirable } = scalars;
    return tier === 0
      ? desirable * (1 - sigmoid(beta * (drift - z0)))
      : undesirable * (1 - sigmoid(beta * (z0 - drift)));
  };

export const orpoTwin =
  ({ lambda }: { lambda: number }): TwinLoss =>
  ([better, worse]) => {
    const logOdds = (of: RankedSums) => average(of) - Math.log(-Math.expm1(average(of)));
    return -average(better) + lambda * softplus(-(logOdds(better) - logOdds(worse)));
  };

export const simpoTwin =
  ({ beta, gamma }: { beta: number; gamma: number }): TwinLoss =>
  ([better, worse]) =>
    softplus(-(beta * (average(better) - average(worse)) - gamma));

/** A minibatch as the kernel reads it, tokens answer by answer. */
export interface RankedTokens {
  /** Of each answer, its tokens' log π. */
  readonly logp: readonly (readonly number[])[];
  readonly reference: readonly (readonly number[])[] | null;
  readonly tiers: readonly number[];
  readonly weights: readonly number[];
  /** Neighbours that were ranked together. */
  readonly together: number;
}

/** The loss of a minibatch: Σ weight · loss of each group ÷ groups. */
export function preferenceTwin(batch: RankedTokens, loss: TwinLoss): number {
  const { logp, reference, tiers, weights, together } = batch;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const answers = logp.map((tokens, row): RankedSums => ({
    drift: reference ? sum(tokens) - sum(reference[row]) : 0,
    logp: sum(tokens),
    tokens: tokens.length,
    tier: tiers[row],
  }));
  const firsts = Array.from({ length: answers.length / together }, (_, group) => group * together);
  const losses = firsts.map((first) =>
    loss(answers.slice(first, first + together).filter(({ tier }) => tier >= 0)),
  );
  return sum(losses.map((of, group) => weights[firsts[group]] * of)) / firsts.length;
}
