/**
 * What GPU tests share: one device per file, uploads, replay-and-read, and comparison with a twin.
 * A missing adapter is an error, never a skip.
 */
import { expect } from 'vitest';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import type { Tensor } from '../../src/gpu/tensor.ts';
import { lentGpu } from './lentDevice.ts';

let opened: Promise<Gpu> | undefined;

/** The test file's device, at WebGPU's default limits so that every kernel is proven there. */
export function testGpu(): Promise<Gpu> {
  return (opened ??= openGpu(lentGpu(), { defaultLimits: true }));
}

/** Records with `record`, replays once, and reads `outputs` back. */
export async function runOnce(
  gpu: Gpu,
  record: (recorder: Recorder) => void,
  outputs: readonly Tensor[],
): Promise<Float32Array[]> {
  const recorder = new Recorder(gpu, 'test');
  record(recorder);
  const plan = await recorder.finish();
  return (await run(gpu, [plan], outputs)) as Float32Array[];
}

/** Deterministic values in about [-1, 1] (mulberry32), so that failures repeat. */
export function randomArray(length: number, seed = 1, scale = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1) * scale;
  });
}

/**
 * Largest |actual - expected| relative to the largest |expected| must be at most `tolerance`;
 * NaN and length differences fail.
 */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  let scale = 1e-12;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  let worst = 0;
  let at = -1;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / scale;
    // Once NaN, always NaN: no later comparison with it holds.
    if (Number.isNaN(worst) || error <= worst) continue;
    worst = error;
    at = i;
  }
  expect(worst, `at ${at}: got ${actual[at]}, expected ${expected[at]}`).toBeLessThanOrEqual(tolerance);
}
