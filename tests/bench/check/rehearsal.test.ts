/**
 * The whole of gpu-check with its smallest counts, on a driver that runs on the processor, from the very bundle that
 * is carried to a bare machine: made, run out of the checkout's reach, and its files read back.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KERNEL_FAMILIES } from '../../../src/gpu/tuning/families.ts';
import { STAGES, type RunRecord, type StageName, type StageResults } from '../../../bench/check/results.ts';
import { makeCheckBundle } from '../../../scripts/checkBundle.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nudge-check-'));
const bundle = join(folder, 'bundle');
const out = join(folder, 'out');

/** A Python that is not there: what a machine's own has is not this test's to try. */
const PYTHON = join(folder, 'no-python');

async function run(
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  // Outside of the checkout, where nothing but the bundle can be found.
  const child = spawn(process.execPath, [join(bundle, 'gpu-check.mjs'), ...args], { cwd: folder });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, stdout, stderr };
}

function result<Name extends StageName>(stage: Name): StageResults[Name] {
  return JSON.parse(readFileSync(join(out, `${stage}.json`), 'utf8')) as StageResults[Name];
}

beforeAll(async () => {
  await makeCheckBundle(bundle, { lean: false, packed: true, peers: false, libraries: [], wheels: null });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a rehearsal', () => {
  it('runs every stage and says so', async () => {
    const args = [
      '--out',
      out,
      '--rehearsal',
      '--software',
      '--tests',
      'elementwise/fill',
      '--python',
      PYTHON,
    ];
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const stage of STAGES) expect(stdout).toMatch(new RegExp(`^${stage}: done in`, 'm'));
    const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
    expect(record).toMatchObject({ effort: 'rehearsal', software: true });
    expect(record.outcomes.map(({ stage }) => stage)).toEqual(STAGES);
  }, 900_000);

  it('knows the adapter and what it can do', () => {
    expect(result('adapter')).toMatchObject({ software: true, subgroups: { smallest: expect.any(Number) } });
    expect(result('adapter').limits.maxBufferSize).toBeGreaterThan(2 ** 27);
    const micro = result('micro');
    expect(micro.limits.peakGflopPerSecond).toBeGreaterThan(0);
    expect(micro.limits.gigabytesPerSecond).toBeGreaterThan(0);
    expect(micro.mapRoundTrip.median).toBeGreaterThan(0);
  });

  it('trains, samples and iterates, with a time for every kernel', () => {
    const [step] = result('training').rows;
    expect(step.losses[1]).toBeLessThan(step.losses[0]);
    expect(step.dispatches).toBeGreaterThan(10);
    expect(step.profile!.kernels.reduce((sum, { dispatches }) => sum + dispatches, 0)).toBe(step.dispatches);
    const { rows } = result('decode');
    expect(rows.map(({ filtered }) => filtered)).toEqual([false, true]);
    for (const { profile, maps } of rows) {
      expect(profile!.kernels.some(({ kernel }) => kernel.startsWith('sample'))).toBe(true);
      expect(maps).toBeGreaterThan(0);
    }
    const [iteration] = result('ppo').rows;
    expect(Object.keys(iteration.stages)).toEqual(['rank', 'fit', 'sample', 'score', 'update']);
    expect(iteration.metrics['nudge/first_ratio']).toBeCloseTo(1, 4);
  });

  it('measures ours where the bundle has no other library, and says so', () => {
    const { missing, rows } = result('peers');
    expect(missing).toContain('without the other libraries');
    expect(rows.map(({ peer, what }) => `${peer} ${what}`)).toEqual(['ours training', 'ours sampling']);
    const [training, sampling] = rows.map(({ result: measured }) => measured!);
    expect(training.losses![1]).toBeLessThan(training.losses![0]);
    expect(sampling.tokensPerSecond).toBeGreaterThan(0);
  });

  it('iterates with answers of one length for the comparison with TRL', () => {
    const { rows, tokens, warmup, ours, trl } = result('trl');
    expect(ours).toHaveLength(warmup + 1);
    for (const iteration of ours) {
      expect(iteration.tokens).toBe(rows * tokens);
      expect(iteration.sample).toBeLessThan(iteration.milliseconds);
    }
    expect(trl).toEqual({ iterations: [], missing: `There is no ${PYTHON}.` });
  });

  it('tries the variants of every family, in whole steps and alone, and finds them right', () => {
    const { rows, left } = result('sweep');
    expect(left).toBe(0);
    expect(rows.filter(({ failure }) => failure)).toEqual([]);
    for (const { name } of KERNEL_FAMILIES) expect(rows.map(({ family }) => family)).toContain(name);
    expect(rows.map(({ shape }) => shape)).toContain('square: 64·64·64');
    for (const { milliseconds } of rows) expect(milliseconds).toBeGreaterThan(0);
  });

  it('runs GPU tests, and knows which need a browser', () => {
    const { files, browserOnly, left } = result('tests');
    expect(files).toMatchObject([{ file: 'tests/gpu/kernels/elementwise/fill.gpu.test.ts', failures: [] }]);
    expect(files[0].passed).toBeGreaterThan(0);
    expect(browserOnly).toContain('tests/files/saves/store.gpu.test.ts');
    expect(left).toEqual([]);
  });

  it('says that there is no PyTorch', () => {
    expect(result('torch')).toMatchObject({ rows: [], missing: `There is no ${PYTHON}.` });
  });

  it('writes a report of all of it', () => {
    const report = readFileSync(join(out, 'report.md'), 'utf8');
    expect(report).toContain('runs on the processor');
    for (const row of ['S (2 layers', 'blurbs-tiny, 4 rows', '### matmul', 'square: 64', '0 failed']) {
      expect(report).toContain(row);
    }
    expect(report).not.toMatch(/NaN|undefined/);
  });
});

it('refuses a driver that runs on the processor unless it is asked for', async () => {
  const elsewhere = join(folder, 'refused');
  const { code, stderr } = await run(['--out', elsewhere, '--rehearsal', '--only', 'adapter']);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--software') });
  expect(existsSync(join(elsewhere, 'adapter.json'))).toBe(false);
  expect(readFileSync(join(elsewhere, 'report.md'), 'utf8')).toContain('no adapter to run on');
}, 120_000);

it('refuses a folder of wheels without wheels, and leaves the earlier bundle', async () => {
  const empty = join(folder, 'no-wheels');
  mkdirSync(empty);
  const made = makeCheckBundle(bundle, {
    lean: true,
    packed: true,
    peers: false,
    libraries: [],
    wheels: empty,
  });
  await expect(made).rejects.toThrow('has no wheels');
  expect(existsSync(join(bundle, 'gpu-check.mjs'))).toBe(true);
});
