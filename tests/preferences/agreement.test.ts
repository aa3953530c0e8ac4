import { describe, expect, it } from 'vitest';
import {
  accuracyInterval,
  measureAgreement,
  orderedPairs,
  promptIdentity,
  splitRankings,
} from '../../src/preferences/agreement.ts';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { stream } from '../../src/rl/random.ts';
import { ids, judgement, play as playOnOne, ranking } from '../rl/events.ts';

/** A script in which every ranking is about a prompt of its own. */
function play(script: string): PreferenceEvent[] {
  return playOnOne(script).map((event) =>
    event.type === 'ranking' ? { ...event, prompt: `about ${event.id}` } : event,
  );
}

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
      ranking('a', { prompt: '1' }),
      ranking('t', { prompt: '2', tiers: [[0, 1]] }),
      ranking('b', { prompt: '3' }),
      judgement('y', 'unusable'),
      ranking('c', { prompt: '4' }),
      ranking('d', { prompt: '5' }),
    ];
    const { train, heldOut } = splitRankings(log, 0.25);
    expect(ids(train)).toBe('abc');
    expect(ids(heldOut)).toBe('d');
  });
});

describe('rankings made of deeds', () => {
  const deed = (id: string, prompt: string) => ranking(id, { prompt, implicit: 0.5 });
  const given = (id: string) => ranking(id, { prompt: id });

  it('only train: what is measured is agreement with orders that somebody gave', () => {
    const log = [deed('x', '1'), deed('y', '2'), deed('z', '3'), deed('w', '4'), deed('v', '5')];
    expect(ids(splitRankings(log, 0.5).train)).toBe('xyzwv');
    expect(splitRankings(log, 0.5).heldOut).toEqual([]);
    const mixed = [given('a'), given('b'), ...log, given('c'), given('d')];
    expect(ids(splitRankings(mixed, 0.25).heldOut)).toBe('d');
    expect(ids(splitRankings(mixed, 0.25).train)).toBe('abxyzwvc');
  });

  it('are on neither side where their prompt is held out, and keep theirs from being held out', () => {
    const four = ['a', 'b', 'c', 'd'].map(given);
    expect(ids(splitRankings([...four, deed('x', 'd'), deed('y', 'a')], 0.25).train)).toBe('abcy');
    expect(ids(splitRankings([deed('x', 'd'), ...four], 0.25).heldOut)).toBe('c');
    const deeds = four.map(({ prompt }) => deed(`deed ${prompt}`, prompt));
    expect(splitRankings([...deeds, ...four], 0.25).heldOut).toEqual([]);
  });
});

describe('splitRankings by prompt', () => {
  /** Rankings of prompts named by the letters of a script. */
  const about = (script: string) =>
    Array.from(script, (prompt, index) => ranking(`${prompt}${index}`, { prompt: `${prompt}\n` }));
  const promptsOf = (rankings: readonly { readonly prompt: string }[]) =>
    new Set(rankings.map(({ prompt }) => promptIdentity(prompt)));

  const shared = (...[train, heldOut]: readonly (readonly { readonly prompt: string }[])[]) =>
    [...promptsOf(train)].filter((prompt) => promptsOf(heldOut).has(prompt));

  it.each(['abcdabcdabcd', 'aabbccddeeffgg', 'abcabcabcabc', 'aaab', 'abababab', 'aaaabbbbcccc'])(
    'has no prompt of "%s" on both sides, now or later, once there can be a fit',
    (script) => {
      const sides = new Map<string, string>();
      for (let length = 4; length <= script.length; length++) {
        const { train, heldOut } = splitRankings(about(script.slice(0, length)), 0.25);
        expect(train.length + heldOut.length).toBe(length);
        expect(shared(train, heldOut)).toEqual([]);
        for (const [side, rankings] of Object.entries({ train, heldOut })) {
          for (const { id } of rankings) {
            expect(sides.get(id) ?? side).toBe(side);
            sides.set(id, side);
          }
        }
      }
      expect(new Set(sides.values())).toEqual(new Set(['train', 'heldOut']));
    },
  );

  it('shares no prompt where a simulated rater draws from few, and holds out about the share', () => {
    for (const count of [6, 20, 200]) {
      const draws = stream(count, 'prompts');
      const log = Array.from({ length: 120 }, (_, i) =>
        ranking(`r${i}`, { prompt: `prompt ${Math.floor(draws.uniform() * count)}` }),
      );
      const { train, heldOut } = splitRankings(log, 0.25);
      expect(shared(train, heldOut)).toEqual([]);
      expect(heldOut.length / log.length).toBeGreaterThan(0.12);
      expect(heldOut.length / log.length).toBeLessThan(0.4);
    }
  });

  it('takes a prompt with other space around it for the same', () => {
    const log = [' a', 'a\n', 'a', 'b', 'b '].map((prompt, index) => ranking(`r${index}`, { prompt }));
    expect(promptsOf(splitRankings(log, 0.25).train)).toEqual(new Set(['a']));
    expect(promptsOf(splitRankings(log, 0.25).heldOut)).toEqual(new Set(['b']));
  });

  it('holds nothing out of a single prompt', () => {
    expect(splitRankings(about('aaaaaaaa'), 0.25).heldOut).toEqual([]);
  });

  it('keeps a prompt on its side though its rankings were taken back', () => {
    const log: PreferenceEvent[] = [...about('abcd'), { type: 'undo', id: 'u', at: 1, target: 'd3' }];
    expect(ids(splitRankings(log, 0.25).heldOut)).toBe('');
    const again = [...log, ...['d', 'e'].map((prompt) => ranking(`${prompt}9`, { prompt }))];
    expect(splitRankings(again, 0.25).heldOut.map(({ id }) => id)).toEqual(['d9']);
  });
});

