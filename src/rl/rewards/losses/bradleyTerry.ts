/**
 * Bradley-Terry over all pairs that a ranking orders, as InstructGPT's reward model (Ouyang et al. 2022, eq. 1), which
 * divides by their number C(K, 2) too, so that each ranking counts alike however long: of a group, the mean over pairs of
 *
 *   log(1 + e^(s_worse − s_better)) = −log σ(s_better − s_worse)
 *
 * Ties make no pair; a group in which everything is tied teaches nothing. Where each pair shall count alike: pairwise.ts.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/bradleyTerry.wgsl?raw';

export const BRADLEY_TERRY = groupLoss('bradleyTerry', code, { SUM: 0 });
