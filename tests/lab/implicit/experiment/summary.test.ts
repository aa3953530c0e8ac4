import { describe, expect, it } from 'vitest';
import { CURES, type ImplicitResult } from '../../../../src/lab/implicit/experiment/result.ts';
import {
  eventsPerRanking,
  judge,
  learntAt,
  seedLine,
  summarise,
} from '../../../../src/lab/implicit/experiment/summary.ts';

const policy = (gain: number, words: number) => [
  { n: 1, kl: 0, utility: 1, words: 20 },
  { n: 4, kl: 0.64, utility: 1 + gain, words },
];

function result(seed: number, change: Partial<ImplicitResult> = {}): ImplicitResult {
  return {
    seed,
    model: 'blurbs-tiny',
    taste: 'warmer',
    rankings: [
      { count: 4, accuracy: 0.6 },
      { count: 16, accuracy: 0.8 },
    ],
    events: [
      { count: 16, accuracy: 0.5 },
      { count: 256, accuracy: 0.76 },
    ],
    within: { count: 256, accuracy: 0.7 },
    spread: 0.5,
    policies: {
      honest: policy(1, 22),
      hurried: policy(-0.5, 9),
      matched: policy(0.85, 19),
      mixed: policy(0.1, 15),
      residual: policy(0.25, 20),
      anchored: policy(0.4, 21),
      both: policy(0.7, 21),
      few: policy(0.9, 23),
    },
    ...change,
  };
}

describe('events for a ranking', () => {
  it('are read where both are as good, over the logarithm of the count', () => {
    // Rankings reach 0.7 half-way between 4 and 16; events between 16 and 256.
    const rankings = [
      { count: 4, accuracy: 0.6 },
      { count: 16, accuracy: 0.8 },
    ];
    const events = [
      { count: 16, accuracy: 0.5 },
      { count: 256, accuracy: 0.7 },
    ];
    expect(eventsPerRanking(rankings, events)).toBeCloseTo(256 / 8, 10);
    expect(eventsPerRanking(rankings, [{ count: 16, accuracy: 0.9 }])).toBeNull();
  });
});

describe('the verdict', () => {
  it('adds up what the seeds say', () => {
    const told = summarise([result(1), result(2), result(3)]);
    expect(told.share).toBeCloseTo(0.95, 12);
    expect(told.shareAboveChance).toBeCloseTo(0.26 / 0.3, 12);
    expect(told.lost.mean).toBeCloseTo(3, 12);
    expect(told.restored.matched).toBeCloseTo(0.9, 12);
    expect(told.restored.mixed).toBeCloseTo(0.4, 12);
    expect(told.restored.residual).toBeCloseTo(0.5, 12);
    expect(told.restored.anchored).toBeCloseTo(0.6, 12);
    expect(told.restored.both).toBeCloseTo(0.8, 12);
    expect(told.policies.hurried.words.mean).toBe(9);
    expect(told.ratio.seeds).toBe(3);
    expect(told.ratio.low).toBeCloseTo(told.ratio.high, 10);
    expect(judge([result(1), result(2)])).toMatchObject({ met: true });
  });

  it('is missed where events teach too little, no cure helps, or hurry costs nothing', () => {
    const poor = [{ count: 256, accuracy: 0.7 }];
    expect(judge([result(1, { events: poor })]).met).toBe(false);
    const { policies } = result(1);
    const uncured = { ...policies, matched: policy(0.6, 9), both: policy(0.6, 9), few: policy(2, 20) };
    expect(judge([result(1, { policies: uncured })]).met).toBe(false);
    for (const cure of CURES)
      expect(judge([result(1, { policies: { ...uncured, [cure]: policy(0.85, 19) } })]).met).toBe(true);
    const harmless = { ...policies, hurried: policy(1.2, 9) };
    expect(judge([result(1, { policies: harmless })]).met).toBe(false);
    expect(judge([]).met).toBe(false);
  });

  it('says a seed in one line', () => {
    const line = seedLine(result(3));
    expect(line).not.toContain('\n');
    expect(line).toContain('hurried −1.00 in 9.0 words');
  });
});

it('tells what was learnt step by step, where seeds ended after other numbers of events too', () => {
  const results = [
    result(1),
    result(2, {
      events: [
        { count: 16, accuracy: 0.7 },
        { count: 200, accuracy: 0.8 },
      ],
    }),
  ];
  expect(learntAt(results, 'events')).toEqual([
    { least: 16, most: 16, accuracy: { mean: 0.6, least: 0.5, most: 0.7 } },
    { least: 200, most: 256, accuracy: { mean: 0.78, least: 0.76, most: 0.8 } },
  ]);
  expect(learntAt([], 'rankings')).toEqual([]);
});

it('gives back no share of nothing where hurry cost nothing', () => {
  const { met, figures } = judge([
    result(1, {
      policies: {
        honest: policy(1, 20),
        hurried: policy(1, 20),
        matched: policy(1, 20),
        mixed: policy(1, 20),
        residual: policy(1, 20),
        anchored: policy(1, 20),
        both: policy(1, 20),
        few: policy(1, 20),
      },
    }),
  ]);
  expect(met).toBe(false);
  expect(figures).toContain('matched gives back –, mixed gives back –');
});
