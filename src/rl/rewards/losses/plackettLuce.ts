/**
 * Plackett-Luce over whole rankings (Xia et al. 2008, ListMLE), with ties: of a group, the mean over answers that beat any
 * of
 *
 *   log(e^s_i + Σ e^s_j over strictly worse tiers) − s_i
 *
 * For two answers it is Bradley-Terry; a group in which everything is tied teaches nothing.
 */
import { GROUP_MEMBERS, groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/plackettLuce.wgsl?raw';

export const PLACKETT_LUCE = groupLoss('plackettLuce', code, { PLACES: GROUP_MEMBERS });
