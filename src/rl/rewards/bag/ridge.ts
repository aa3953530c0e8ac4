/**
 * A linear ranker in closed form: ridge regression (Hoerl & Kennard 1970) of what a ranking says of each text on the text's
 * features, both less their mean within the ranking, so that only differences between texts of one ranking count. How strongly
 * it is held back is chosen by cross-validation over whole rankings. In float64. Knows numbers and tiers; knows no text, no model.
 */

/** A matrix that is only ever multiplied: how it is kept is its maker's (features.ts). */
export interface Rows {
  readonly count: number;
  readonly dim: number;
  /** Σ_j row_ij · weights_j, [count]. */
  times(weights: Float64Array): Float64Array;
  /** Σ_i row_ij · values_i, [dim]. */
  transposed(values: Float64Array): Float64Array;
}

/** What a ranking says: tier of each of its texts, 0 best, whose rows lie end to end from `first` on. */
export interface RankedRows {
  readonly first: number;
  readonly tiers: readonly number[];
  /** How much it counts, up to 1, which it is when left out. */
  readonly weight?: number;
}

export interface RidgeFit {
  readonly weights: Float64Array;
  /** λ over the mean square of a row, as it was chosen. */
  readonly ridge: number;
  /** λ itself. */
  readonly strength: number;
}

/** Strengths that are tried, in multiples of the rows' mean square. */
const RIDGES: readonly number[] = Array.from({ length: 8 }, (_, step) => 10 ** (3 - step / 2));

/** Parts that rankings are cut into; one at a time is left out. */
const FOLDS = 6;
/** Steps of the solver at most, and the residual at which it is done. */
const MOST_STEPS = 400;
const TOLERANCE = 1e-4;

/**
 * Of each text (texts it beats − texts that beat it) ÷ (texts − 1): its Borda count, centred, from −1 to 1. Ties are
 * neither. [texts]
 */
function bordaScores(tiers: readonly number[]): number[] {
  return tiers.map(
    (own) => tiers.reduce((sum, other) => sum + Math.sign(other - own), 0) / Math.max(1, tiers.length - 1),
  );
}

/**
 * Fits weights so that row · weights orders the texts of a ranking as it does. One ranking alone has nothing to be validated on
 * and gets the strongest ridge.
 * @param known λ over the mean square of a row where it is known already: nothing is validated then
 * @throws RangeError when a number is not finite
 */
export function fitRidge(rows: Rows, rankings: readonly RankedRows[], known?: number): RidgeFit {
  const targets = new Float64Array(rows.count);
  const counts = new Float64Array(rows.count);
  for (const { first, tiers, weight = 1 } of rankings) {
    for (const [at, target] of bordaScores(tiers).entries()) {
      targets[first + at] = target;
      counts[first + at] = weight;
    }
  }
  const centred = withinRankings(rows, rankings);
  const scale = meanSquare(centred, rankings);
  const folds = known === undefined ? foldsOf(rankings, counts) : [];
  const missed: number[] = [];
  // Weaker ones take the solver long, and are worse from where the error has turned.
  for (const ridge of folds.length > 0 ? RIDGES : []) {
    if (missed.length > 2 && missed.at(-1)! > missed.at(-2)! && missed.at(-2)! > missed.at(-3)!) break;
    missed.push(0);
    for (const fold of folds) {
      // From the strongest on, each begins where the last ended.
      fold.weights = solve(
        centred,
        fold.counts,
        targets,
        ridge * scale,
        fold.weights ?? new Float64Array(rows.dim),
      );
      const foretold = centred.times(fold.weights);
      for (const row of fold.left)
        missed[missed.length - 1] += counts[row] * (targets[row] - foretold[row]) ** 2;
    }
  }
  const best = missed.reduce((least, value, at) => (value < missed[least] ? at : least), 0);
  const ridge = known ?? RIDGES[best];
  const weights = solve(centred, counts, targets, ridge * scale, new Float64Array(rows.dim));
  if (!weights.every(Number.isFinite)) throw new RangeError('A ranker with numbers that are not finite.');
  return { weights, ridge, strength: ridge * scale };
}

