/** How far the best of n answers is from the model that wrote them all. Pure. */

/**
 * ln n − (n − 1)/n, in nats an answer. It is the KL of best-of-n from the model that it samples where no two answers have
 * one score and none is likely by itself; in general the KL is no larger (Beirami et al. 2024, "Theoretical guarantees on
 * the best-of-n alignment policy", arXiv:2401.01879).
 * @param n answers to choose from, at least 1
 */
export function bestOfKl(n: number): number {
  return Math.log(n) - (n - 1) / n;
}
