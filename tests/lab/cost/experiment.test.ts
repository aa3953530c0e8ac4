/** When the goal is met. The run itself is the command's. */
import { describe, expect, it } from 'vitest';
import { judge, type CostResult, type ToldRun } from '../../../src/lab/cost/experiment.ts';
import { median } from '../../../src/lab/cost/forecast.ts';
import { PARTS } from '../../../src/lab/cost/forecast.ts';

function told(
  labeler: ToldRun['labeler'],
  error: number,
  parts: Partial<Record<string, number>> = {},
): ToldRun {
  const of = (off: number, taken: number) => ({ foretold: taken * (1 + off), taken, error: off });
  return {
    labeler,
    watched: 3,
    calibration: 5100,
    iterations: 16,
    total: of(error, 60_000),
    between: null,
    errorByLengths: error / 10,
    parts: Object.fromEntries(
      PARTS.map((part) => [part, of(parts[part] ?? error, part === 'reward' ? 30 : 12_000)]),
    ) as ToldRun['parts'],
  };
}

const result = (seed: number, error: number, parts?: Partial<Record<string, number>>): CostResult => ({
  seed,
  runs: [told('warmer', error, parts), told('shorter', 0.4)],
});

describe('the goal', () => {
  it('is met where the middle seed is within ten percent, in all and part by part', () => {
    const { met, figures } = judge([result(1, 0.04), result(2, -0.08), result(3, 0.3)]);
    expect(met).toBe(true);
    expect(figures).toMatch(/off by 8\.0 % in the middle, 30\.0 % at most, 2 of 3 seeds within 10 %/);
    expect(figures).toMatch(/where answers get shorter: 40\.0 %, with the lengths that came 4\.0 %/);
  });

  it('is missed by the sum, and by a single part that matters', () => {
    expect(judge([result(1, 0.12), result(2, -0.2), result(3, 0.01)]).met).toBe(false);
    expect(judge([result(1, 0.02, { score: 0.2 })]).met).toBe(false);
  });

  it('is not missed by a part that takes a thousandth of the time', () => {
    expect(judge([result(1, 0.02, { reward: 5 })]).met).toBe(true);
  });
});

it('the middle of even and odd many', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});
