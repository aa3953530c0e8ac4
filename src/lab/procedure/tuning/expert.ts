/**
 * The expert's procedure: Bayesian optimisation by a Gaussian process (Rasmussen & Williams 2006, chapter 2) and its upper confidence
 * bound (Srinivas et al. 2010), which looks around first and settles in the end. It sees the level of every trial, and no more. Pure.
 */
import { valueOf, type Surface } from './surface.ts';

/** What is believed before a trial: mean, spread, and over which distance places are alike, across and down. */
const PRIOR = { mean: 0.2, spread: 0.3, across: 0.2, down: 0.35 } as const;
/** Spread of what is seen about what is true, levels included. */
const SEEN = 0.04;
/** Spreads above the mean that are hoped for, at the first trial and at the last. */
const HOPE = { first: 1.8, last: 0.2 } as const;

/** What is believed of every place after some trials. */
export class Posterior {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** A row a trial: how much each place's belief moves with it. */
  readonly #rows: Float64Array[] = [];

  constructor(private readonly side: number) {
    this.mean = new Float64Array(side * side).fill(PRIOR.mean);
    this.variance = new Float64Array(side * side).fill(PRIOR.spread ** 2);
  }

  /** One more trial: a row of the Cholesky factor, and what it moves. */
  add(cell: number, value: number): void {
    const { mean, variance } = this;
    const spread = Math.sqrt(Math.max(variance[cell], 0) + SEEN ** 2);
    const surprise = (value - mean[cell]) / spread;
    const row = mean.map((_, other) => {
      const known = this.#rows.reduce((sum, before) => sum + before[cell] * before[other], 0);
      return (alike(this.side, cell, other) - known) / spread;
    });
    row.forEach((moves, other) => {
      mean[other] += moves * surprise;
      variance[other] -= moves ** 2;
    });
    this.#rows.push(row);
  }
}

/** All trials of the expert's search. @param first where it begins */
export function expertSearch({ side, seen }: Surface, first: number, trials: number): number[] {
  const posterior = new Posterior(side);
  const tried = [first];
  while (tried.length < trials) {
    const last = tried[tried.length - 1];
    posterior.add(last, valueOf(seen[last]));
    const along = tried.length / trials;
    tried.push(hoped(posterior, tried, HOPE.first + (HOPE.last - HOPE.first) * along));
  }
  return tried;
}

/** The place that may be best, of those that were not tried. */
function hoped({ mean, variance }: Posterior, tried: readonly number[], hope: number): number {
  let best = -1;
  let most = -Infinity;
  mean.forEach((value, cell) => {
    const bound = value + hope * Math.sqrt(Math.max(variance[cell], 0));
    if (bound > most && !tried.includes(cell)) [best, most] = [cell, bound];
  });
  return best;
}

/** Covariance of two places. */
function alike(side: number, one: number, other: number): number {
  const across = ((one % side) - (other % side)) / side / PRIOR.across;
  const down = (Math.floor(one / side) - Math.floor(other / side)) / side / PRIOR.down;
  return PRIOR.spread ** 2 * Math.exp(-0.5 * (across ** 2 + down ** 2));
}
