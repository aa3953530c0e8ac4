import { describe, expect, it } from 'vitest';
import { measureAgreement, orderedPairs, splitRankings } from '../../src/rl/agreement.ts';
import type { PreferenceEvent } from '../../src/rl/preference.ts';
import { ids, judgement, play, ranking } from './events.ts';

describe('measureAgreement', () => {
  const tiers = [[0], [1], [2], [3]];

  it('is 1 for the same order and 0 (tau -1) for the reverse', () => {
    expect(measureAgreement([{ tiers, scores: [9, 5, 2, -1] }])).toEqual({
      rankings: 1,
      pairs: 6,
      accuracy: 1,
      kendallTau: 1,
    });
    expect(measureAgreement([{ tiers, scores: [1, 2, 3, 4] }])).toMatchObject({
      accuracy: 0,
      kendallTau: -1,
    });
  });

  it('counts one swapped neighbour as one pair of six', () => {
    const { accuracy, kendallTau } = measureAgreement([{ tiers, scores: [9, 2, 5, -1] }]);
    expect(accuracy).toBeCloseTo(5 / 6, 12);
    expect(kendallTau).toBeCloseTo(4 / 6, 12);
  });

  it('counts equal scores half', () => {
    expect(measureAgreement([{ tiers: [[0], [1]], scores: [3, 3] }])).toMatchObject({
      pairs: 1,
      accuracy: 0.5,
      kendallTau: 0,
    });
  });

  it('asks nothing about answers that are tied or were not ranked', () => {
    const result = measureAgreement([{ tiers: [[3], [0, 1]], scores: [1, 0, 99, 2] }]);
    expect(result).toEqual({ rankings: 1, pairs: 2, accuracy: 1, kendallTau: 1 });
  });

  it('weighs pairs alike in the accuracy and rankings alike in tau', () => {
    const result = measureAgreement([
      { tiers, scores: [4, 3, 2, 1] },
      { tiers: [[0], [1]], scores: [0, 1] },
    ]);
    expect(result.rankings).toBe(2);
    expect(result.accuracy).toBeCloseTo(6 / 7, 12);
    expect(result.kendallTau).toBe(0);
  });

  it('is NaN with counts of zero when nothing is ordered', () => {
    const nothing = { rankings: 0, pairs: 0, accuracy: Number.NaN, kendallTau: Number.NaN };
    expect(measureAgreement([])).toEqual(nothing);
    expect(measureAgreement([{ tiers: [[0, 1]], scores: [1, 2] }])).toEqual(nothing);
  });

  it('refuses scores that cannot be compared', () => {
    expect(() => measureAgreement([{ tiers, scores: [1, Number.NaN, 0, 0] }])).toThrow(RangeError);
    expect(() => measureAgreement([{ tiers, scores: [1, 2] }])).toThrow(RangeError);
  });
});

describe('orderedPairs', () => {
  it('lists every strict order once, better first', () => {
    expect(orderedPairs([[2], [0, 1], [3]])).toEqual([
      [2, 0],
      [2, 1],
      [2, 3],
      [0, 3],
      [1, 3],
    ]);
  });
});

describe('splitRankings', () => {
  const LETTERS = 'abcdefghijklmnop';

  it('holds out every fourth at a share of a quarter', () => {
    const { train, heldOut } = splitRankings(play(LETTERS.slice(0, 12)), 0.25);
    expect(ids(heldOut)).toBe('dhl');
    expect(ids(train)).toBe('abcefgijk');
  });

  it.each([0.05, 0.1, 0.25, 0.5])('holds one out as soon as there are four, at a share of %d', (share) => {
    expect(splitRankings(play('abcd'), share).heldOut.length).toBeGreaterThanOrEqual(1);
  });

  it('trains on all of fewer than four at a quarter, and on all at a share of 0', () => {
    expect(ids(splitRankings(play('abc'), 0.25).train)).toBe('abc');
    expect(ids(splitRankings(play(LETTERS), 0).train)).toBe(LETTERS);
  });

  it.each(['abcdefghijkl', 'abcd-e--+fghijkl', 'ab--cdefg-+-hijk--l', 'abcde---fghi-+'])(
    'never carries a ranking over while the log "%s" grows',
    (script) => {
      const log = play(script);
      const sides = new Map<string, string>();
      for (let length = 1; length <= log.length; length++) {
        const split = splitRankings(log.slice(0, length), 0.25);
        for (const side of ['train', 'heldOut'] as const) {
          for (const { id } of split[side]) {
            expect(sides.get(id) ?? side).toBe(side);
            sides.set(id, side);
          }
        }
      }
      expect(new Set(sides.values())).toEqual(new Set(['train', 'heldOut']));
    },
  );

  it('fills the place of a held-out ranking that was taken back', () => {
    expect(ids(splitRankings(play('abcd'), 0.25).heldOut)).toBe('d');
    expect(ids(splitRankings(play('abcd-'), 0.25).heldOut)).toBe('');
    expect(ids(splitRankings(play('abcd-e'), 0.25).heldOut)).toBe('e');
  });

  it('gives every ranking a side, and none to judgements that order nothing', () => {
    const log: PreferenceEvent[] = [
      judgement('x', 'skip'),
      ranking('a'),
      ranking('t', { tiers: [[0, 1]] }),
      ranking('b'),
      judgement('y', 'unusable'),
      ranking('c'),
      ranking('d'),
    ];
    const { train, heldOut } = splitRankings(log, 0.25);
    expect(ids(train)).toBe('abc');
    expect(ids(heldOut)).toBe('d');
  });
});
