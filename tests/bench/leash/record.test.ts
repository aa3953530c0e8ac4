import { expect, it } from 'vitest';
import { recordOf, type Contest } from '../../../bench/leash/record.ts';

const USED = { answers: 0, tokens: 0, updates: 0, learned: 0, seconds: 0 };

/** A contest of one taste: utilities of seeds 1, 2 … in the end; null where a run broke. */
const contest = (
  labeler: string,
  klCoefficient: string,
  utilities: readonly (number | null)[],
  more: Contest['conditions'] = {},
): Contest => ({
  conditions: {
    model: 'm',
    adapter: 'an adapter',
    labeler,
    rankings: 24,
    iterations: 20,
    'setting rater': labeler,
    'setting klCoefficient': klCoefficient,
    'setting adaptiveKl': String(klCoefficient !== '0'),
    ...more,
  },
  bases: utilities.map((_, at) => ({
    seed: at + 1,
    utility: { mean: 1, sd: 2 },
    score: 0.5,
    rankings: 24,
    agreement: null,
    judge: '',
    bestOf: [],
  })),
  runs: utilities.map((utility, at) => ({
    method: 'ppo',
    seed: at + 1,
    learningRate: 1e-3,
    looks: [{ iteration: 20, utility: utility ?? 0, score: 1, kl: 3, distinct4: 0.75, length: 9, ended: 1 }],
    broken: utility === null ? { iteration: 4, why: 'NaN' } : null,
    used: USED,
  })),
});

it('has of each seed the tastes whose runs came to their end both ways, above the base model in its spreads', () => {
  const record = recordOf(
    [contest('warmer', '0.15', [5, 3]), contest('facts', '0.15', [1, null])],
    [contest('facts', '0', [-1, 1]), contest('warmer', '0', [3, 1])],
  );
  expect(record).toMatchObject({ bench: 'leash', model: 'm', adapter: 'an adapter', quick: false });
  const end = (utility: number) => ({ utility, score: 0.5, kl: 3, distinct4: 0.75 });
  expect(record.results).toEqual([
    {
      seed: 1,
      result: {
        rankings: 24,
        iterations: 20,
        tastes: [
          { taste: 'warmer', held: end(2), cut: end(1) },
          { taste: 'facts', held: end(0), cut: end(-1) },
        ],
      },
    },
    {
      seed: 2,
      result: { rankings: 24, iterations: 20, tastes: [{ taste: 'warmer', held: end(1), cut: end(0) }] },
    },
  ]);
  // Two seeds may agree by chance.
  expect(record.verdict.met).toBe(false);
});

it('refuses halves that differ in more than the penalty, and names what does', () => {
  const held = contest('warmer', '0.15', [1]);
  expect(() => recordOf([], [])).toThrow(/No contest with a penalty/);
  expect(() => recordOf([held], [])).toThrow(/no contest of "warmer" without a penalty/);
  expect(() => recordOf([held], [held])).toThrow(/no contest of "warmer" without a penalty/);
  expect(() => recordOf([contest('warmer', '0', [1])], [])).toThrow(/should have a penalty has none/);
  expect(() => recordOf([held], [contest('warmer', '0', [1], { iterations: 12 })])).toThrow(
    /differ in "iterations": 12 and 20/,
  );
  const other = contest('facts', '0.15', [1], { adapter: 'another' });
  expect(() =>
    recordOf(
      [held, other],
      [contest('warmer', '0', [1]), contest('facts', '0', [1], { adapter: 'another' })],
    ),
  ).toThrow(/differ in "adapter"/);
});
