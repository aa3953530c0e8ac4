import { describe, expect, it } from 'vitest';
import { plackettLuce } from './plackettLuce.ts';
import { stream } from '../../../src/rl/random.ts';

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

describe('plackettLuce', () => {
  it.each([0, 1, -2.5, 20])('equals Bradley-Terry for two items %d apart', (difference) => {
    const { loss, gradient } = plackettLuce([difference, 0], [0, 1]);
    expect(loss).toBeCloseTo(softplus(-difference), 12);
    expect(gradient[0]).toBeCloseTo(-1 / (1 + Math.exp(difference)), 12);
    expect(gradient[1]).toBeCloseTo(-gradient[0], 12);
  });

  it.each([
    [90, 0],
    [-90, 90],
    [-1e4, 1e4],
  ])('stays finite and exact when the better item scores %d', (score, loss) => {
    const result = plackettLuce([score, 0], [0, 1]);
    expect(result.loss).toBeCloseTo(loss, 9);
    expect(result.gradient.every(Number.isFinite)).toBe(true);
  });

  it('keeps the small loss of a pair that is far right, where 1 + x would round it away', () => {
    expect(plackettLuce([40, 0], [0, 1]).loss).toBeCloseTo(Math.exp(-40), 25);
    expect(plackettLuce([40, 0], [0, 1]).loss).toBeGreaterThan(0);
  });

  it('equals ListMLE without ties, as the mean over all items but the last', () => {
    const scores = [0.3, -1.2, 2, 0.5];
    const tiers = [1, 3, 0, 2];
    const sorted = [2, 0.3, 0.5, -1.2];
    const nll = sorted
      .slice(0, -1)
      .map((s, i) => Math.log(sorted.slice(i).reduce((sum, other) => sum + Math.exp(other), 0)) - s)
      .reduce((sum, term) => sum + term, 0);
    expect(plackettLuce(scores, tiers).loss).toBeCloseTo(nll / 3, 12);
  });

  it('lets tied items say nothing about each other', () => {
    // Best two tied: each meets the worse one only.
    const { loss } = plackettLuce([1, 2, 0.5], [0, 0, 1]);
    expect(loss).toBeCloseTo((softplus(0.5 - 1) + softplus(0.5 - 2)) / 2, 12);
  });

  it('teaches nothing from a full tie, a single item or none', () => {
    expect(plackettLuce([1, 2, 3], [0, 0, 0])).toEqual({ loss: 0, gradient: [0, 0, 0] });
    expect(plackettLuce([1], [0])).toEqual({ loss: 0, gradient: [0] });
    expect(plackettLuce([], [])).toEqual({ loss: 0, gradient: [] });
  });

  it.each([[[0, 1, 2, 3, 4, 5, 6, 7]], [[0, 0, 1, 1, 1, 2, 3, 3]], [[2, 0, 1]], [[0, 1, 1, 1, 1]], [[1, 0]]])(
    'has the gradient that finite differences find for tiers %j',
    (tiers) => {
      const random = stream(1, 'finite differences');
      const scores = tiers.map(() => 2 * random.gaussian());
      const { gradient } = plackettLuce(scores, tiers);
      const h = 1e-5;
      for (const k of scores.keys()) {
        const moved = (by: number) => scores.map((score, index) => (index === k ? score + by : score));
        const slope = (plackettLuce(moved(h), tiers).loss - plackettLuce(moved(-h), tiers).loss) / (2 * h);
        expect(gradient[k]).toBeCloseTo(slope, 8);
      }
      // Adding a constant to all scores changes nothing.
      expect(gradient.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    },
  );

  it('refuses arrays of different lengths', () => {
    expect(() => plackettLuce([1, 2], [0])).toThrow(RangeError);
  });
});
