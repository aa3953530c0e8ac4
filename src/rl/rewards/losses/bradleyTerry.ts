/**
 * Bradley-Terry over all pairs that a ranking orders, as in InstructGPT (Ouyang et al. 2022, eq. 1), which divides by
 * their number too: of a group, the mean over pairs of
 *
 *   log(1 + e^(s_worse − s_better))
 *
 * Ties make no pair; a group in which everything is tied teaches nothing.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/bradleyTerry.wgsl?raw';
import type { RewardLoss } from './rewardLoss.ts';

export const BRADLEY_TERRY: RewardLoss = groupLoss('bradleyTerry', code);
