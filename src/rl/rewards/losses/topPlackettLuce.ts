/**
 * Plackett-Luce of the first k places (Xia et al. 2009, "Statistical consistency of top-k ranking"): of a group, the mean
 * over answers that beat any, and that fewer than k beat, of
 *
 *   log(e^s_i + Σ e^s_j over strictly worse tiers) − s_i
 *
 * At k = 1 it is the cross entropy of the best answer, by which lm-human-preferences learns from the best of four (Ziegler
 * et al. 2019, eq. 1); from k = K − 1 on it is Plackett-Luce. Answers tied at a place all have their term there, none
 * against the others; an order among those behind the k-th place says nothing.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/plackettLuce.wgsl?raw';
import type { RewardLoss } from './rewardLoss.ts';

export const TOP_PLACKETT_LUCE: RewardLoss = (rec, groups, { rewardPlaces }) =>
  groupLoss('plackettLuce', code, { PLACES: rewardPlaces })(rec, groups);
