/** Every loss but the two with files of their own against its slow twin, finite differences, and what it is at its edges. */
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/rl/fields.ts';
import { APPROX_NDCG } from '../../../../src/rl/rewards/losses/approxNdcg.ts';
import { approxNdcgTwin } from '../../../../src/rl/rewards/losses/approxNdcg.twin.ts';
import { bradleyTerryTwin } from '../../../../src/rl/rewards/losses/bradleyTerry.twin.ts';
import { LOSS_FIELDS } from '../../../../src/rl/lossFields.ts';
import { LAMBDA_LOSS } from '../../../../src/rl/rewards/losses/lambdaLoss.ts';
import { lambdaLossTwin } from '../../../../src/rl/rewards/losses/lambdaLoss.twin.ts';
import { LIST_NET } from '../../../../src/rl/rewards/losses/listNet.ts';
import { listNetTwin } from '../../../../src/rl/rewards/losses/listNet.twin.ts';
import { PAIRWISE } from '../../../../src/rl/rewards/losses/pairwise.ts';
import { pairwiseTwin } from '../../../../src/rl/rewards/losses/pairwise.twin.ts';
import { plackettLuceTwin } from '../../../../src/rl/rewards/losses/plackettLuce.twin.ts';
import type { LossSettings, Rankings, RewardLoss } from '../../../../src/rl/rewards/losses/rewardLoss.ts';
import { TOP_PLACKETT_LUCE } from '../../../../src/rl/rewards/losses/topPlackettLuce.ts';
import { topPlackettLuceTwin } from '../../../../src/rl/rewards/losses/topPlackettLuce.twin.ts';
import { expectClose, randomArray } from '../../../gpu/harness.ts';
import { LOSSES } from '../../../../src/rl/rewards/losses/index.ts';
import { OTHERS } from '../../../../src/rl/rewards/losses/others.ts';
import { PLACKETT_LUCE } from '../../../../src/rl/rewards/losses/plackettLuce.ts';
import { ALLRANK_CASES, FAR_MARGINS, NAMES, NOT_HERE, PAIR_CASES } from './allRank.ts';
import { differences, lossOf, ODD, rankings } from './rankedScores.ts';

type Twin = (
  scores: Float32Array | Float64Array,
  rankings: Rankings,
  settings: LossSettings,
) => { losses: ArrayLike<number>; dScores: ArrayLike<number> };

const CASES: readonly [name: string, RewardLoss, Twin, Partial<LossSettings>][] = [
  ['the best alone', TOP_PLACKETT_LUCE, topPlackettLuceTwin, {}],
  ['the first three places', TOP_PLACKETT_LUCE, topPlackettLuceTwin, { rewardPlaces: 3 }],
  ['every pair alike', PAIRWISE, pairwiseTwin, {}],
  ['ListNet', LIST_NET, listNetTwin, {}],
  ['ApproxNDCG', APPROX_NDCG, approxNdcgTwin, { rewardSharpness: 1.5 }],
  ['NDCG-Loss2++', LAMBDA_LOSS, lambdaLossTwin, { rewardLambdaMix: 3 }],
  [
    'LambdaRank of the first three, steep',
    LAMBDA_LOSS,
    lambdaLossTwin,
    { rewardPairWeights: 'lambdaRank', rewardCutoff: 3, rewardSteepness: 2 },
  ],
  ['NDCG-Loss2', LAMBDA_LOSS, lambdaLossTwin, { rewardPairWeights: 'ndcgLoss2' }],
];

describe.each(CASES)('%s', (_, loss, twin, own) => {
  const settings = { ...defaultsOf(LOSS_FIELDS), ...own };

  it('matches the twin on full, partial, tied and single groups, and clears the rest', async () => {
    const scores = randomArray(ODD.n, 1, 3);
    const { dScores, losses } = await lossOf(loss, scores, ODD, own);
    const expected = twin(scores, ODD, settings);
    expectClose(losses, expected.losses, 2e-6);
    expectClose(dScores, expected.dScores, 2e-6);
    // All tied, and alone: nothing is taught, nor to scores in no group.
    expect([...losses.subarray(3, 5)]).toEqual([0, 0]);
    expect([...dScores.subarray(13, 17)]).toEqual([0, 0, 0, 0]);
    expect([...dScores.subarray(ODD.n - 2)]).toEqual([0, 0]);
    expect(Math.max(...dScores.map(Math.abs))).toBeGreaterThan(0.01);
  });

  it('agrees with finite differences of the weighted total', async () => {
    const scores = randomArray(ODD.n, 2, 2);
    const { dScores } = await lossOf(loss, scores, ODD, own);
    const by = (at: Float64Array, ranked: Rankings) => twin(at, ranked, settings);
    expectClose(dScores, differences(by, scores, ODD), 2e-5);
  });

  it('stays finite for scores far apart, either way round, and for equal ones', async () => {
    const apart = rankings([0, 1], [1, 0], [0, 1, 2]);
    const scores = Float32Array.of(-90, 90, -90, 90, 0, 0, 0, 0, 0);
    const { losses, dScores } = await lossOf(loss, scores, apart, own);
    const expected = twin(scores, apart, settings);
    expect([...losses, ...dScores].every(Number.isFinite)).toBe(true);
    expectClose(losses, expected.losses, 2e-5);
    expectClose(dScores, expected.dScores, 2e-5);
  });
});

