/** Numbers of devices are those that were measured, and what is made of them. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEVICES, iterationOn } from '../../../src/lab/cost/devices.ts';
import { median } from '../../../src/lab/cost/forecast.ts';

const RESULTS = resolve(import.meta.dirname, '../../../bench/results');
const read = (path: string): unknown => JSON.parse(readFileSync(join(RESULTS, path), 'utf8'));

interface Training {
  readonly rows: readonly {
    readonly parameters: number;
    readonly size: { readonly batch: number; readonly length: number };
    readonly step: { readonly milliseconds: readonly number[] };
  }[];
}
interface Decode {
  readonly rows: readonly {
    readonly parameters: number;
    readonly rows: number;
    readonly tokens: number;
    readonly filtered: boolean;
    readonly generation: { readonly median: number };
  }[];
}
interface Sizes {
  readonly size: { readonly batch: number; readonly length: number };
  readonly results: {
    readonly ours: { readonly milliseconds: readonly number[]; readonly tokensPerSecond?: number };
  };
}

const close = (value: number, measured: number) => expect(Math.abs(value / measured - 1)).toBeLessThan(0.006);

describe.each(DEVICES.filter(({ source }) => !source.endsWith('.json')))('$name', (device) => {
  it('has the steps and samplings of its report', () => {
    const training = (read(`${device.source}/training.json`) as Training).rows;
    expect(device.training.map(({ parameters }) => parameters)).toEqual(
      training.map(({ parameters }) => parameters),
    );
    device.training.forEach((point, i) => {
      expect(point.tokens).toBe(training[i].size.batch * training[i].size.length);
      close(point.milliseconds, median(training[i].step.milliseconds));
    });
    const decode = (read(`${device.source}/decode.json`) as Decode).rows.filter(({ filtered }) => !filtered);
    device.sampling.forEach((point, i) => {
      const { parameters, rows, tokens, generation } = decode[i];
      expect({ ...point, milliseconds: 0 }).toEqual({ parameters, rows, tokens, milliseconds: 0 });
      close(point.milliseconds, generation.median);
    });
  });
});

it('SwiftShader has those of the benchmark', () => {
  const { training, sampling } = read('google-swiftshader.json') as {
    readonly training: readonly Sizes[];
    readonly sampling: readonly Sizes[] | Sizes;
  };
  const device = DEVICES.find(({ id }) => id === 'swiftshader')!;
  device.training.forEach((point, i) => {
    expect(point.tokens).toBe(training[i].size.batch * training[i].size.length);
    close(point.milliseconds, median(training[i].results.ours.milliseconds));
  });
  const { ours } = [sampling].flat()[0].results;
  const [point] = device.sampling;
  close(point.milliseconds, median(ours.milliseconds));
  close((point.rows * point.tokens) / point.milliseconds, ours.tokensPerSecond! / 1000);
});

describe('an iteration elsewhere', () => {
  const [h100] = DEVICES;
  const work = { parameters: 2_878_464, tokens: 512, samplingSteps: 60, rows: 32, epochs: 1 };

  it('takes what was measured at a size that was', () => {
    const { parts, beyond } = iterationOn(h100, work);
    expect(beyond).toBe(false);
    expect(parts.update).toBeCloseTo(3.37, 6);
    expect(parts.reference).toBeCloseTo(3.37 / 3, 6);
    expect(parts.sample).toBeCloseTo(24.5, 1);
    expect(iterationOn(h100, { ...work, epochs: 4 }).parts.update).toBeCloseTo(4 * 3.37, 6);
  });

  it('lies between two sizes, and grows with the weights beyond the last', () => {
    const between = iterationOn(h100, { ...work, parameters: 20e6 }).parts.update;
    expect(between).toBeGreaterThan(3.37);
    expect(between).toBeLessThan(52.8 / 2);
    const { parts, beyond } = iterationOn(h100, { ...work, parameters: 2 * 123_751_680 });
    expect(parts.update).toBeCloseTo(52.8, 6);
    expect(beyond).toBe(true);
  });

  it.each(DEVICES)('is a finite, positive time on $name for any size', (device) => {
    for (const parameters of [1e3, 1e6, 5e8, 1e12]) {
      const { parts } = iterationOn(device, { ...work, parameters });
      for (const part of ['sample', 'score', 'update'] as const) {
        expect(parts[part]).toBeGreaterThan(0);
        expect(parts[part]).toBeLessThan(Infinity);
      }
    }
  });
});
