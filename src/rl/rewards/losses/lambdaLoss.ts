/**
 * LambdaLoss (Wang et al. 2018): pairs weighed by what their order means to the NDCG. Of a group, the sum over pairs
 * y_i > y_j that the scores place among the first k of
 *
 *   −w_ij · log₂ σ(σ₀·(s_i − s_j))
 *
 *   NDCG-Loss2     w = |1/D(d) − 1/D(d + 1)| · |G_i − G_j|,   d = |p_i − p_j|
 *   LambdaRank     w = |1/D(p_i) − 1/D(p_j)| · |G_i − G_j|
 *   NDCG-Loss2++   w = μ · the first + the second
 *
 * with D(p) = log₂(1 + p), p a place by the scores as they stand (no gradient goes through it), G = (2^y − 1) ÷ ideal DCG
 * of the first k, y the number of tiers above the worst. allRank's lambdaLoss is this, but for a floor of 1e-10 under σ^w,
 * below which it has no gradient. Ties make no pair; equal scores stand in the order shown. A group in which everything is
 * tied teaches nothing. Answers that were not ranked take no place.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/lambdaLoss.wgsl?raw';
import relevances from '../../../gpu/shaders/listwise/relevances.wgsl?raw';
import type { LossSettings, RewardLoss } from './rewardLoss.ts';

export const LAMBDA_LOSS: RewardLoss = (rec, groups, settings) => {
  const { ndcg2, lambda } = pairWeights(settings);
  const constants = {
    SIGMA: settings.rewardSteepness,
    PLACES: settings.rewardCutoff,
    NDCG2: ndcg2,
    LAMBDA: lambda,
  };
  groupLoss('lambdaLoss', `${relevances}\n${code}`, constants)(rec, groups);
};

/** What the two weights count. */
export function pairWeights({
  rewardPairWeights,
  rewardLambdaMix,
}: Pick<LossSettings, 'rewardPairWeights' | 'rewardLambdaMix'>): { ndcg2: number; lambda: number } {
  switch (rewardPairWeights) {
    case 'ndcgLoss2':
      return { ndcg2: 1, lambda: 0 };
    case 'lambdaRank':
      return { ndcg2: 0, lambda: 1 };
    default:
      return { ndcg2: rewardLambdaMix, lambda: 1 };
  }
}
