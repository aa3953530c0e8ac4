import { expect, it } from 'vitest';
import { bestOf } from '../../../../src/lab/implicit/experiment/bestOf.ts';

const answer = (utility: number, words: number) => ({ sequence: [], text: '', utility, words });

it('gives of every n answers the one that scores best', () => {
  const pool = [[answer(1, 10), answer(2, 20), answer(3, 30), answer(4, 40)]];
  const scores = [[4, 1, 2, 3]];
  expect(bestOf(pool, scores, [1, 2, 4])).toEqual([
    { n: 1, kl: 0, utility: 2.5, words: 25 },
    { n: 2, kl: Math.log(2) - 0.5, utility: 2.5, words: 25 },
    { n: 4, kl: Math.log(4) - 0.75, utility: 1, words: 10 },
  ]);
});
