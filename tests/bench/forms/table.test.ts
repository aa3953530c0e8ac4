import { expect, test } from 'vitest';
import type { Row } from '../../../bench/forms/rows.ts';
import { table } from '../../../bench/forms/table.ts';

function row(form: string, taste: string, seed: number, right: number): Row {
  const budget = '8 rankings';
  return { form, budget, rankings: 8, taste, agreement: 0.6, seed, pairs: [10], right: [right] };
}

test('a gain is of the fits that both forms have', () => {
  const rows = [
    row('whole', 'warmer', 1, 6),
    row('whole', 'warmer', 2, 8),
    row('whole', 'family', 1, 7),
    row('pair', 'warmer', 1, 5),
    // Without one to compare with: counts for its accuracy, not for its gain.
    row('pair', 'facts', 1, 9),
  ];
  const [, , whole, pair, ...rest] = table(rows, ['whole', 'pair', 'never asked']).split('\n');
  expect(rest).toEqual([]);
  expect(whole).toMatch(/^\| 0\.6 \| 8 rankings \| whole \| 8 \| 3 \| 0\.700 \[[^|]+\| {2}\|$/);
  expect(pair).toMatch(/\| 2 \| 0\.700 \[0\.500, 0\.900\] \| −0\.100 \[−0\.100, −0\.100\] \|$/);
});
