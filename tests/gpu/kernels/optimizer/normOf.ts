/** The global norm of some numbers on a device, and slowly. */
import type { Gpu } from '../../../../src/gpu/device.ts';
import { adamWUniforms } from '../../../../src/gpu/kernels/optimizer/adamw.ts';
import { globalNorm } from '../../../../src/gpu/kernels/optimizer/globalNorm.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';

/** The kernel's [norm, clip coefficient, broken] of several tensors. */
export async function normOf(gpu: Gpu, arrays: readonly Float32Array[], maxNorm = 0): Promise<number[]> {
  const rec = new Recorder(gpu, 'norm');
  const stats = rec.own('stats', [4]);
  const step = adamWUniforms(gpu);
  step.set({ maxNorm });
  const parts = arrays.map((values, index) => ({
    x: gpu.upload(`${index}`, values),
    count: values.length,
  }));
  globalNorm(rec, { parts, step, stats });
  const plan = await rec.finish();
  const [values] = await run(gpu, [plan], [stats]);
  plan.destroy();
  return [...values.subarray(0, 3)];
}

/** In double precision, one number after the other. */
export function normTwin(arrays: readonly Float32Array[]): number {
  let sum = 0;
  for (const values of arrays) for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
