/** The losses that a reward model can be fitted by, by the names that declarations.ts gives them. */
import type { RewardLossId } from './declarations.ts';
import { PLACKETT_LUCE } from './plackettLuce.ts';
import type { RewardLoss } from './rewardLoss.ts';

/** The usual one is there; the others come when a fit first records them: few fits do. */
export const LOSSES: Readonly<Record<RewardLossId, RewardLoss>> = {
  plackettLuce: PLACKETT_LUCE,
  topPlackettLuce: later(async () => (await import('./topPlackettLuce.ts')).TOP_PLACKETT_LUCE),
  bradleyTerry: later(async () => (await import('./bradleyTerry.ts')).BRADLEY_TERRY),
  pairwise: later(async () => (await import('./pairwise.ts')).PAIRWISE),
  listNet: later(async () => (await import('./listNet.ts')).LIST_NET),
  approxNdcg: later(async () => (await import('./approxNdcg.ts')).APPROX_NDCG),
  lambdaLoss: later(async () => (await import('./lambdaLoss.ts')).LAMBDA_LOSS),
};

function later(load: () => Promise<RewardLoss>): RewardLoss {
  return async (...record) => (await load())(...record);
}
