import { describe, expect, it } from 'vitest';
import {
  calibrated,
  CALIBRATION,
  errorOf,
  forecast,
  PARTS,
  samplingSteps,
  takenBy,
  totalOf,
  workChange,
  workOf,
} from '../../../src/lab/cost/forecast.ts';
import type { WatchedIteration } from '../../../src/rl/runs/partTime.ts';
import { made, PER_PIPELINE } from './made.ts';

const same = (count: number, first = 2) =>
  Array.from({ length: count }, (_, i) => made(first + i, [30, 22, 28, 40]));

describe('steps of sampling', () => {
  it('go on until the longest answer of a pass ends, eight at a time', () => {
    const of = (...answers: number[]) => samplingSteps(answers.map((answer) => [20, answer]));
    expect(of(1)).toBe(8);
    expect(of(8)).toBe(8);
    expect(of(9, 3)).toBe(16);
    expect(of(...Array.from({ length: 32 }, () => 5), 17)).toBe(8 + 24);
    expect(of()).toBe(0);
  });
});

describe('a forecast', () => {
  it('is exact for a device that takes as long each time, in all and part by part', () => {
    const told = forecast(same(3), 10);
    const came = same(10, 5);
    expect(errorOf(told.total, totalOf(came))).toBeCloseTo(0, 10);
    for (const part of PARTS) expect(told.parts[part].total).toBeCloseTo(takenBy(came)[part], 6);
    expect(told.between?.[0]).toBeCloseTo(told.total, 6);
  });

  it('tells compiling apart: what it took is no part of an iteration, and comes ever less often', () => {
    const watched = [made(2, [30, 22]), made(3, [30, 22], 6), made(4, [30, 22])];
    const { parts } = forecast(watched, 8);
    const plain = forecast([watched[0]], 1).parts.update.milliseconds;
    expect(parts.update.milliseconds).toBeCloseTo(plain, 6);
    expect(parts.update.compiling).toBeGreaterThan(0);
    // Eight more iterations do not see as much of it, each, as those three.
    expect(parts.update.compiling / 8).toBeLessThan((6 * PER_PIPELINE) / 3);
    const long = forecast(watched, 800).parts.update.compiling;
    expect(long / 800).toBeLessThan(parts.update.compiling / 8 / 10);
    expect(parts.sample.compiling).toBe(0);
  });

  it('is off where answers get shorter, and right once their lengths are known', () => {
    const watched = same(3);
    const came = Array.from({ length: 6 }, (_, i) => made(5 + i, [12, 10, 9, 15]));
    const told = forecast(watched, 6);
    expect(errorOf(told.total, totalOf(came))).toBeGreaterThan(0.1);
    const known = forecast(watched, 6, workChange(watched, came));
    expect(errorOf(known.total, totalOf(came))).toBeCloseTo(0, 10);
  });

  it('spreads with how much iterations differ', () => {
    const [low, high] = forecast([made(2, [30, 22]), made(3, [40, 44]), made(4, [10, 12])], 5).between!;
    expect(high - low).toBeGreaterThan(0);
    expect(forecast(same(1), 5).between).toBeNull();
  });

  it('needs something to have been watched', () => {
    expect(() => forecast([], 5)).toThrow(/Nothing was watched/);
  });
});

describe('calibration', () => {
  const iteration = (number: number, milliseconds: number): WatchedIteration => ({
    iteration: number,
    parts: [{ part: 'update', milliseconds, compiled: 0, lengths: [[20, 30]] }],
  });

  it('takes the first iterations that make up five seconds, at least one', () => {
    const iterations = [2000, 2000, 2000, 2000].map((time, i) => iteration(i + 2, time));
    expect(CALIBRATION).toBe(5000);
    expect(calibrated(iterations).watched).toHaveLength(3);
    expect(calibrated(iterations).came).toHaveLength(1);
    expect(calibrated([iteration(2, 60_000), iteration(3, 60_000)]).watched).toHaveLength(1);
    expect(calibrated(iterations.slice(0, 2))).toEqual({ watched: iterations.slice(0, 2), came: [] });
    expect(calibrated([])).toEqual({ watched: [], came: [] });
  });

  it('goes on, for a while, until each part was seen with nothing to compile', () => {
    const answers = Array.from({ length: 32 }, () => 40);
    const [cold, warm] = [made(2, answers, 30), made(3, answers)];
    expect(totalOf([cold])).toBeGreaterThan(CALIBRATION);
    const { watched } = calibrated([cold, warm, made(4, answers)]);
    expect(watched).toEqual([cold, warm]);
    // Compiling that is over is no part of what is to come.
    expect(forecast(watched, 10).parts.update.milliseconds).toBeCloseTo(takenBy([warm]).update, 6);
    expect(calibrated([2, 3, 4, 5, 6].map((at) => made(at, answers, 30))).watched).toHaveLength(4);
  });

  it('tells the work of an iteration', () => {
    expect(workOf([made(2, [30, 22]), made(3, [10, 12])])).toEqual({
      tokens: (92 + 62) / 2,
      samplingSteps: (32 + 16) / 2,
      rows: 2,
    });
    expect(workOf([])).toEqual({ tokens: 0, samplingSteps: 0, rows: 0 });
  });
});
