/** What a class's rankings say, where it is known what they should say. */
import { expect, test } from 'vitest';
import { bootstrap } from '../../../src/preferences/class/bootstrap.ts';
import { classReport } from '../../../src/preferences/class/classReport.ts';
import { krippendorffAlpha } from '../../../src/preferences/class/alpha.ts';
import { kendallW } from '../../../src/preferences/class/concordance.ts';
import { mergedCsv } from '../../../src/preferences/class/merged.ts';
import type { RankingEvent } from '../../../src/preferences/event.ts';
import { makeLog, makeSets, raterOf, type Taste } from './students.ts';

const SETS = makeSets(12);
const classOf = (count: number, taste: Taste, sets = SETS) =>
  classReport(Array.from({ length: count }, (_, at) => raterOf(`r${at}`, makeLog(sets, at + 1, taste))));

test('who rank alike, in whatever order they were shown, agree wholly with each other and with themselves', () => {
  const { alpha, w, disputed, raters, sets } = classOf(5, { noise: 0, again: 4 });
  expect(sets).toHaveLength(12);
  expect([alpha.ordinal.value, alpha.interval.value, w.value]).toEqual([1, 1, 1]);
  expect(disputed.map(({ dispute }) => dispute)).toEqual(SETS.map(() => 0));
  for (const { withRest, self, rankings } of raters) {
    expect(rankings).toBe(16);
    expect(withRest).toMatchObject({ share: 1, sets: 12 });
    expect(self).toMatchObject({ share: 1, sets: 4, pairs: 24 });
  }
});

test('who rank by lot agree with nobody: alpha about 0 within its interval, half of all orders opposite', () => {
  const { alpha, w, disputed, raters } = classOf(30, { noise: 1000, again: 6 });
  const [low, high] = alpha.ordinal.interval ?? [NaN, NaN];
  expect(Math.abs(alpha.ordinal.value)).toBeLessThan(0.03);
  expect(low).toBeLessThan(alpha.ordinal.value);
  expect(high).toBeGreaterThan(alpha.ordinal.value);
  // Without agreement W has the mean 1/m.
  expect(w.value).toBeCloseTo(1 / 30, 1);
  const mean = disputed.reduce((sum, { dispute }) => sum + dispute, 0) / disputed.length;
  expect(mean).toBeCloseTo(0.5, 1);
  expect(raters.reduce((sum, { self }) => sum + (self?.share ?? 0), 0) / 30).toBeCloseTo(0.5, 1);
});

test('alpha and W are those of the ranks, set by set', () => {
  const { alpha, w, sets } = classOf(6, { noise: 4 });
  const units = sets.flatMap(({ texts, ratings }) =>
    texts.map((_, at) => ratings.map(({ ranks }) => ranks[at] ?? NaN)),
  );
  expect(alpha.ordinal.value).toBeCloseTo(krippendorffAlpha(units, 'ordinal'), 12);
  const each = sets.map(
    ({ ratings }) => kendallW(ratings.map(({ ranks }) => ranks.map((rank) => rank ?? NaN))).w,
  );
  expect(w.value).toBeCloseTo(each.reduce((sum, one) => sum + one, 0) / each.length, 12);
});

test('the set that they disagree on comes first', () => {
  const logs = [1, 2, 3, 4].map((seed) => makeLog(SETS, seed, { noise: 0 }));
  const turned = logs.map((log, at) =>
    at % 2 === 0
      ? log
      : log.map((event, set): RankingEvent =>
          set === 7 ? { ...event, tiers: event.tiers.toReversed() } : event,
        ),
  );
  const { disputed, sets } = classReport(turned.map((log, at) => raterOf(String(at), log)));
  expect(disputed[0].set.prompt).toBe(SETS[7].prompt);
  // Of six pairs of people four are of both kinds.
  expect(disputed[0].dispute).toBeCloseTo(4 / 6, 12);
  expect(disputed[0].answers.map(({ meanRank }) => meanRank)).toEqual([2.5, 2.5, 2.5, 2.5]);
  expect(disputed[1].dispute).toBe(0);
  expect(sets.indexOf(disputed[0].set)).toBe(7);
});

