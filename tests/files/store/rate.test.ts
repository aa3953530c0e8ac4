import { expect, it } from 'vitest';
import { RateMeter } from '../../../src/files/store/rate.ts';

it('is over the last seconds, and nothing before there is any time', () => {
  let now = 0;
  const meter = new RateMeter(() => now);
  const rate = (at: number, bytes: number) => {
    now = at;
    return meter.add(bytes);
  };
  expect(rate(0, 5_000)).toBe(0);
  expect(rate(500, 6_000)).toBe(2_000);
  expect(rate(1_000, 7_000)).toBe(2_000);
  // A second at the beginning no longer counts once the last four are known.
  for (let second = 2; second <= 10; second++) rate(second * 1_000, 7_000 + (second - 1) * 100);
  expect(rate(11_000, 8_000)).toBe(100);
  expect(rate(30_000, 8_000)).toBe(0);
});
