/**
 * Which answers to put before a person, by what several reward models say of the candidates: a ranking costs a minute, and
 * some teach more than others. With p_m = σ(s_i − s_j) the probability, to reward model m, that answer i beats j, a pair is
 * worth
 *
 *   disagreement  the variance of s_i − s_j between the models    (Christiano et al. 2017, section 2.2.4)
 *   information   H(mean p_m) − mean H(p_m), in nats              (BALD: Houlsby et al. 2011, equation 2)
 *   nearTies      H(mean p_m): most where nobody can tell         (uncertainty sampling: Lewis & Gale 1994)
 *
 * and a set is worth what its pairs are together. Pure; knows scores, no text and no model.
 */
import { bestSet } from '../../tastes/bestSet.ts';
import type { Asking, ScoredAsking } from '../../preferences/asked.ts';

type PairWorth = (differences: readonly number[]) => number;

const WORTH: Readonly<Record<ScoredAsking, PairWorth>> = {
  disagreement(differences) {
    const middle = mean(differences);
    return mean(differences.map((difference) => (difference - middle) ** 2));
  },
  information(differences) {
    const beats = differences.map(sigmoid);
    return entropy(mean(beats)) - mean(beats.map(entropy));
  },
  nearTies: (differences) => entropy(mean(differences.map(sigmoid))),
};

/** Whether reward models are asked. */
export function asksModels(asking: Asking): asking is ScoredAsking {
  return asking in WORTH;
}

/** Whether so many reward models can say so: how far apart they are, one alone cannot. */
export function canAsk(asking: ScoredAsking, models: number): boolean {
  return models >= (asking === 'nearTies' ? 1 : 2);
}

/**
 * The `count` candidates that are worth asking about, in their own order.
 * @param scores normalised, [model][candidate]
 */
export function worthAsking(
  scores: readonly (readonly number[])[],
  count: number,
  asking: ScoredAsking,
): number[] {
  const candidates = scores[0].map((_, index) => index);
  const between = candidates.map((one) =>
    candidates.map((other) => WORTH[asking](scores.map((of) => of[one] - of[other]))),
  );
  return bestSet(between, count);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Of a coin, nats. */
function entropy(p: number): number {
  return [p, 1 - p].reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
