/** The losses but the usual one, in one part: it comes when a fit first records one of them. */
import { APPROX_NDCG } from './approxNdcg.ts';
import { BRADLEY_TERRY } from './bradleyTerry.ts';
import { LAMBDA_LOSS } from './lambdaLoss.ts';
import { LIST_NET } from './listNet.ts';
import { PAIRWISE } from './pairwise.ts';
import type { RewardLoss } from './rewardLoss.ts';
import { TOP_PLACKETT_LUCE } from './topPlackettLuce.ts';

export const OTHERS = {
  topPlackettLuce: TOP_PLACKETT_LUCE,
  bradleyTerry: BRADLEY_TERRY,
  pairwise: PAIRWISE,
  listNet: LIST_NET,
  approxNdcg: APPROX_NDCG,
  lambdaLoss: LAMBDA_LOSS,
} satisfies Readonly<Record<string, RewardLoss>>;
