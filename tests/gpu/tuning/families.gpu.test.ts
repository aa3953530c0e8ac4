import { expect, it } from 'vitest';
import { DEFAULT_DRY_DEVICE, openDryGpu } from '../../../src/gpu/dryDevice.ts';
import { chooseKernels, chosenKernels, KERNEL_FAMILIES } from '../../../src/gpu/tuning/families.ts';

function device(software: boolean, features: ReadonlySet<string> = DEFAULT_DRY_DEVICE.features) {
  const adapter = { ...DEFAULT_DRY_DEVICE.adapter, software };
  return openDryGpu({ ...DEFAULT_DRY_DEVICE, adapter, features }).gpu;
}

it('names every family once, and a usual variant that the device runs', () => {
  expect(new Set(KERNEL_FAMILIES.map(({ name }) => name)).size).toBe(KERNEL_FAMILIES.length);
  for (const gpu of [device(true), device(false)]) {
    for (const family of KERNEL_FAMILIES) {
      const usual = family.chosen(gpu);
      expect(family.variants).toContain(usual);
      expect(family.isSupported(gpu, usual)).toBe(true);
    }
  }
});

it('chooses for one device and one family at a time', () => {
  const [one, other] = [device(true), device(true)];
  const before = chosenKernels(one);
  chooseKernels(one, { norm: 'group' });
  expect(chosenKernels(one)).toEqual({ ...before, norm: 'group' });
  expect(chosenKernels(other)).toEqual(before);
});

it('gives a saved run its variants back, and leaves what is not there any more as it is', () => {
  const gpu = device(true);
  const saved = Object.fromEntries(
    KERNEL_FAMILIES.map((family) => [
      family.name,
      family.variants.find((variant) => variant !== family.chosen(gpu) && family.isSupported(gpu, variant))!,
    ]),
  );
  chooseKernels(gpu, saved);
  expect(chosenKernels(gpu)).toEqual(saved);
  chooseKernels(gpu, { norm: 'warp', gone: 'lane' });
  expect(chosenKernels(gpu)).toEqual(saved);
});

it('does not take a variant that the device cannot run', () => {
  const bare = device(true, new Set());
  const before = chosenKernels(bare);
  expect(before.matmul).toBe('register16');
  chooseKernels(bare, { matmul: 'quad16' });
  expect(chosenKernels(bare)).toEqual(before);
});
