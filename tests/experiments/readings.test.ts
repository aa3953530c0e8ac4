import { expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { best, first, last, sameOrder, series, utilitySeries } from '../../src/experiments/readings.ts';
import { readRecordedRun } from '../../src/rl/runs/recordedRun.ts';

const RUN = readRecordedRun(readFileSync('public/recorded/run.json', 'utf8'));

it('means at both ends, and the best in between', () => {
  const values = [0, 1, 5, 6, 7, 2, 1];
  expect([first(values), best(values), last(values, 2)]).toEqual([2, 6, 1.5]);
});

it('a metric by iteration, a utility in spreads of the base model', () => {
  const { mean, sd } = RUN.baseUtility!.shorter;
  const told = RUN.history.map(({ values }) => values['utility/shorter']!);
  expect(utilitySeries(RUN, 'shorter')[3] * sd + mean).toBeCloseTo(told[3], 9);
  expect(series(RUN, 'nudge/score')).toHaveLength(RUN.history.length);
  expect(series(RUN, 'no such')[0]).toBeNaN();
});

it('pairs that score and taste put in one order; ties say nothing', () => {
  const sample = (text: string, score: number) => ({ prompt: 'p', text, score, kl: 0 });
  const samples = [sample('one', 3), sample('one two', 2), sample('one two three', 2), sample('a b', 1)];
  const record = { ...RUN, samples: [{ iteration: 1, samples }] };
  // By length: 3–2 ✓, 3–3 ✓, 3–1 ✓, and of the rest 2–1 ties in words, 2–1 is the wrong way round.
  expect(sameOrder(record, 'shorter')).toBeCloseTo(3 / 4, 9);
});
