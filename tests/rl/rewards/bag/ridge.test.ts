/** A ranker in closed form: what it finds, and that it finds nothing where there is nothing. */
import { describe, expect, it } from 'vitest';
import { fitRidge, type Rows } from '../../../../src/rl/rewards/bag/ridge.ts';
import { stream } from '../../../../src/rl/random.ts';

const SET = 5;

/** Rankings of sets of random rows by `utility`, with noise. */
function drawn(sets: number, dim: number, utility: (row: readonly number[]) => number, noise: number) {
  const draws = stream(3, 'ridge');
  const values = Array.from({ length: sets * SET }, () =>
    Array.from({ length: dim }, () => draws.gaussian()),
  );
  const rankings = Array.from({ length: sets }, (_, set) => {
    const said = values
      .slice(set * SET, (set + 1) * SET)
      .map((row) => utility(row) + noise * draws.gaussian());
    return { first: set * SET, tiers: said.map((own) => said.filter((other) => other > own).length) };
  });
  return { rows: dense(values, dim), rankings };
}

function dense(values: readonly (readonly number[])[], dim: number): Rows {
  return {
    count: values.length,
    dim,
    times: (weights) =>
      Float64Array.from(values, (row) => row.reduce((sum, value, j) => sum + value * weights[j], 0)),
    transposed: (given) =>
      Float64Array.from({ length: dim }, (_, j) =>
        values.reduce((sum, row, i) => sum + row[j] * given[i], 0),
      ),
  };
}

describe('a ridge on rankings', () => {
  it('finds the direction that texts are ranked by, and holds it back little where nothing disturbs it', () => {
    const { rows, rankings } = drawn(60, 4, (row) => 2 * row[0] - row[2], 0);
    const { weights, ridge } = fitRidge(rows, rankings);
    expect(weights[0] / -weights[2]).toBeCloseTo(2, 0);
    expect(Math.abs(weights[1] / weights[0])).toBeLessThan(0.1);
    expect(ridge).toBeLessThan(1);
  });

  it('does not read an order out of noise', () => {
    const { rows, rankings } = drawn(24, 40, () => 0, 1);
    const { weights, ridge } = fitRidge(rows, rankings);
    expect(ridge).toBeGreaterThan(30);
    expect(Math.hypot(...weights)).toBeLessThan(0.2);
  });

  it('keeps a strength that is known, and then finds what it would find by itself', () => {
    const { rows, rankings } = drawn(20, 7, (row) => row[1], 1);
    const found = fitRidge(rows, rankings);
    expect(fitRidge(rows, rankings, found.ridge)).toEqual(found);
    const stronger = fitRidge(rows, rankings, 10 * found.ridge);
    expect(stronger.ridge).toBe(10 * found.ridge);
    expect(Math.hypot(...stronger.weights)).toBeLessThan(Math.hypot(...found.weights));
  });

  it('solves the normal equations: the gradient at what it returns is zero', () => {
    const { rows, rankings } = drawn(20, 7, (row) => row[1], 1);
    const loss = (weights: Float64Array, ridge: number) => {
      const scores = rows.times(weights);
      let sum = ridge * weights.reduce((total, weight) => total + weight ** 2, 0);
      for (const { first, tiers } of rankings) {
        const own = Array.from(scores.subarray(first, first + SET));
        const mean = own.reduce((total, score) => total + score, 0) / SET;
        for (const [at, score] of own.entries()) {
          const borda = tiers.reduce((total, other) => total + Math.sign(other - tiers[at]), 0) / (SET - 1);
          sum += (borda - (score - mean)) ** 2;
        }
      }
      return sum;
    };
    const { weights, strength } = fitRidge(rows, rankings);
    for (let j = 0; j < weights.length; j++) {
      const at = (step: number) => loss(weights.with(j, weights[j] + step), strength);
      expect((at(1e-4) - at(-1e-4)) / 2e-4).toBeCloseTo(0, 2);
    }
  });

  it('makes nothing of a tie', () => {
    const { rows } = drawn(3, 2, (row) => row[0], 0);
    const rankings = [0, 1, 2].map((set) => ({ first: set * SET, tiers: [0, 0, 0, 0, 0] }));
    expect([...fitRidge(rows, rankings).weights]).toEqual([0, 0]);
  });
});