describe('accuracyInterval', () => {
  const pair = (prompt: string, right: boolean) => ({
    prompt,
    tiers: [[0], [1]],
    scores: right ? [1, 0] : [0, 1],
  });

  it('is the interval of Wilson for pairs on prompts of their own', () => {
    const [low, high] = accuracyInterval(Array.from({ length: 10 }, (_, i) => pair(`p${i}`, i < 8)))!;
    expect(low).toBeCloseTo(0.4902, 3);
    expect(high).toBeCloseTo(0.9433, 3);
  });

  it('is wider where pairs share prompts and stand and fall together', () => {
    const apart = accuracyInterval(Array.from({ length: 40 }, (_, i) => pair(`p${i}`, i % 5 > 0)))!;
    const together = accuracyInterval(Array.from({ length: 40 }, (_, i) => pair(`p${i % 5}`, i % 5 > 0)))!;
    expect(together[1] - together[0]).toBeGreaterThan(1.5 * (apart[1] - apart[0]));
  });

  it('counts prompts where all pairs are right, and is never certain', () => {
    const ranked = (prompt: string) => ({ prompt, tiers: [[0], [1], [2], [3]], scores: [4, 3, 2, 1] });
    const [low, high] = accuracyInterval(['a', 'b', 'c'].map(ranked))!;
    expect(low).toBeCloseTo(3 / (3 + 1.959964 ** 2), 6);
    expect(high).toBe(1);
  });

  it('holds the true accuracy about 95 times in 100', () => {
    const draws = stream(5, 'coverage');
    let held = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      // Each prompt has its own accuracy, uniform in 0.5 to 1: 0.75 on average, six pairs each.
      const rankings = Array.from({ length: 20 }, (_, p) => {
        const accuracy = 0.5 + 0.5 * draws.uniform();
        return Array.from({ length: 6 }, () => pair(`p${p}`, draws.uniform() < accuracy));
      }).flat();
      const [low, high] = accuracyInterval(rankings)!;
      held += Number(low <= 0.75 && 0.75 <= high);
    }
    expect(held / trials).toBeGreaterThan(0.91);
    expect(held / trials).toBeLessThan(0.99);
  });

  it('holds the accuracy itself, and there is none without pairs', () => {
    for (let right = 0; right <= 6; right++) {
      const rankings = Array.from({ length: 6 }, (_, i) => pair(`p${i}`, i < right));
      const [low, high] = accuracyInterval(rankings)!;
      expect(low).toBeLessThanOrEqual(right / 6);
      expect(high).toBeGreaterThanOrEqual(right / 6);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
    }
    expect(accuracyInterval([])).toBeNull();
    expect(accuracyInterval([{ tiers: [[0, 1]], scores: [1, 2] }])).toBeNull();
  });
});
