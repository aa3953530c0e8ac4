/** The losses that a reward model can be fitted by, by the names that declarations.ts gives them. */
import { BRADLEY_TERRY } from './bradleyTerry.ts';
import type { RewardLossId } from './declarations.ts';
import { PLACKETT_LUCE } from './plackettLuce.ts';
import type { RewardLoss } from './rewardLoss.ts';

export const LOSSES: Readonly<Record<RewardLossId, RewardLoss>> = {
  plackettLuce: PLACKETT_LUCE,
  bradleyTerry: BRADLEY_TERRY,
};
