/** Which answers are kept, and how far they are from the base model. */
import { expect, it } from 'vitest';
import { bestRows } from '../../../../src/rl/algorithms/bestOfN/bestOfN.ts';
import { bestOfKl } from '../../../../src/rl/algorithms/bestOfN/klBound.ts';

it('keeps the best of each n neighbours, the first of equal ones', () => {
  expect(bestRows([1, 3, 2, -5, -4, -6, 0, 0, 0], 3)).toEqual([1, 4, 6]);
  expect(bestRows([2, 1], 1)).toEqual([0, 1]);
});

it('tells KL of the best of n as it comes out of the definition', () => {
  expect(bestOfKl(1)).toBe(0);
  for (const n of [2, 5, 64]) {
    // Of answers without number the best of n has density n·u^(n − 1) over the rank u: KL = ∫ p ln p du, by midpoints.
    const steps = 200_000;
    let kl = 0;
    for (let at = 0; at < steps; at++) {
      const p = n * ((at + 0.5) / steps) ** (n - 1);
      kl += p > 0 ? (p * Math.log(p)) / steps : 0;
    }
    expect(bestOfKl(n)).toBeCloseTo(kl, 4);
  }
});
