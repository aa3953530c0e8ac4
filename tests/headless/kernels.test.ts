import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { autotuneKey } from '../../src/gpu/tuning/autotune.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { MATMUL } from '../../src/gpu/kernels/matmul/matmulVariants.ts';
import { cacheFolder, chooseKernels } from '../../src/headless/kernels.ts';
import { OptionsError } from '../../src/headless/options.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nudge-kernels-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** As much of a device as choosing without measuring looks at. */
function plainGpu(): Gpu {
  const adapter = { vendor: 'google', architecture: 'swiftshader', description: '', software: true };
  return { adapter, device: { features: new Set() } } as unknown as Gpu;
}

it('uses what was asked for, and writes nothing down', async () => {
  const gpu = plainGpu();
  expect(await chooseKernels(gpu, 'register8', join(folder, 'none'))).toBe(
    'matrix products by register8, as asked',
  );
  expect(MATMUL.chosen(gpu)).toBe('register8');
  await expect(readFile(join(folder, 'none', 'kernels.json'))).rejects.toThrow(/ENOENT/);
  await expect(chooseKernels(gpu, 'quad16', folder)).rejects.toThrow(OptionsError);
});

it('keeps to what was chosen on this adapter before', async () => {
  const gpu = plainGpu();
  const key = autotuneKey(gpu.adapter, ['register16']);
  await writeFile(join(folder, 'kernels.json'), JSON.stringify({ [key]: 'register16' }));
  expect(await chooseKernels(gpu, null, folder)).toBe(
    'matrix products by register16 (as on this adapter before)',
  );
});

it('keeps choices where each system keeps caches', () => {
  expect(cacheFolder('linux', { XDG_CACHE_HOME: '/c' })).toBe(join('/c', 'nudge'));
  expect(cacheFolder('linux', {})).toMatch(/\.cache.nudge$/);
  expect(cacheFolder('darwin', {})).toMatch(/Library.Caches.nudge$/);
  expect(cacheFolder('win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'nudge'));
});
