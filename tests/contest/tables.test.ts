/** What a contest says in words: broken runs and too few seeds are told, not left out. */
import { expect, it } from 'vitest';
import type { Base, Run } from '../../src/contest/result.ts';
import { standingsOf } from '../../src/contest/standings.ts';
import {
  brokenLines,
  budgetLines,
  differenceLines,
  intervalText,
  runsCsv,
  standingsTable,
} from '../../src/contest/tables.ts';

const base: Base = {
  seed: 1,
  utility: { mean: 0, sd: 1 },
  score: 0,
  rankings: 8,
  agreement: null,
  judge: '',
  bestOf: [],
};
const look = { iteration: 2, utility: 1, score: 2, kl: 3, distinct4: 0.5, length: 20, ended: 1 };
const used = { answers: 64, tokens: 640, updates: 8, learned: 128, seconds: 3 };
const whole: Run = { method: 'a', seed: 1, learningRate: 1e-3, looks: [look], broken: null, used };
const broke: Run = { ...whole, method: 'b', looks: [], broken: { iteration: 2, why: 'Not finite.' } };

it('tells a broken run in table, words and CSV', () => {
  const standings = standingsOf(['a', 'b'], [whole, broke], [base]);
  const rows = standingsTable(standings).split('\n');
  expect(rows[2]).toBe('| a | 1 | 1.00 | 2.00 | 3.00 | 0.500 | 20.0 | 3 |');
  expect(rows[3]).toBe('| b | 0 (1 broke) | — | — | — | — | — | — |');
  expect(brokenLines(standings.methods)).toEqual(['b, seed 1, broke in iteration 2: Not finite.']);
  expect(differenceLines(standings.differences)).toEqual(['a and b: too few seeds to say (0).']);
  const csv = runsCsv([whole, broke], [base]).trimEnd().split('\r\n');
  expect(csv[1]).toBe('a,1,yes,1,2,3,0.5,20,3,0.001,64,640,8,128');
  expect(csv[2]).toBe('b,1,broke in 2,,,,,,3,0.001,64,640,8,128');
});

it('says what differs, by how much, and what is noise', () => {
  const of = (verdict: 'more' | 'less' | 'noise') =>
    differenceLines([
      { one: 'a', other: 'b', seeds: 5, difference: { mean: -1, low: -2, high: 0.5 }, p: 0.02, verdict },
    ])[0];
  expect(of('more')).toBe('a above b (a less b: -1.00 [-2.00, 0.50] sd, 5 seeds, p = 0.020).');
  expect(of('less')).toMatch(/^b above a \(a less b/);
  expect(of('noise')).toMatch(/^a and b: noise/);
  expect(intervalText({ mean: 1, low: -Infinity, high: Infinity }, 1)).toBe('1.0');
  expect(intervalText({ mean: -1e-9, low: -1, high: 1 }, 2)).toBe('0.00 [-1.00, 1.00]');
});

it('prints the budget in advance', () => {
  const plan = { iterations: 3, answers: 8, updates: 4, learningRate: 1e-3, learnsFrom: 'rankings' } as const;
  expect(budgetLines([{ method: 'a', ...plan }], 5, 48)).toEqual([
    'a: 48 rankings by its own loss, 3 iterations of 8 answers and 4 updates: 24 answers, 12 updates, learning rate 0.001; 5 seeds',
  ]);
  expect(budgetLines([{ method: 'c', ...plan, answers: 0 }], 5, 48)).toEqual([
    'c: 48 rankings by its own loss, 3 iterations of 4 updates: nothing sampled to learn from, 12 updates, learning rate 0.001; 5 seeds',
  ]);
  const none = { ...plan, iterations: 0, learningRate: null, learnsFrom: 'reward model' } as const;
  expect(budgetLines([{ method: 'b', ...none }], 5, 48)).toEqual([
    'b: 48 rankings by its reward model, trains nothing; 5 seeds',
  ]);
});
