/** The losses that a reward model can be fitted by, as they are called: the usual one first. Pure. */
import type { Words } from '../../fields.ts';

/** Short names, by which runs are saved: they stay. */
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

export type RewardLossId = keyof typeof REWARD_LOSSES;

export const REWARD_LOSS_IDS = Object.keys(REWARD_LOSSES) as RewardLossId[];

/** What a person chooses them by, where the short name says too little. */
export const REWARD_LOSS_WORDS: Readonly<Partial<Record<RewardLossId, Words<string>>>> = {
  topPlackettLuce: { en: 'Plackett-Luce, first k places', zh: 'Plackett-Luce，只看前 k 名' },
  bradleyTerry: {
    en: 'Bradley-Terry, mean per ranking (K-wise)',
    zh: 'Bradley-Terry，每个排序取平均（K-wise）',
  },
  pairwise: { en: 'Bradley-Terry, every pair alike', zh: 'Bradley-Terry，每对同等' },
};