test('a bias towards what stands first is seen, and none is where there is none', () => {
  const biased = classOf(20, { noise: 0, firstBias: 0.4 }).position;
  expect(biased).toMatchObject({ rankings: 240, chance: 0.25, verdict: 'first' });
  // A quarter stand first anyway; of the others .4 are moved there.
  expect(biased?.share).toBeCloseTo(0.25 + 0.75 * 0.4, 1);
  const fair = classOf(20, { noise: 1000 }).position;
  expect(fair?.verdict).toBe('none');
  expect(fair?.places.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test('ties, answers that were not ranked, and the same text twice have ranks that are fair', () => {
  const [{ prompt, answers }] = SETS;
  const event = (id: string, tiers: number[][], shown = answers): RankingEvent => ({
    type: 'ranking',
    id,
    at: 0,
    prompt,
    answers: shown,
    tiers,
    rater: 'person',
    leadTime: 0,
  });
  const { sets } = classReport([
    raterOf('tied', [event('a', [[0], [1, 2], [3]])]),
    raterOf('partly', [event('b', [[3], [0]])]),
    raterOf('twice', [event('c', [[0], [1], [2], [3], [4]], [...answers, answers[3]])]),
  ]);
  expect(sets).toHaveLength(1);
  const ranks = Object.fromEntries(sets[0].ratings.map(({ rater, ranks }) => [rater.key, ranks]));
  const of = (name: string) => answers.map(({ text }) => ranks[name][sets[0].texts.indexOf(text)]);
  expect(of('tied')).toEqual([1, 2.5, 2.5, 4]);
  expect(of('partly')).toEqual([2, null, null, 1]);
  expect(of('twice')).toEqual([1, 2, 3, 4]);
});

test('without a second rater, or without any, there is no agreement, and nothing fails', () => {
  const alone = classOf(1, { noise: 0 });
  expect(alone.disputed).toEqual([]);
  expect([alone.alpha.ordinal.value, alone.w.value, alone.alpha.ordinal.interval]).toEqual([NaN, NaN, null]);
  expect(alone.raters[0]).toMatchObject({ withRest: null, self: null, shared: 0 });
  expect(classReport([])).toMatchObject({ sets: [], raters: [], position: null });
});

test('the same rankings under two names are told', () => {
  const log = makeLog(SETS, 1, { noise: 0 });
  const report = classReport([
    raterOf('a', log),
    raterOf('b', log.slice(3)),
    raterOf('c', makeLog(SETS, 2, { noise: 0 })),
  ]);
  expect(report.raters.map(({ shared }) => shared)).toEqual([9, 9, 0]);
});

test('the table has a row a rater, set and answer, and no cell that a spreadsheet computes', () => {
  const rater = { ...raterOf('a', makeLog(SETS.slice(0, 2), 1, { noise: 0, again: 1 })), name: '=1+1' };
  const rows = mergedCsv([rater], ({ name }) => name)
    .trim()
    .split('\r\n');
  expect(rows[0]).toBe('rater,set,again,prompt,answer,place,rank,seconds,time');
  expect(rows).toHaveLength(1 + 3 * 4);
  expect(rows.slice(1).every((row) => row.startsWith("'=1+1,"))).toBe(true);
  expect(rows.filter((row) => row.split(',')[2] === '1')).toHaveLength(4);
});

test('an interval holds its number in about 95 of 100 samples, and a sample too small has none', () => {
  let held = 0;
  for (let sample = 0; sample < 100; sample++) {
    // A mean of 0 by construction of what it is drawn from.
    const values = Array.from({ length: 40 }, (_, at) => Math.sin(1 + sample * 977 + at * 3.7));
    const { interval } = bootstrap(
      40,
      (indexes) => indexes.reduce((sum, at) => sum + values[at], 0) / 40,
      sample,
    );
    if (interval && interval[0] <= 0 && interval[1] >= 0) held++;
  }
  expect(held).toBeGreaterThan(85);
  expect(bootstrap(2, () => 1).interval).toBeNull();
  expect(bootstrap(9, () => NaN)).toEqual({ value: NaN, interval: null });
});
