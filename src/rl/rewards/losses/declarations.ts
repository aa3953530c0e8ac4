/** The losses that a reward model can be fitted by, as they are called: the usual one first. Pure. */
/** Short names, by which runs are saved: they stay. The settings say more where these say too little. */
export const REWARD_LOSSES = {
  plackettLuce: 'Plackett-Luce (ListMLE)',
  topPlackettLuce: 'Plackett-Luce, top k',
  // From before there was `pairwise`: the mean over a ranking's pairs.
  bradleyTerry: 'Bradley-Terry',
  pairwise: 'Bradley-Terry, pair by pair',
  listNet: 'ListNet',
  approxNdcg: 'ApproxNDCG',
  lambdaLoss: 'LambdaLoss',
} as const;

/** The ways in which LambdaLoss weighs a pair, by allRank's names. */
export const LAMBDA_WEIGHTS = ['ndcgLoss2PP', 'ndcgLoss2', 'lambdaRank'] as const;

export type RewardLossId = keyof typeof REWARD_LOSSES;

export const REWARD_LOSS_IDS = Object.keys(REWARD_LOSSES) as RewardLossId[];