describe('the libraries’ own numbers', () => {
  it('are there for every loss but the cut Plackett-Luce', () => {
    const seen = new Set([...ALLRANK_CASES, ...PAIR_CASES].map(({ loss }) => loss));
    expect(Object.keys(LOSSES).filter((id) => !seen.has(id as never))).toEqual(['topPlackettLuce']);
  });

  it('are all compared but those that are named, and the whole nDCG, which is a measure', () => {
    const compared = [...ALLRANK_CASES, ...PAIR_CASES].map(({ name }) => name);
    const of = (name: string) =>
      compared.some((one) => one.endsWith(`, ${name}`) || one.includes(`, ${name}, as`));
    const left = NAMES.filter((name) => !of(name) && !/^nDCG.*whole$/.test(name));
    expect(left.toSorted()).toEqual([...NOT_HERE].toSorted());
  });

  it.each([...ALLRANK_CASES, ...PAIR_CASES])(
    '$name',
    async ({ loss, settings, scores, ranked, expected }) => {
      const { losses, dScores } = await lossOf(
        { plackettLuce: PLACKETT_LUCE, ...OTHERS }[loss],
        Float32Array.from(scores),
        ranked,
        settings,
      );
      const total = losses.reduce((sum, one, group) => sum + ranked.weights[group] * one, 0);
      expect(Math.abs(total - expected.loss)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected.loss)));
      expectClose(dScores, expected.dScores, 1e-5);
    },
  );
});

it('a pair’s loss is right to the last bits up to a margin of 1000, where log(1 + e^(−d)) is not', async () => {
  const { margins, loss, dMargin, traps } = FAR_MARGINS;
  const ranked = {
    ...rankings(...margins.map(() => [0, 1])),
    weights: new Float32Array(margins.length).fill(1),
  };
  const scores = Float32Array.from(margins.flatMap((margin) => [margin / 2, -margin / 2]));
  const { losses, dScores } = await lossOf(PAIRWISE, scores, ranked);
  margins.forEach((margin, i) => {
    expect(Math.abs(losses[i] - loss[i]), `${margin}`).toBeLessThan(1e-6 * Math.max(1, loss[i]));
    expect(Math.abs(dScores[2 * i] - dMargin[i]), `${margin}`).toBeLessThan(1e-6);
  });
  const at = (margin: number) => losses[margins.indexOf(margin)];
  for (const margin of traps)
    expect(Number.isFinite(at(margin)) && (margin > 0 || at(margin) > 0)).toBe(true);
});

describe('what they come to', () => {
  const scores = randomArray(ODD.n, 3, 2);

  it('of all places is Plackett-Luce, of the first the cross entropy of the best', () => {
    const all = topPlackettLuceTwin(scores, ODD, { rewardPlaces: 7 });
    expectClose(all.losses, plackettLuceTwin(scores, ODD).losses, 1e-6);
    const best = topPlackettLuceTwin(Float64Array.of(0, 1, 3, 0, 0), rankings([1, 0, 2]), {
      rewardPlaces: 1,
    });
    expect(best.losses[0]).toBeCloseTo(Math.log(1 + Math.exp(1) + Math.exp(3)) - 1, 12);
  });

  it('pair by pair is the mean per ranking times its pairs, and of two answers the same', () => {
    const mean = bradleyTerryTwin(scores, ODD).losses;
    const sum = pairwiseTwin(scores, ODD).losses;
    // Of 3 answers 3 pairs, of 8 in tiers of 2, 1, 1, 1, 2, 1: 28 less 2 tied; of 5 in tiers of 2, 1, 2: 10 less 2.
    expectClose(
      sum,
      mean.map((loss, group) => loss * [3, 26, 1, 0, 0, 8][group]),
      1e-12,
    );
  });

  it('as sharp as can be, ApproxNDCG is the NDCG', () => {
    // Places by score: the middling, the best, the worst.
    const { losses } = approxNdcgTwin(Float64Array.of(2, 3, 1, 0, 0), rankings([0, 1, 2]), {
      rewardSharpness: 200,
    });
    const ideal = 3 + 1 / Math.log2(3);
    expect(losses[0]).toBeCloseTo(-(1 + 3 / Math.log2(3)) / ideal, 9);
  });
});
