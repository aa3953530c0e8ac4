/** Opens the device of a stage as an application does. Knows no stage. */
import { autotune } from '../../src/gpu/tuning/autotune.ts';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { MATMUL } from '../../src/gpu/kernels/matmul/matmulVariants.ts';

/** @returns the device and the matrix product that it uses, looked for where `tuned`, else the device's default */
export async function openDevice(tuned: boolean): Promise<{ gpu: Gpu; variant: string }> {
  const gpu = await openGpu(navigator.gpu);
  if (tuned) await autotune(gpu);
  return { gpu, variant: MATMUL.chosen(gpu) };
}
