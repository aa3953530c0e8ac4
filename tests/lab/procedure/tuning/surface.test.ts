import { describe, expect, it } from 'vitest';
import {
  bestOf,
  drawSurface,
  foundBy,
  LEVELS,
  levelOf,
  valueOf,
} from '../../../../src/lab/procedure/tuning/surface.ts';
import { stream } from '../../../../src/rl/random.ts';

describe('a surface', () => {
  it('is drawn from its stream, within 0 and 1, with one best place that is not everywhere', () => {
    const random = stream(3, 'test');
    for (let drawn = 0; drawn < 50; drawn++) {
      const surface = drawSurface(10, random);
      expect(surface.values).toHaveLength(100);
      expect(Math.min(...surface.values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...surface.values)).toBeLessThanOrEqual(1);
      expect(surface.values[bestOf(surface)]).toBe(Math.max(...surface.values));
      const average = surface.values.reduce((sum, value) => sum + value, 0) / 100;
      expect(Math.max(...surface.values) - average).toBeGreaterThan(0.1);
    }
    expect(drawSurface(10, stream(3, 'test'))).toEqual(drawSurface(10, stream(3, 'test')));
    expect(drawSurface(10, stream(4, 'test'))).not.toEqual(drawSurface(10, stream(3, 'test')));
  });

  it('breaks where the rate is too large: the row of the best has a fall to its right', () => {
    const random = stream(5, 'test');
    const falls = Array.from({ length: 40 }, () => drawSurface(20, random)).map((surface) => {
      const row = Math.floor(bestOf(surface) / 20);
      const values = surface.values.slice(row * 20, row * 20 + 20);
      return Math.max(...values.slice(1).map((value, at) => values[at] - value));
    });
    const rises = falls.filter((fall) => fall > 0.2).length;
    expect(rises).toBeGreaterThan(20);
  });

  it('is seen as levels, with noise around the true value', () => {
    const surface = drawSurface(10, stream(1, 'test'));
    const off = surface.values.map((value, cell) => valueOf(surface.seen[cell]) - value);
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(0.16);
    expect(off.some((difference) => Math.abs(difference) > 0.5 / LEVELS)).toBe(true);
    expect([levelOf(-1), levelOf(0), levelOf(0.999), levelOf(2)]).toEqual([0, 0, LEVELS - 1, LEVELS - 1]);
  });
});

it('how far trials came goes from the average to the best, and never back', () => {
  const surface = { values: [0, 0.2, 0.4, 1] };
  const found = foundBy(surface, [0, 2, 1, 3]);
  expect(found[0]).toBeCloseTo(-0.4 / 0.6, 6);
  expect(found.slice(1)).toEqual([0, 0, 1].map((share) => expect.closeTo(share, 6) as number));
});
