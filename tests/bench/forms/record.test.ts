import { expect, it } from 'vitest';
import { FORMS } from '../../../bench/forms/asked.ts';
import { recordOf } from '../../../bench/forms/record.ts';
import type { Row } from '../../../bench/forms/rows.ts';

const row = (form: string, taste: string, seed: number, right: number, more: Partial<Row> = {}): Row => ({
  form,
  budget: '8 rankings',
  rankings: 8,
  taste,
  agreement: 0.7,
  seed,
  pairs: [10, 10],
  right: [right, right],
  ...more,
});

/** Every form of a taste. */
const all = (taste: string, seed: number, right: readonly number[]) =>
  FORMS.map(({ name }, at) => row(name, taste, seed, right[at]));

it('has of each seed the tastes of which every form was fitted, and leaves equal minutes out', () => {
  const rows = [
    ...all('warmer', 2, [8, 8, 6, 5]),
    ...all('facts', 2, [6, 7, 6, 5]),
    row(FORMS[0].name, 'family', 2, 10),
    ...all('warmer', 1, [9, 9, 7, 5]),
    row('2 answers', 'warmer', 1, 9, { budget: '15 minutes, 3 s a choice', rankings: 51 }),
  ];
  const record = recordOf(rows, 'an adapter');
  expect(record).toMatchObject({ bench: 'forms', adapter: 'an adapter', quick: false });
  expect(record.results).toEqual([
    {
      seed: 1,
      result: {
        sizes: [
          { rankings: 8, tastes: ['warmer'], accuracy: { whole: 0.9, allPairs: 0.9, best: 0.7, pair: 0.5 } },
        ],
      },
    },
    {
      seed: 2,
      result: {
        sizes: [
          {
            rankings: 8,
            tastes: ['facts', 'warmer'],
            accuracy: { whole: 0.7, allPairs: 0.75, best: 0.6, pair: 0.5 },
          },
        ],
      },
    },
  ]);
  // Two seeds may agree by chance.
  expect(record.verdict.met).toBe(false);
  expect(recordOf([], 'an adapter').results).toEqual([]);
});
