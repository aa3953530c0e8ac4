/** The tables of what was found: signs, and bounds told as bounds. */
import { expect, it } from 'vitest';
import { EVERY, RANKINGS } from '../../../bench/asking/curve.ts';
import { table, type Row } from '../../../bench/asking/table.ts';
import { ASKINGS } from '../../../src/preferences/asked.ts';

it('tells what is saved, what is lost, and where a curve ends below', () => {
  const points = Array.from({ length: RANKINGS / EVERY }, (_, at) => 0.6 + 0.01 * at);
  const shifts = { random: 0, different: 0.02, disagreement: -0.02, information: 0, nearTies: -0.2 };
  const rows = ASKINGS.flatMap((asking) =>
    [1, 2].map((seed): Row => {
      const accuracy = points.map((value) => value + shifts[asking]);
      return { seed, taste: 'shorter', agreement: 0.6, asking, accuracy, ordered: 0.5, right: 0.75 };
    }),
  );
  const lines = table(rows).split('\n');
  const [head, all] = lines.slice(lines.indexOf('Saved at 16') + 1);
  expect(head).toBe('|  | different | disagreement | information | nearTies |');
  expect(all).toBe('| all | +8 [+8, +8] | −8 [−8, −8] | 0 [0, 0] | ≤ −48 [−48, −48] |');
  expect(lines).toContain(
    '| all | different | 0.650 +0.020 [+0.020, +0.020] | 0.690 +0.020 [+0.020, +0.020] | 0.770 +0.020 [+0.020, +0.020] |',
  );
});
