/** What measures of a reward model come to, by hand where it can be counted and against their definitions elsewhere. */
import { describe, expect, it } from 'vitest';
import { mulberry } from '../../../src/preferences/chance.ts';
import {
  BINS,
  calibrationBins,
  calibrationError,
  tallyBins,
} from '../../../src/preferences/quality/calibration.ts';
import { kendallTauB } from '../../../src/preferences/quality/kendall.ts';
import { plackettLuceLikelihood } from '../../../src/preferences/quality/likelihood.ts';
import { ndcg, ndcgByLot } from '../../../src/preferences/quality/ndcg.ts';
import { rewardQuality, type JudgedRanking } from '../../../src/preferences/quality/rewardQuality.ts';

import { ALLRANK_NDCG } from '../../rl/rewards/losses/allRank.ts';

describe('kendallTauB', () => {
  it('is 1 and −1 in and against the order, and leaves out what was not ranked', () => {
    expect(kendallTauB({ tiers: [[2], [0], [1]], scores: [2, 1, 3, 99] })).toBe(1);
    expect(kendallTauB({ tiers: [[2], [0], [1]], scores: [2, 3, 1] })).toBe(-1);
  });

  it('corrects ties on either side, as scipy.stats.kendalltau', () => {
    // scipy.stats.kendalltau([3, 2, 2, 1], [4, 3, 1, 1]) = 0.8
    expect(kendallTauB({ tiers: [[0], [1, 2], [3]], scores: [4, 3, 1, 1] })).toBeCloseTo(0.8, 12);
    expect(kendallTauB({ tiers: [[0, 1]], scores: [1, 2] })).toBeNaN();
    expect(kendallTauB({ tiers: [[0], [1]], scores: [1, 1] })).toBeNaN();
  });
});

describe('ndcg', () => {
  const tiers = [[1], [0], [2]];
  it('has gain 2^y − 1 and discount log₂(1 + place)', () => {
    const ideal = 3 + 1 / Math.log2(3);
    expect(ndcg({ tiers, scores: [2, 3, 1] })).toBe(1);
    expect(ndcg({ tiers, scores: [2, 1, 3] })).toBeCloseTo((1 / Math.log2(3) + 3 / 2) / ideal, 12);
  });

  it('shares places among equal scores, and of all equal is what lot has', () => {
    const [first, second] = [ndcg({ tiers, scores: [2, 3, 1] }), ndcg({ tiers, scores: [3, 2, 1] })];
    expect(ndcg({ tiers, scores: [2, 2, 1] })).toBeCloseTo((first + second) / 2, 12);
    expect(ndcg({ tiers, scores: [0, 0, 0] })).toBeCloseTo(ndcgByLot(tiers), 12);
    const orders = [
      [1, 2, 3],
      [1, 3, 2],
      [2, 1, 3],
      [2, 3, 1],
      [3, 1, 2],
      [3, 2, 1],
    ];
    const mean = orders.reduce((sum, scores) => sum + ndcg({ tiers, scores }), 0) / 6;
    expect(ndcgByLot(tiers)).toBeCloseTo(mean, 12);
    expect(ndcg({ tiers: [[0, 1]], scores: [1, 2] })).toBeNaN();
  });
});

it.each(ALLRANK_NDCG)(
  'ndcg is allRank’s, which has 1 where none is relevant',
  ({ tiers, scores, ndcg: told }) => {
    const worst = Math.max(...tiers);
    const ranked = Array.from({ length: worst + 1 }, (_, tier) =>
      tiers.flatMap((own, answer) => (own === tier ? [answer] : [])),
    );
    const ours = ndcg({ tiers: ranked, scores });
    if (worst === 0) expect([ours, told]).toEqual([NaN, 1]);
    else expect(ours).toBeCloseTo(told, 6);
  },
);

it('the likelihood is that of each choice among those left, ties without a word on each other', () => {
  const { choices, logLikelihood, byLot } = plackettLuceLikelihood([[0], [1, 2], [3]], [1, 0, 2, -1]);
  const e = Math.exp;
  const [first, second, third] = [
    e(1) / (e(1) + e(0) + e(2) + e(-1)),
    e(0) / (e(0) + e(-1)),
    e(2) / (e(2) + e(-1)),
  ];
  expect(choices).toBe(3);
  expect(logLikelihood).toBeCloseTo(Math.log(first) + Math.log(second) + Math.log(third), 12);
  expect(byLot).toBeCloseTo(-Math.log(4 * 2 * 2), 12);
  expect(plackettLuceLikelihood([[0], [1]], [-800, 800]).logLikelihood).toBe(-1600);
});

