/**
 * ApproxNDCG (Qin, Liu and Li 2010): an NDCG whose places are smooth, so that it has a gradient. Of a group,
 *
 *   −Σ_i G_i ÷ log₂(1 + place_i),   place_i = 1 + Σ_(j ≠ i) σ(α·(s_j − s_i)),   G_i = (2^(y_i) − 1) ÷ ideal DCG
 *
 * y is an answer's relevance, the number of tiers it stands above the worst. Tied answers have one gain, and it is the same
 * whichever stands before; a group in which everything is tied teaches nothing. Answers that were not ranked take no place.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/approxNdcg.wgsl?raw';
import relevances from '../../../gpu/shaders/listwise/relevances.wgsl?raw';
import type { RewardLoss } from './rewardLoss.ts';

export const APPROX_NDCG: RewardLoss = (rec, groups, { rewardSharpness }) =>
  groupLoss('approxNdcg', `${relevances}\n${code}`, { ALPHA: rewardSharpness })(rec, groups);
