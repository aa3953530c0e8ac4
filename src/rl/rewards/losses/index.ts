/** The losses that a reward model can be fitted by, by the names that declarations.ts gives them. */
import type { RewardLossId } from './declarations.ts';
import type { OTHERS } from './others.ts';
import { PLACKETT_LUCE } from './plackettLuce.ts';
import type { RewardLoss } from './rewardLoss.ts';

/** The usual one is there; the others come when a fit first records them: few fits do. */
export const LOSSES: Readonly<Record<RewardLossId, RewardLoss>> = {
  plackettLuce: PLACKETT_LUCE,
  topPlackettLuce: later('topPlackettLuce'),
  bradleyTerry: later('bradleyTerry'),
  pairwise: later('pairwise'),
  listNet: later('listNet'),
  approxNdcg: later('approxNdcg'),
  lambdaLoss: later('lambdaLoss'),
};

function later(id: keyof typeof OTHERS): RewardLoss {
  return async (...told) => (await import('./others.ts')).OTHERS[id](...told);
}
