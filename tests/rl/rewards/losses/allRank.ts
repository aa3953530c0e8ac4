/** allRank's, TRL's and OpenRLHF's numbers for ranking losses, each with the loss of this project that it is and how lists are weighed. */
import allRank from '../../../fixtures/libraries/ranking-allrank.json';
import openrlhf from '../../../fixtures/libraries/reward-openrlhf.json';
import trl from '../../../fixtures/libraries/reward-trl.json';
import traps from '../../../fixtures/libraries/traps.json';
import { caseOf } from '../../../fixtures/libraryCases.ts';
import { LAMBDA_WEIGHTS, type RewardLossId } from '../../../../src/rl/rewards/losses/declarations.ts';
import type { LossSettings } from '../../../../src/rl/rewards/losses/rewardLoss.ts';
import { rankings, type Ranked } from './rankedScores.ts';

export interface LibraryCase {
  readonly name: string;
  readonly loss: RewardLossId;
  readonly settings: Partial<LossSettings>;
  readonly scores: readonly number[];
  /** Its weights make the weighted total the library's loss. */
  readonly ranked: Ranked;
  readonly expected: { readonly loss: number; readonly dScores: readonly number[] };
}

type Told = Readonly<Record<string, unknown>>;

/** Which loss a function of allRank is, and what a list of so many answers weighs in its total; null for what is not ours. */
function counterpart(
  called: string,
  settings: Told,
  lists: number,
): [RewardLossId, Partial<LossSettings>, (answers: number) => number] | null {
  if (called === 'listMLE') return ['plackettLuce', {}, (answers) => (answers - 1) / lists];
  if (called === 'listNet') return ['listNet', {}, () => 1 / lists];
  if (called === 'approxNDCGLoss')
    return ['approxNdcg', { rewardSharpness: Number(settings.alpha ?? 1) }, () => 1 / lists];
  if (called !== 'lambdaLoss' || settings.reduction === 'mean') return null;
  // Without weights and a cut it is the sum over pairs, to base 2.
  if (settings.weighing_scheme === 'rankNet_scheme')
    return settings.k === null ? ['pairwise', {}, () => 1 / Math.LN2] : null;
  const weights = LAMBDA_WEIGHTS.find((name) => `${name}_scheme` === settings.weighing_scheme);
  if (!weights) return null;
  const own = {
    rewardPairWeights: weights,
    rewardCutoff: Number(settings.k ?? 8),
    rewardSteepness: Number(settings.sigma ?? 1),
    rewardLambdaMix: Number(settings.mu ?? 10),
  };
  return ['lambdaLoss', own, () => 1];
}

interface Lists {
  readonly lengths: readonly number[];
  readonly scores: readonly number[];
  readonly relevance: readonly number[];
}

/** Tiers of each list, 0 best. */
function tiersOf({ lengths, relevance }: Lists): number[][] {
  let first = 0;
  return lengths.map((length) => {
    const own = relevance.slice(first, (first += length));
    return own.map((one) => Math.max(...own) - one);
  });
}

const batches: Readonly<Record<string, Lists>> = allRank.batches;

/** Lists of allRank's with its nDCG of each, whole. */
export const ALLRANK_NDCG = allRank.cases.flatMap(({ batch, settings, expected }) => {
  if (!('ndcg' in expected) || (settings as Told).ats !== null) return [];
  const lists = batches[batch];
  let first = 0;
  return tiersOf(lists).map((tiers, at) => ({
    tiers,
    scores: lists.scores.slice(first, (first += tiers.length)),
    ndcg: ([expected.ndcg].flat(2) as number[])[at],
  }));
});

export const ALLRANK_CASES: readonly LibraryCase[] = allRank.cases.flatMap((told) => {
  const { name, batch, settings, expected } = told;
  if (!('loss' in expected)) return [];
  const tiers = tiersOf(batches[batch]);
  const found = counterpart(told.function.slice(told.function.lastIndexOf('.') + 1), settings, tiers.length);
  if (!found) return [];
  const [loss, own, weight] = found;
  const weights = Float32Array.from(tiers, ({ length }) => weight(length));
  return [
    {
      name: `allRank, ${name}`,
      loss,
      settings: own,
      scores: batches[batch].scores,
      ranked: { ...rankings(...tiers), weights },
      expected: expected as LibraryCase['expected'],
    },
  ];
});

/** Pairs as rankings of two, without margins and centring: both losses over pairs. OpenRLHF's two are one but for float32. */
export const PAIR_CASES: readonly LibraryCase[] = (
  [
    ['TRL, Bradley-Terry', trl],
    ['OpenRLHF, PairWiseLoss', openrlhf],
    ['OpenRLHF, LogExpLoss', openrlhf],
  ] as const
).flatMap(([told, file]) =>
  (['bradleyTerry', 'pairwise'] as const).map((loss) => {
    const { rewards, pairs } = file.batches.scored;
    const { expected } = caseOf<{ loss: number; dReward: number[] }>(file, told.split(', ')[1]);
    const weights = Float32Array.from(pairs, () => 1 / pairs.length);
    return {
      name: `${told}, as ${loss}`,
      loss,
      settings: {},
      scores: pairs.flat().map((row) => rewards[row]),
      ranked: { ...rankings(...pairs.map(() => [0, 1])), weights },
      expected: { loss: expected.loss, dScores: pairs.flat().map((row) => expected.dReward[row]) },
    };
  }),
);

/** −log σ of margins up to 1000 either way, and its slope. */
export const FAR_MARGINS = {
  margins: traps.batches.margins.margins,
  ...caseOf<{ loss: number[]; dMargin: number[] }>(traps, '−log σ far out').expected,
  /** Where log(1 + e^(−d)) in float32 is 0 or infinite instead. */
  traps: caseOf<{ zeroOrInfiniteAt: number[] }>(traps, 'LogExpLoss in float32').expected.zeroOrInfiniteAt,
};

/** Cases of both matters that nothing here computes. */
export const NOT_HERE: readonly string[] = [
  // NDCG-Loss1, a cut of pairs that all weigh the same, a mean over pairs, nDCG at cuts.
  'lambdaLoss, ndcgLoss1_scheme, k None',
  'lambdaLoss, ndcgLoss1_scheme, k 3',
  'lambdaLoss, rankNet_scheme, k 3',
  'lambdaLoss, mean, natural logarithm',
  ...['lists', 'ordered', 'one without relevance'].map((batch) => `nDCG of ${batch}, [1, 3]`),
  'margins',
  'centred',
  'margins, centred',
  'PairWiseLoss, margins',
];

/** All of them. */
export const NAMES: readonly string[] = [allRank, trl, openrlhf].flatMap((file) =>
  file.cases.map(({ name }) => name),
);
