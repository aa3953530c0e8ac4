/**
 * The hinge over all pairs that a ranking orders (Herbrich et al. 2000; RankSVM): of a group, the mean over pairs of
 *
 *   max(0, 1 − (s_better − s_worse))
 *
 * Ties make no pair; a group in which everything is tied teaches nothing, nor does a pair that is apart by more than 1.
 */
import { groupLoss } from '../../../../src/gpu/kernels/listwise/scoredGroups.ts';
import type { RewardLoss } from '../../../../src/rl/rewards/losses/rewardLoss.ts';
import code from './hinge.wgsl?raw';

export const HINGE: RewardLoss = groupLoss('hinge', code);
