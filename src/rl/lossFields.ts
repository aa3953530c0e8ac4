/** The settings that a loss has of its own, each shown only beside that loss. Pure; their words are the settings form's. */
import { choice, number, within, type Fields } from './fields.ts';
import { LAMBDA_WEIGHTS } from './rewards/losses/declarations.ts';

const onlyWith = (loss: string) => ({ rare: true, onlyWith: { setting: 'rewardLoss', is: loss } }) as const;
const places = { limits: [1, 8], whole: true, step: 1 } as const;
const times = { limits: [1e-3, 1000], range: [0.1, 100], step: 1.25, scale: 'log' } as const;

export const LOSS_FIELDS = within({ group: 'reward', needs: ['reward'], takesEffect: 'run' }, {
  /** Places whose choices count; at 1 only which answer is best, as in lm-human-preferences (Ziegler et al. 2019). */
  rewardPlaces: number({
    default: 1,
    ...places,
    formula: 'Σ_(i ≤ k) −log softmax(s_i, …, s_K)_i',
    key: 'rmplaces',
    ...onlyWith('topPlackettLuce'),
  }),
  /** α: how sharp the smooth places are; 10 in TF-Ranking (its temperature 0.1), 1 in allRank. */
  rewardSharpness: number({
    default: 10,
    ...times,
    formula: 'place_i = 1 + Σ_j σ(α·(s_j − s_i))',
    key: 'rmalpha',
    ...onlyWith('approxNdcg'),
  }),
  /** What a pair weighs, by allRank's names. */
  rewardPairWeights: choice({
    default: 'ndcgLoss2PP',
    values: LAMBDA_WEIGHTS,
    key: 'rmweights',
    ...onlyWith('lambdaLoss'),
  }),
  /** μ: what NDCG-Loss2 counts beside LambdaRank in NDCG-Loss2++; 10 in allRank. */
  rewardLambdaMix: number({
    default: 10,
    limits: [0, 1000],
    step: 1,
    formula: 'μ·NDCG-Loss2 + LambdaRank',
    key: 'rmmu',
    ...onlyWith('lambdaLoss'),
  }),
  /** σ: by what the difference of two scores is multiplied; 1 in allRank. */
  rewardSteepness: number({
    default: 1,
    ...times,
    formula: 'log₂ σ(σ₀·(s_i − s_j))',
    key: 'rmsigma',
    ...onlyWith('lambdaLoss'),
  }),
  /** k: pairs count where the scores place both among the first so many; allRank's default is all, as 8 is here. */
  rewardCutoff: number({
    default: 8,
    ...places,
    formula: 'NDCG@k',
    key: 'rmcutoff',
    ...onlyWith('lambdaLoss'),
  }),
} satisfies Fields);
