/**
 * Estimators of the KL to a reference from the tokens that were sampled (Schulman 2020, "Approximating KL divergence"), for
 * kernels of any method: a text that stands in front of theirs. With d = log π − log π_ref of a token sampled from π,
 *
 *   k1 = d,   k2 = d²/2,   k3 = e^(−d) − 1 + d
 *
 * k1 and k3 have the KL as their mean, k3 with less spread and never below 0; k2 is near it while the policies are near. As a
 * term of a loss it is another matter, since a token's d is differentiated and the sampling is not: the mean of k2's gradient
 * is the gradient of the KL, that of k1's is 0, and that of k3's is the gradient of KL(π_ref ‖ π).
 * Knows numbers; knows no loss and no rows.
 */
import code from '../../shaders/kl/klEstimators.wgsl?raw';

/** By the number that `kl_value(kind, d)` and `kl_slope(kind, d)` know them by. */
export const KL_ESTIMATORS = ['k1', 'k2', 'k3'] as const;

export type KlEstimator = (typeof KL_ESTIMATORS)[number];

/** WGSL of `kl_gap`, `kl_value`, `kl_slope`: d clamped to ±20, an estimate, and its derivative by log π. */
export const KL_ESTIMATORS_CODE = code;

/** The number of an estimator, as a uniform of type u32. */
export function klEstimatorIndex(name: KlEstimator): number {
  return KL_ESTIMATORS.indexOf(name);
}
