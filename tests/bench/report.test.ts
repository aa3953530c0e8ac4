import { describe, expect, it } from 'vitest';
import { linearScale, logScale, plot } from '../../bench/plot.ts';
import {
  adapterSlug,
  geomean,
  kernelLines,
  markdown,
  rooflineShare,
  summaryLines,
  table,
} from '../../bench/report.ts';
import type { BenchResults, KernelResult, MicroResult, TrainingResult } from '../../bench/results.ts';
import { SIZES } from '../../bench/workload.ts';

const ADAPTER = { vendor: 'google', architecture: 'swiftshader', device: '0xc0de', description: 'A | B' };

function step(median: number, losses: readonly number[] = [7, 6.5, 6]): TrainingResult {
  return { milliseconds: [median], median, losses, dispatches: 79, submits: 1, gpuBytes: 2 ** 21 };
}

const MICRO: MicroResult = {
  fma: [{ kernel: 'fma', gflopPerSecond: 20 }],
  peakGflopPerSecond: 20,
  copies: [{ kernel: 'copy', gigabytesPerSecond: 5 }],
  gigabytesPerSecond: 5,
};

const KERNEL: KernelResult = { kernel: 'k', dispatches: 2, milliseconds: 1, flops: 10e6, bytes: 1e6 };

/** A whole run in which TensorFlow.js takes 2, 4 and 8 times our step, and jax-js 3 times. */
function whole(): BenchResults {
  return {
    date: '2026-01-02',
    commit: 'abc1234',
    browser: 'Chromium 1',
    machine: '2 x processor',
    adapter: ADAPTER,
    versions: { tfjs: '4.22.0', jax: '0.1.25' },
    quick: false,
    training: SIZES.map((size, index) => ({
      size,
      results: { ours: step(10), tfjs: step(10 * 2 ** (index + 1), [7, 6.5, 6.01]), jax: step(30) },
    })),
    sampling: {
      size: SIZES[0],
      results: {
        ours: {
          milliseconds: [4],
          median: 4,
          tokensPerSecond: 800,
          dispatches: 9,
          submits: 3,
          note: 'KV cache',
        },
      },
    },
    matmul: {
      ours: [512, 2048].map((size) => ({
        size,
        milliseconds: [(2 * size ** 3) / 13e6, (2 * size ** 3) / 10e6],
        median: 1,
        gflopPerSecond: 11.5,
        error: 1e-7,
      })),
    },
    micro: MICRO,
    profiles: [{ size: SIZES[0], profile: { kernels: [KERNEL], rounds: 5 } }],
    growth: [1, 2].map((factor) => ({
      axis: 'layers',
      value: 2 * factor,
      milliseconds: 10 * factor,
      gpuBytes: 2 ** 20,
      dispatches: 60 * factor,
    })),
    failures: {},
  };
}

describe('summaryLines', () => {
  it('are the last three lines, in the agreed form', () => {
    expect(summaryLines(whole())).toEqual([
      'geomean vs tfjs: 4.0x',
      'geomean vs jax-js: 3.0x',
      'matmul: 65 % of measured peak',
    ]);
  });

  it('give no number when one size is missing, or ours, or the peak', () => {
    const run = whole();
    const { ours, jax } = run.training[2].results;
    const holed = {
      ...run,
      micro: undefined,
      training: [...run.training.slice(0, 2), { size: SIZES[2], results: { ours, jax } }],
    };
    expect(summaryLines(holed)).toEqual([
      'geomean vs tfjs: not measured',
      'geomean vs jax-js: 3.0x',
      'matmul: not measured',
    ]);
    const alone = run.training.map(({ size, results: { tfjs } }) => ({ size, results: { tfjs } }));
    expect(geomean({ ...run, training: alone }, 'tfjs')).toBeNull();
  });

  it('speak of the one size of a quick run', () => {
    const run = whole();
    expect(geomean({ ...run, quick: true, training: run.training.slice(0, 1) }, 'tfjs')).toBeCloseTo(2, 12);
  });
});

describe('rooflineShare', () => {
  it('takes the longer of arithmetic and traffic at the measured limits', () => {
    // 10 MFLOP at 20 GFLOP/s: 0.5 ms. 1 MB at 5 GB/s: 0.2 ms.
    expect(rooflineShare(KERNEL, MICRO)).toBeCloseTo(0.5, 12);
    expect(rooflineShare({ ...KERNEL, flops: 0 }, MICRO)).toBeCloseTo(0.2, 12);
  });

  it('is told per kernel, and not invented without limits', () => {
    expect(kernelLines({ kernels: [KERNEL], rounds: 1 }, MICRO)[1]).toContain('50.0 %');
    expect(kernelLines({ kernels: [KERNEL], rounds: 1 }, undefined)[1]).toContain('not measured');
  });
});

describe('markdown', () => {
  it('names adapter, versions, every library of every size, and how far the losses differ', () => {
    const text = markdown(whole());
    for (const expected of ['swiftshader', 'TensorFlow.js 4.22.0', 'jax-js 0.1.25', 'abc1234'])
      expect(text).toContain(expected);
    expect(text.match(/\| TensorFlow\.js \|/g)).toHaveLength(3);
    expect(text).toContain('size S: TensorFlow.js 1.0e-2 over 3 steps, jax-js 0.0e+0 over 3 steps');
    expect(text).toContain('time by ours: TensorFlow.js 4.0 times, jax-js 3.0 times');
    expect(text).toContain('| layers | 4 | 20.0 | 2.00 |');
  });

  it('says what failed', () => {
    expect(markdown({ ...whole(), failures: { 'jax-js, training M': 'out of memory' } })).toContain(
      '- jax-js, training M: out of memory',
    );
  });

  it('keeps a bar inside of its cell', () => {
    expect(table([['a'], ['x | y']])).toBe('| a |\n| --- |\n| x \\| y |');
  });
});

it('makes file names of adapters', () => {
  expect(adapterSlug(ADAPTER)).toBe('google-swiftshader');
  expect(adapterSlug({ vendor: 'NVIDIA', architecture: '', device: 'H100 80GB', description: '' })).toBe(
    'nvidia-h100-80gb',
  );
  expect(adapterSlug({ vendor: '', architecture: '', device: '', description: '' })).toBe('unknown-adapter');
});

describe('scales', () => {
  it('put round ticks around the values', () => {
    const linear = linearScale([6.1, 6.94], 200, 0);
    expect(linear.ticks[0]).toBeLessThanOrEqual(6.1);
    expect(linear.ticks.at(-1)).toBeGreaterThanOrEqual(6.94);
    expect(linear.scale(linear.ticks[0])).toBeCloseTo(200, 9);
    expect(linear.scale(linear.ticks.at(-1)!)).toBeCloseTo(0, 9);
    const log = logScale([24, 10_242], 200, 0);
    expect(log.ticks).toEqual([10, 100, 1000, 10_000, 100_000]);
    expect(log.scale(1000)).toBeCloseTo(100, 9);
  });

  it('bear equal values', () => {
    const { scale, ticks } = linearScale([3, 3], 100, 0);
    expect(ticks.length).toBeGreaterThan(1);
    expect(Number.isFinite(scale(3))).toBe(true);
  });
});

describe('plot', () => {
  it('draws a bar per library and size, a loss curve per library, a line per doubled size', () => {
    const picture = plot(whole())!;
    expect(picture).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(picture.match(/<rect /g)).toHaveLength(9);
    expect(picture).toContain('Loss, size L');
    expect(picture).not.toContain('NaN');
  });

  it('draws nothing of nothing', () => {
    expect(plot({ ...whole(), training: [], growth: [] })).toBeNull();
  });
});
