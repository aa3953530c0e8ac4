/**
 * How good a reward model is on rankings: accuracy, tau-b, NDCG, likelihood and calibration, each with what it was counted
 * on, what lot would have, and a 95 % interval. Pure; who scored is not known.
 */
import { measureAgreement, promptIdentity, shareInterval, type ScoredRanking } from '../agreement.ts';
import { bootstrap, type Estimate } from '../class/bootstrap.ts';
import {
  addBins,
  calibrationBins,
  calibrationError,
  tallyBins,
  type BinTally,
  type CalibrationBin,
} from './calibration.ts';
import { kendallTauB } from './kendall.ts';
import { plackettLuceLikelihood } from './likelihood.ts';
import { ndcg, ndcgByLot } from './ndcg.ts';

/** A ranking with what a reward model says of its answers. */
export interface JudgedRanking extends ScoredRanking {
  readonly prompt: string;
  /** Before normalisation, as the loss has them: a difference is a log-odds. `scores` order, these predict. */
  readonly logits: readonly number[];
}

/** NaN, and no interval, where there is nothing to measure. */
export interface Measure extends Estimate {
  /** What it is a mean over: pairs, rankings or choices, as the measure says. */
  readonly count: number;
  /** What is expected where scores are drawn by lot, or are all equal; null where that says nothing. */
  readonly byLot: number | null;
}

export interface RewardQuality {
  /** Rankings that order any two answers; others tell nothing. */
  readonly rankings: number;
  readonly prompts: number;
  /** Share of ordered pairs in the same order; interval: Wilson, for as many pairs as are independent in effect. */
  readonly accuracy: Measure;
  /** Mean over rankings of Kendall's tau-b; interval, as of all below: bootstrap over prompts. */
  readonly tauB: Measure;
  /** Mean over rankings. */
  readonly ndcg: Measure;
  /** Mean over choices under Plackett-Luce, nats. */
  readonly logLikelihood: Measure;
  /** Expected calibration error over pairs. */
  readonly calibrationError: Measure;
  readonly calibration: readonly CalibrationBin[];
}

/** What one prompt's rankings add to the sums. */
interface Sums {
  readonly pairs: number;
  readonly right: number;
  readonly rankings: number;
  readonly taus: readonly number[];
  readonly ndcgs: readonly number[];
  readonly ndcgsByLot: readonly number[];
  readonly choices: number;
  readonly logLikelihood: number;
  readonly logLikelihoodByLot: number;
  readonly bins: readonly BinTally[];
}

/** @throws RangeError on a score that is not finite */
export function rewardQuality(rankings: readonly JudgedRanking[]): RewardQuality {
  const byPrompt = new Map<string, JudgedRanking[]>();
  for (const ranking of rankings) {
    if (ranking.tiers.length < 2) continue;
    const prompt = promptIdentity(ranking.prompt);
    byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), ranking]);
  }
  const prompts = [...byPrompt.values()].map(sumsOf);
  const count = (of: (sums: Sums) => number) => total(prompts.map(of));
  const measure = (
    of: number,
    statistic: (drawn: readonly Sums[]) => number,
    byLot: number | null,
  ): Measure => {
    const estimate = bootstrap(prompts.length, (indexes) => statistic(indexes.map((at) => prompts[at])));
    return { ...estimate, count: of, byLot };
  };
  const pairs = count((sums) => sums.pairs);
  const choices = count((sums) => sums.choices);
  return {
    rankings: count((sums) => sums.rankings),
    prompts: prompts.length,
    accuracy: {
      value: count(({ right }) => right) / pairs,
      interval: shareInterval(prompts),
      count: pairs,
      byLot: 0.5,
    },
    tauB: measure(
      count(({ taus }) => taus.length),
      (drawn) => mean(drawn.flatMap(({ taus }) => taus)),
      0,
    ),
    ndcg: measure(
      count(({ ndcgs }) => ndcgs.length),
      (drawn) => mean(drawn.flatMap(({ ndcgs }) => ndcgs)),
      mean(prompts.flatMap(({ ndcgsByLot }) => ndcgsByLot)),
    ),
    logLikelihood: measure(
      choices,
      (drawn) =>
        total(drawn.map(({ logLikelihood }) => logLikelihood)) / total(drawn.map((sums) => sums.choices)),
      count(({ logLikelihoodByLot }) => logLikelihoodByLot) / choices,
    ),
    calibrationError: measure(
      pairs,
      (drawn) => calibrationError(addBins(drawn.map(({ bins }) => bins))),
      null,
    ),
    calibration: calibrationBins(prompts.map(({ bins }) => bins)),
  };
}

function sumsOf(rankings: readonly JudgedRanking[]): Sums {
  const { pairs, accuracy } = measureAgreement(rankings);
  const likelihoods = rankings.map(({ tiers, logits }) => plackettLuceLikelihood(tiers, logits));
  return {
    pairs,
    right: accuracy * pairs,
    rankings: rankings.length,
    // Of equal scores there is none.
    taus: rankings.map(kendallTauB).filter((tau) => !Number.isNaN(tau)),
    ndcgs: rankings.map(ndcg),
    ndcgsByLot: rankings.map(({ tiers }) => ndcgByLot(tiers)),
    choices: total(likelihoods.map(({ choices }) => choices)),
    logLikelihood: total(likelihoods.map(({ logLikelihood }) => logLikelihood)),
    logLikelihoodByLot: total(likelihoods.map(({ byLot }) => byLot)),
    bins: addBins(rankings.map(({ tiers, logits }) => tallyBins(tiers, logits))),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly number[]): number {
  return total(values) / values.length;
}
