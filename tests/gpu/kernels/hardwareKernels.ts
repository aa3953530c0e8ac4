/** The variants that a GPU usually has, on the test's device, for the tests of a file. */
import { afterAll, beforeAll } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { DECODE, type DecodeVariantName } from '../../../src/gpu/kernels/decode/decodeVariants.ts';
import { chooseKernels, chosenKernels, type KernelChoices } from '../../../src/gpu/tuning/families.ts';
import { testGpu } from '../harness.ts';

export const HARDWARE: KernelChoices = {
  matmul: 'blockSliced',
  attention: 'group',
  norm: 'group',
  sums: 'group',
  decode: 'fused',
  training: 'fused',
};

/** Chooses them before the file's tests, and puts back the adapter's own behind them. */
export function useHardwareKernels(): void {
  let before: KernelChoices;
  beforeAll(async () => {
    const gpu = await testGpu();
    before = chosenKernels(gpu);
    chooseKernels(gpu, HARDWARE);
  });
  afterAll(async () => chooseKernels(await testGpu(), before));
}

/** What `work` gives with a variant of decoding. */
export async function decoding<Result>(
  gpu: Gpu,
  variant: DecodeVariantName,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const before = DECODE.chosen(gpu);
  DECODE.choose(gpu, variant);
  try {
    return await work();
  } finally {
    DECODE.choose(gpu, before);
  }
}
