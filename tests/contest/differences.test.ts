/** Paired differences: what all seeds share is no noise. */
import { expect, it } from 'vitest';
import { differencesOf, pairedP } from '../../src/contest/differences.ts';

it('pairs by seed: what all seeds share is no noise', () => {
  const shared = [10, -20, 35, 4, 0];
  const of = (shift: readonly number[]) => new Map(shared.map((value, at) => [at + 1, value + shift[at]]));
  const [noisy] = differencesOf(
    new Map([
      ['a', of([3, -4, 1, -2, 2.5])],
      ['b', of([0, 0, 0, 0, 0])],
    ]),
  );
  expect(noisy.verdict).toBe('noise');
  const [clear, less] = differencesOf(
    new Map([
      ['a', of([1, 1.1, 0.9, 1, 1.05])],
      ['b', of([0, 0, 0, 0, 0])],
      ['c', of([5, 5.1, 4.9, 5, 5])],
    ]),
  );
  expect(clear).toMatchObject({ one: 'a', other: 'b', seeds: 5, verdict: 'more' });
  expect(less).toMatchObject({ one: 'a', other: 'c', verdict: 'less' });
  expect(pairedP([1, 1, 1])).toBe(0);
  expect(pairedP([0, 0, 0])).toBe(1);
  expect(pairedP([1, 2])).toBeNaN();
});
