import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import { readRecordedRun } from '../../src/rl/runs/recordedRun.ts';
import { settingsDiff } from '../../src/rl/algorithms/settings.ts';
import { OptionsError } from '../../src/headless/options.ts';
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
  chooseKernels: async (_gpu: Gpu, forced: string | null) => {
    if (forced === 'quad16') throw new OptionsError('no subgroups here');
    return `matrix products by ${forced ?? 'register16'}`;
  },
  print: (line: string) => printed.push(line),
  printError: (line: string) => errors.push(line),
};

/** Pretends to train, taking a different time at each call. */
const train: Train = async ({ options, tell }) => {
  const agreement = { rankings: 1, pairs: 6, accuracy: 0.5, kendallTau: 0 };
  tell({ type: 'agreement', iteration: 0, heldOut: agreement, trained: agreement });
  const history = Array.from({ length: options.iterations }, (_, index) => ({
    iteration: index + 1,
    values: { 'objective/kl': index === 1 ? NaN : 1 / 3 },
  }));
  for (const row of history) tell({ type: 'metrics', row });
  return {
    format: 'nudge-recorded-run',
    version: 2,
    model: 'blurbs-tiny',
    adapter: 'google swiftshader',
    settings: settingsDiff(options.settings),
    labeler: options.labeler,
    baseUtility: null,
    prompts: { train: [], heldOut: [] },
    rankings: [],
    history,
    agreement: [],
    samples: [],
    comparisons: [],
  };
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
    expect(printed).toHaveLength(5);
    expect(printed[0]).toBe('blurbs-tiny on google, swiftshader');
    expect(printed[1]).toBe('matrix products by register16');
    expect(printed[2]).toContain('50.0 % of 6 pairs');
    expect(printed[4]).toContain('iteration 2/2');
    expect(destroyed).toBe(1);
  });

  it('writes every metric in full, the same bytes whatever the clock says', async () => {
    const [first, second] = await Promise.all(
      ['a.json', 'b.json'].map(async (name) => {
        const file = join(folder, name);
        await runCommand(['--quiet', '--iterations', '2', '--out', file], train, environment);
        return readFileSync(file, 'utf8');
      }),
    );
    expect(printed).toEqual([]);
    const run = readRecordedRun(first);
    expect(run.settings).toEqual({ rater: 'shorter', answers: 8, rewardBag: true });
    expect(run.history.map(({ values }) => values['objective/kl'])).toEqual([1 / 3, NaN]);
    expect(second).toBe(first);
  });

  it('answers a wrong option with exit code 2 and opens no device', async () => {
    const openDevice = () => Promise.reject(new Error('must not open'));
    expect(await runCommand(['--labeler', 'x'], train, { ...environment, openDevice })).toBe(2);
    expect(errors[0]).toContain('No labeler is called x');
  });

  it('uses the kernels asked for, and says which cannot run here', async () => {
    expect(await runCommand(['--kernels', 'tiled32', '--iterations', '0'], train, environment)).toBe(0);
    expect(printed).toContain('matrix products by tiled32');
    expect(await runCommand(['--kernels', 'quad16'], train, environment)).toBe(2);
    expect(errors).toEqual(['no subgroups here']);
    expect(destroyed).toBe(2);
  });

  it('hands over the prompts of a file, and says what is wrong with one before a device opens', async () => {
    const file = join(folder, 'mine.jsonl');
    writeFileSync(file, '{"prompt": "a\\nb"}\n{"messages": [{"role": "user", "content": "c"}]}\n');
    let given: unknown;
    const asking: Train = (context) => {
      given = context.prompts;
      return train(context);
    };
    const args = ['--prompts', file, '--iterations', '0'];
    expect(await runCommand(args, asking, environment)).toBe(0);
    expect(given).toEqual(['a\nb', [{ role: 'user', content: 'c' }]]);
    const openDevice = () => Promise.reject(new Error('must not open'));
    writeFileSync(file, 'x');
    expect(await runCommand(args, asking, { ...environment, openDevice })).toBe(2);
    expect(errors[0]).toContain('Line 1 is not JSON.');
    const missing = ['--prompts', join(folder, 'none.txt')];
    expect(await runCommand(missing, asking, { ...environment, openDevice })).toBe(2);
    expect(errors[1]).toContain('none.txt cannot be used');
  });

  it('lets a failing run fail, and still releases the device', async () => {
    const failing: Train = () => Promise.reject(new Error('the run diverged'));
    await expect(runCommand([], failing, environment)).rejects.toThrow('the run diverged');
    expect(destroyed).toBe(1);
  });
});
