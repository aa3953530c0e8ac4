/** The losses that a reward model can be fitted by, as they are called: the usual one first. Pure. */
export const REWARD_LOSSES = {
  plackettLuce: 'Plackett-Luce (ListMLE)',
  bradleyTerry: 'Bradley-Terry',
} as const;

export type RewardLossId = keyof typeof REWARD_LOSSES;

export const REWARD_LOSS_IDS = Object.keys(REWARD_LOSSES) as RewardLossId[];
