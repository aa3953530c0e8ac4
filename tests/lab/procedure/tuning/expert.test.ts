import { expect, it } from 'vitest';
import { expertSearch, Posterior } from '../../../../src/lab/procedure/tuning/expert.ts';
import { drawSurface, foundBy } from '../../../../src/lab/procedure/tuning/surface.ts';
import { stream } from '../../../../src/rl/random.ts';

/** K⁻¹ y by elimination: the textbook's posterior, written out. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]]);
  const size = rows.length;
  for (let column = 0; column < size; column++)
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      rows[row] = rows[row].map((value, at) => value - factor * rows[column][at]);
    }
  return rows.map((row, index) => row[size] / row[index]);
}

it('believes what the textbook’s formula says: k* K⁻¹ y, and k** − k* K⁻¹ k*', () => {
  const side = 5;
  const alike = (one: number, other: number) => {
    const across = ((one % side) - (other % side)) / side / 0.2;
    const down = (Math.floor(one / side) - Math.floor(other / side)) / side / 0.35;
    return 0.09 * Math.exp(-0.5 * (across ** 2 + down ** 2));
  };
  const trials = [3, 12, 20, 7];
  const seen = [0.7, 0.1, 0.4, 0.9];
  const posterior = new Posterior(side);
  trials.forEach((cell, index) => posterior.add(cell, seen[index]));
  const noise = 0.04 ** 2;
  const matrix = trials.map((one) => trials.map((other) => alike(one, other) + (one === other ? noise : 0)));
  for (const cell of [0, 3, 11, 24]) {
    const row = trials.map((trial) => alike(cell, trial));
    const dot = (values: readonly number[]) => row.reduce((sum, value, at) => sum + value * values[at], 0);
    const mean =
      0.2 +
      dot(
        solved(
          matrix,
          seen.map((value) => value - 0.2),
        ),
      );
    expect(posterior.mean[cell]).toBeCloseTo(mean, 9);
    expect(posterior.variance[cell]).toBeCloseTo(0.09 - dot(solved(matrix, row)), 9);
  }
});

it('searches without repeating itself, and finds far more than chance does', () => {
  const random = stream(2, 'test');
  const surfaces = Array.from({ length: 60 }, () => drawSurface(10, random));
  const end = (trials: readonly number[], index: number) => foundBy(surfaces[index], trials).at(-1)!;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const searched = surfaces.map((surface, index) => {
    const trials = expertSearch(surface, index, 12);
    expect(new Set(trials).size).toBe(12);
    expect(trials[0]).toBe(index);
    return end(trials, index);
  });
  const chance = surfaces.map((_, index) => end(random.permutation(100).slice(0, 12), index));
  expect(mean(searched)).toBeGreaterThan(mean(chance) + 0.1);
});