interface Fold {
  /** Rows that are learned from count as their ranking does. */
  readonly counts: Float64Array;
  /** Rows that are left out. */
  readonly left: readonly number[];
  weights?: Float64Array;
}

/** Whole rankings, left out in turn; none of one ranking alone. */
function foldsOf(rankings: readonly RankedRows[], counts: Float64Array): Fold[] {
  const folds = Math.min(FOLDS, rankings.length);
  return Array.from({ length: folds > 1 ? folds : 0 }, (_, fold) => {
    const left = rankings
      .filter((__, index) => index % folds === fold)
      .flatMap(({ first, tiers }) => tiers.map((___, at) => first + at));
    const learned = counts.slice();
    for (const row of left) learned[row] = 0;
    return { counts: learned, left };
  });
}

/** The same rows, each less the mean of its ranking. Rows of no ranking stay. */
function withinRankings(rows: Rows, rankings: readonly RankedRows[]): Rows {
  const centre = (values: Float64Array) => {
    for (const { first, tiers } of rankings) {
      let sum = 0;
      for (let row = first; row < first + tiers.length; row++) sum += values[row];
      const mean = sum / tiers.length;
      for (let row = first; row < first + tiers.length; row++) values[row] -= mean;
    }
    return values;
  };
  return {
    ...rows,
    times: (weights) => centre(rows.times(weights)),
    transposed: (values) => rows.transposed(centre(values.slice())),
  };
}

/** Mean of |row|² over ranked rows: the trace of their Gram matrix, estimated by signs (Hutchinson 1990), ÷ rows. */
function meanSquare(rows: Rows, rankings: readonly RankedRows[]): number {
  let count = 0;
  for (const { tiers } of rankings) count += tiers.length;
  let sum = 0;
  for (let probe = 0; probe < PROBES; probe++) {
    const signs = Float64Array.from({ length: rows.count }, (_, row) => sign(row, probe));
    for (const value of rows.transposed(signs)) sum += value ** 2;
  }
  return sum / PROBES / Math.max(1, count) || 1;
}

const PROBES = 16;

/** ±1, by a hash of two numbers (Steele et al. 2014, the finaliser of SplitMix). */
function sign(row: number, probe: number): number {
  let bits = Math.imul(row * PROBES + probe + 1, 0x9e3779b9);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits >>> 16) & 1 ? 1 : -1;
}

/**
 * Minimises Σ counts·(targets − rows·w)² + λ|w|² by conjugate gradients (Hestenes & Stiefel 1952).
 * @param start where it begins
 */
function solve(
  rows: Rows,
  counts: Float64Array,
  targets: Float64Array,
  ridge: number,
  start: Float64Array,
): Float64Array {
  const weighted = (values: Float64Array) => values.map((value, row) => value * counts[row]);
  const product = (weights: Float64Array) => {
    const out = rows.transposed(weighted(rows.times(weights)));
    for (let j = 0; j < out.length; j++) out[j] += ridge * weights[j];
    return out;
  };
  const wanted = rows.transposed(weighted(targets));
  const weights = start.slice();
  const begun = product(weights);
  const residual = wanted.map((value, j) => value - begun[j]);
  const direction = residual.slice();
  let size = dot(residual, residual);
  const enough = TOLERANCE ** 2 * dot(wanted, wanted);
  for (let step = 0; step < MOST_STEPS && size > enough; step++) {
    const along = product(direction);
    const stride = size / dot(direction, along);
    for (let j = 0; j < weights.length; j++) {
      weights[j] += stride * direction[j];
      residual[j] -= stride * along[j];
    }
    const next = dot(residual, residual);
    for (let j = 0; j < weights.length; j++) direction[j] = residual[j] + (next / size) * direction[j];
    size = next;
  }
  return weights;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
