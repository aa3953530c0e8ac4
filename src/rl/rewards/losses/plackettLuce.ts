/**
 * Plackett-Luce over whole rankings (Cao et al. 2007, ListMLE), with ties: of a group, the mean over answers that beat any
 * of
 *
 *   log(e^s_i + Σ e^s_j over strictly worse tiers) − s_i
 *
 * For two answers it is Bradley-Terry; a group in which everything is tied teaches nothing.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/plackettLuce.wgsl?raw';
import type { RewardLoss } from './rewardLoss.ts';

export const PLACKETT_LUCE: RewardLoss = groupLoss('plackettLuce', code);
