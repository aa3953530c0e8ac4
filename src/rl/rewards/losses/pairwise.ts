/**
 * Bradley-Terry (1952) with every pair an example of its own, as where preferences come as pairs (TRL's RewardTrainer): of
 * a group, the sum over pairs that the ranking orders of
 *
 *   log(1 + e^(s_worse − s_better)) = −log σ(s_better − s_worse)
 *
 * So a ranking of eight weighs as 28 pairs and one of two as one; InstructGPT's mean per ranking is bradleyTerry.ts. Ties
 * make no pair; a group in which everything is tied teaches nothing.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/bradleyTerry.wgsl?raw';

export const PAIRWISE = groupLoss('bradleyTerry', code, { SUM: 1 });
