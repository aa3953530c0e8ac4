/**
 * Over-optimisation as a law of d = √KL (Gao, Schulman and Hilton 2022, "Scaling laws for reward model overoptimization",
 * arXiv:2210.10760): the true reward is d(α − βd) by best-of-n and d(α − β ln d) by reinforcement learning, 0 at the base model,
 * and has its peak where a proxy is followed just far enough. Both are linear in α and β: fitted by least squares. Pure.
 */
import { bestOfKl } from '../rl/algorithms/bestOfN/klBound.ts';

/** `value` in spreads of the base model's answers, above its mean; `d` the root of nats per answer. */
export interface Point {
  readonly d: number;
  readonly value: number;
}

export type Law = 'bestOfN' | 'learning';

export interface LawFit {
  readonly law: Law;
  readonly alpha: number;
  readonly beta: number;
  /** Root of the mean square of what the law leaves over. */
  readonly residual: number;
  /** Where it is highest; null where it rises without end, or never does. */
  readonly peak: Point | null;
}

/** Nearer to the base model ln d says nothing. */
const NEAREST = 0.05;

export function lawAt({ law, alpha, beta }: Pick<LawFit, 'law' | 'alpha' | 'beta'>, d: number): number {
  if (d <= 0) return 0;
  return d * (alpha - beta * (law === 'bestOfN' ? d : Math.log(d)));
}

/** Least squares in α and β; null with fewer than three points, or points all alike. */
export function fitLaw(law: Law, points: readonly Point[]): LawFit | null {
  const usable = points.filter(({ d, value }) => d >= NEAREST && Number.isFinite(value));
  if (usable.length < 3) return null;
  // value = α·u + β·v
  const rows = usable.map(({ d, value }) => ({
    u: d,
    v: -d * (law === 'bestOfN' ? d : Math.log(d)),
    value,
  }));
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [uu, uv, vv] = [sum(({ u }) => u * u), sum(({ u, v }) => u * v), sum(({ v }) => v * v)];
  const [uy, vy] = [sum(({ u, value }) => u * value), sum(({ v, value }) => v * value)];
  const determinant = uu * vv - uv * uv;
  if (!(determinant > 1e-9 * uu * vv)) return null;
  const alpha = (uy * vv - vy * uv) / determinant;
  const beta = (vy * uu - uy * uv) / determinant;
  const left = usable.map(({ d, value }) => value - lawAt({ law, alpha, beta }, d));
  const residual = Math.sqrt(left.reduce((total, one) => total + one * one, 0) / left.length);
  return { law, alpha, beta, residual, peak: peakOf(law, alpha, beta) };
}

/** d* = α ÷ 2β by best-of-n, e^(α ÷ β − 1) by learning. */
function peakOf(law: Law, alpha: number, beta: number): Point | null {
  if (!(beta > 0) || (law === 'bestOfN' && !(alpha > 0))) return null;
  const d = law === 'bestOfN' ? alpha / (2 * beta) : Math.exp(alpha / beta - 1);
  return Number.isFinite(d) ? { d, value: lawAt({ law, alpha, beta }, d) } : null;
}

/** An answer of the base model with what the reward model and the yardstick say of it, each in its spreads. */
export interface Judged {
  readonly score: number;
  readonly value: number;
}

/** What best-of-n gives by a pool. */
export interface BestOf extends Point {
  readonly n: number;
  /** Of the reward model, in its spreads. */
  readonly proxy: number;
}

/**
 * Best of n by the score, over all subsets of n of each prompt's answers: of N in ascending order the i-th is the best of
 * C(i − 1, n − 1) of C(N, n) (as Nakano et al. 2021 and Gao et al. 2022 estimate it, without bias).
 * @param pool answers to each prompt @param sizes no larger than the smallest pool
 */
export function bestOfPool(
  pool: readonly (readonly Judged[])[],
  sizes: readonly number[],
): readonly BestOf[] {
  return sizes.map((n) => {
    const means = pool.map((answers) => {
      const ranked = answers.toSorted((one, other) => one.score - other.score);
      const shares = ranked.map((_, at) => chanceOfBest(at, n, ranked.length));
      const over = (of: (answer: Judged) => number) =>
        ranked.reduce((sum, answer, at) => sum + shares[at] * of(answer), 0);
      return { value: over(({ value }) => value), proxy: over(({ score }) => score) };
    });
    const mean = (of: (one: (typeof means)[number]) => number) =>
      means.reduce((sum, one) => sum + of(one), 0) / means.length;
    return {
      n,
      d: Math.sqrt(bestOfKl(n)),
      value: mean(({ value }) => value),
      proxy: mean(({ proxy }) => proxy),
    };
  });
}

/** C(at, n − 1) ÷ C(total, n), without large numbers. */
function chanceOfBest(at: number, n: number, total: number): number {
  if (at < n - 1) return 0;
  let chance = n / total;
  for (let taken = 0; taken < n - 1; taken++) chance *= (at - taken) / (total - 1 - taken);
  return chance;
}
