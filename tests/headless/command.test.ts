import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import { runCommand, type Train } from '../../src/headless/command.ts';

let folder: string;
let printed: string[];
let errors: string[];
let destroyed: number;

const environment = {
  // Only the parts that the command touches: it must not reach into the device.
  openDevice: async () =>
    ({
      adapter: { vendor: 'google', architecture: 'swiftshader', description: '', software: true },
      destroy: () => destroyed++,
    }) as unknown as Gpu,
  print: (line: string) => printed.push(line),
  printError: (line: string) => errors.push(line),
};

/** Pretends to train, taking a different time at each call. */
const train: Train = async ({ options, onMetrics, onAgreement }) => {
  const agreement = { rankings: 1, pairs: 6, accuracy: 0.5, kendallTau: 0 };
  onAgreement({ heldOut: agreement, trained: agreement });
  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    const kl = iteration === 2 ? NaN : 1 / 3;
    onMetrics({ iteration, values: { 'objective/kl': kl, 'nudge/seconds': Math.random() } });
  }
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-command-'));
  printed = [];
  errors = [];
  destroyed = 0;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('runCommand', () => {
  it('prints the adapter, the agreement and a line per iteration, then releases the device', async () => {
    expect(await runCommand(['--iterations', '2'], train, environment)).toBe(0);
    expect(printed).toHaveLength(4);
    expect(printed[0]).toBe('blurbs-tiny on google, swiftshader');
    expect(printed[1]).toContain('50.0 % of 6 pairs');
    expect(printed[3]).toContain('iteration 2/2');
    expect(destroyed).toBe(1);
  });

  it('writes every metric in full, equal between runs but for timing', async () => {
    const [first, second] = await Promise.all(
      ['a.json', 'b.json'].map(async (name) => {
        const file = join(folder, name);
        await runCommand(['--quiet', '--iterations', '2', '--out', file], train, environment);
        return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      }),
    );
    expect(printed).toEqual([]);
    expect(first).toMatchObject({
      model: 'blurbs-tiny',
      seed: 1,
      settings: { rater: 'shorter' },
      iterations: [
        { iteration: 1, values: { 'objective/kl': 1 / 3 } },
        { iteration: 2, values: { 'objective/kl': 'NaN' } },
      ],
    });
    expect(first.timing).not.toEqual(second.timing);
    expect({ ...first, timing: null }).toEqual({ ...second, timing: null });
  });

  it('answers a wrong option with exit code 2 and opens no device', async () => {
    const openDevice = () => Promise.reject(new Error('must not open'));
    expect(await runCommand(['--labeler', 'x'], train, { ...environment, openDevice })).toBe(2);
    expect(errors[0]).toContain('No labeler is called x');
  });

  it('lets a failing run fail, and still releases the device', async () => {
    const failing: Train = () => Promise.reject(new Error('the run diverged'));
    await expect(runCommand([], failing, environment)).rejects.toThrow('the run diverged');
    expect(destroyed).toBe(1);
  });
});
