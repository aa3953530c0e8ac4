import { expect, it } from 'vitest';
import { learningRateAt } from '../../../src/lab/sequences/schedule.ts';

it('warms up in a straight line, falls along a cosine, and stays at a twentieth', () => {
  const options = { learningRate: 1, warmup: 10, updates: 1000 };
  expect(learningRateAt(1, options)).toBeCloseTo(0.1, 4);
  expect(learningRateAt(5, options)).toBeCloseTo(0.5, 3);
  expect(learningRateAt(500, options)).toBeCloseTo(0.525, 6);
  expect(learningRateAt(1000, options)).toBeCloseTo(0.05, 6);
  expect(learningRateAt(5000, options)).toBeCloseTo(0.05, 6);
  expect(learningRateAt(1, { learningRate: 2, warmup: 0, updates: 1 })).toBeCloseTo(0.1, 6);
});
