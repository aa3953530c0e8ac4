import { expect, it } from 'vitest';
import { commonOf, nearness } from '../../../src/lab/implicit/askedAgain.ts';

it('compares what is left of texts once what all share is taken off', () => {
  const length = Math.hypot(10, 1);
  const [up, down] = [
    [10, 1],
    [10, -1],
  ].map((each) => Float32Array.from(each, (value) => value / length));
  const common = commonOf([up, down]);
  expect([...common]).toEqual([expect.closeTo(10 / length, 6), 0]);
  expect(nearness(up, up, common)).toBeCloseTo(1, 5);
  expect(nearness(up, down, common)).toBeCloseTo(-1, 5);
  expect(nearness(up, down, new Float32Array(2))).toBeCloseTo(99 / 101, 5);
});

it('takes texts that cannot be told apart for the same', () => {
  const one = Float32Array.of(1, 0);
  expect(nearness(one, one, one)).toBe(1);
  expect(commonOf([])).toHaveLength(0);
});