describe('calibration', () => {
  it('puts pairs by how sure of the favoured one the model was', () => {
    // P(0 over 1) = .75, rightly; P(2 over 3) = .99, wrongly; equal scores are half right.
    const log = Math.log;
    const prompts = [
      tallyBins([[0], [1]], [log(3), 0]),
      tallyBins([[1], [0]], [log(99), 0]),
      tallyBins([[0], [1]], [5, 5]),
    ];
    const bins = calibrationBins(prompts);
    expect(bins.map(({ pairs }) => pairs)).toEqual([1, 0, 1, 0, 1]);
    expect(bins[0]).toMatchObject({ low: 0.5, high: 0.6, predicted: 0.5, observed: 0.5 });
    expect(bins[2].observed).toBe(1);
    expect(bins[2].predicted).toBeCloseTo(0.75, 12);
    expect(bins[4].observed).toBe(0);
    expect(bins[4].interval![1]).toBeGreaterThan(0.5);
    expect(bins[1].interval).toBeNull();
    const all = prompts.reduce((sum, tally) =>
      sum.map((bin, at) => ({
        pairs: bin.pairs + tally[at].pairs,
        right: bin.right + tally[at].right,
        predicted: bin.predicted + tally[at].predicted,
      })),
    );
    expect(calibrationError(all)).toBeCloseTo((0 + 0.25 + 0.99) / 3, 12);
    expect(bins).toHaveLength(BINS);
  });

  it('is small where rankings are drawn by the very scores, and large where these are too sure', () => {
    const honest = rewardQuality(drawn(200, 1));
    const boastful = rewardQuality(drawn(200, 4));
    expect(honest.calibrationError.value).toBeLessThan(0.05);
    expect(boastful.calibrationError.value).toBeGreaterThan(0.15);
    expect(boastful.calibrationError.interval![0]).toBeGreaterThan(honest.calibrationError.interval![1]);
    for (const { observed, predicted, interval } of honest.calibration) {
      expect(interval![0]).toBeLessThan(observed);
      expect(Math.abs(observed - predicted)).toBeLessThan(0.15);
    }
  });
});

/** Rankings by Plackett-Luce of four logits, which a model tells `sure` times as large. */
function drawn(count: number, sure: number): JudgedRanking[] {
  const random = mulberry(7);
  return Array.from({ length: count }, (_, at) => {
    const logits = [0, 1, 2, 3].map(() => 3 * (random() - 0.5));
    const noisy = logits.map((logit) => logit - Math.log(-Math.log(random())));
    const order = [0, 1, 2, 3].toSorted((a, b) => noisy[b] - noisy[a]);
    const told = logits.map((logit) => sure * logit);
    return { prompt: `p${at}`, tiers: order.map((answer) => [answer]), scores: told, logits: told };
  });
}

describe('rewardQuality', () => {
  it('counts what each is a mean over, and leaves out what orders nothing', () => {
    const judged = (prompt: string, tiers: number[][], scores: number[]) => ({
      prompt,
      tiers,
      scores,
      logits: scores,
    });
    const quality = rewardQuality([
      judged('a', [[0], [1], [2]], [3, 2, 1]),
      judged(' a', [[0], [1]], [1, 2]),
      judged('b', [[0, 1]], [1, 2]),
      judged('c', [[0], [1, 2]], [1, 1, 1]),
    ]);
    expect(quality).toMatchObject({ rankings: 3, prompts: 2 });
    expect(quality.accuracy).toMatchObject({ count: 6, value: (3 + 0 + 1) / 6, byLot: 0.5 });
    // Of equal scores there is no tau.
    expect(quality.tauB).toMatchObject({ count: 2, value: 0, byLot: 0 });
    expect(quality.ndcg.count).toBe(3);
    expect(quality.logLikelihood.count).toBe(2 + 1 + 1);
    expect(quality.tauB.interval).toBeNull();
  });

  it('has nothing to tell of nothing', () => {
    const { rankings, accuracy, ndcg: gain, calibration } = rewardQuality([]);
    expect([rankings, accuracy.count, accuracy.interval, gain.interval]).toEqual([0, 0, null, null]);
    expect([accuracy.value, gain.value]).toEqual([NaN, NaN]);
    expect(calibration.every(({ pairs }) => pairs === 0)).toBe(true);
  });

  it('has an interval about its number', () => {
    const { tauB, logLikelihood, ndcg: gain } = rewardQuality(drawn(40, 1));
    for (const { value, interval, byLot } of [tauB, logLikelihood, gain]) {
      expect(interval![0]).toBeLessThan(value);
      expect(interval![1]).toBeGreaterThan(value);
      expect(byLot).toBeLessThan(interval![0]);
    }
  });
});
