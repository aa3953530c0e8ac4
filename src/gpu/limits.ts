/**
 * What the adapter itself can do, by microbenchmark: multiply-adds per second out of registers, and bytes per
 * second through memory. Every kernel's speed is told as a share of these. Knows no model; does not know what
 * it is compared with.
 */
import type { Gpu } from './device.ts';
import type { Kernel } from './pipelines.ts';
import { Recorder, type Plan } from './plan.ts';
import { submit } from './queue.ts';
import peakCopy from './shaders/limits/peakCopy.wgsl?raw';
import peakFma from './shaders/limits/peakFma.wgsl?raw';

export interface AdapterLimits {
  /** 10⁹ f32 operations per second; a multiply-add counts as two. */
  readonly gflops: number;
  /** 10⁹ bytes per second, read and written bytes both counted. */
  readonly gigabytesPerSecond: number;
}

const FMA: Kernel = { name: 'peak.fma', code: peakFma, bindings: ['readWrite'] };
const COPY: Kernel = { name: 'peak.copy', code: peakCopy, bindings: ['read', 'readWrite'] };

const WORKGROUP = 64;
/** Of each invocation; long enough that starting it costs nothing. */
const ROUNDS = 128;
/** Per round: sixteen steps of eight chains, a multiplication and an addition each. */
const FLOPS_PER_ROUND = 16 * 8 * 2;
const FEWEST_GROUPS = 64;
const MOST_GROUPS = 65_535;
/** More than a large GPU's cache holds, and half of what every device must be able to bind. */
const COPY_BYTES = 64 * 2 ** 20;
/** Vec4 that one invocation copies. */
const COPIES_EACH = 16;

/** Milliseconds one timed submit should take at least: a submit itself costs a fraction of one. */
const LONG_ENOUGH = 8;
/** The fastest of this many counts: whatever else the machine does can only slow a measurement down. */
const TRIES = 6;

/**
 * Measures the adapter; takes a few tenths of a second and, for as long, 128 MiB of its memory.
 * @throws GpuLostError or GpuOutOfMemoryError when the device reports one
 */
export async function measureLimits(gpu: Gpu): Promise<AdapterLimits> {
  gpu.check();
  const limits = { gflops: await measureFma(gpu), gigabytesPerSecond: await measureCopy(gpu) };
  gpu.check();
  return limits;
}

async function measureFma(gpu: Gpu): Promise<number> {
  const out = gpu.createTensor('peak/out', [4]);
  const record = async (groups: number) => {
    const recorder = new Recorder(gpu, 'peak/fma');
    const constants = { ROUNDS, WORKGROUP };
    recorder.dispatch(FMA, { constants, bindings: [out], grid: [groups] });
    return recorder.finish();
  };
  let groups = FEWEST_GROUPS;
  let plan = await record(groups);
  await time(gpu, plan, 1);
  // A wide GPU needs many workgroups to be full, a CPU few to be busy for long.
  let milliseconds = await time(gpu, plan, 1);
  while (milliseconds < LONG_ENOUGH && groups < MOST_GROUPS) {
    groups = Math.min(MOST_GROUPS, groups * 4);
    plan = await record(groups);
    milliseconds = await time(gpu, plan, 1);
  }
  const best = await fastest(gpu, plan, milliseconds);
  out.buffer.destroy();
  return (groups * WORKGROUP * ROUNDS * FLOPS_PER_ROUND) / (best * 1e6);
}

async function measureCopy(gpu: Gpu): Promise<number> {
  const count = COPY_BYTES / 4;
  const invocations = count / (4 * COPIES_EACH);
  const [source, out] = [gpu.createTensor('peak/source', [count]), gpu.createTensor('peak/copy', [count])];
  const recorder = new Recorder(gpu, 'peak/copy');
  const constants = { EACH: COPIES_EACH, INVOCATIONS: invocations, WORKGROUP };
  recorder.dispatch(COPY, { constants, bindings: [source, out], grid: [invocations / WORKGROUP] });
  const plan = await recorder.finish();
  // Twice: the first touches memory that the system has not handed out yet.
  await time(gpu, plan, 1);
  const best = await fastest(gpu, plan, await time(gpu, plan, 1));
  for (const { buffer } of [source, out]) buffer.destroy();
  return (2 * COPY_BYTES) / (best * 1e6);
}

/** Milliseconds of one replay, the least of a few rounds; short plans are repeated within a submit. */
async function fastest(gpu: Gpu, plan: Plan, milliseconds: number): Promise<number> {
  const repeats = Math.max(1, Math.min(64, Math.ceil(LONG_ENOUGH / milliseconds)));
  let best = milliseconds;
  for (let round = 0; round < TRIES; round++) best = Math.min(best, await time(gpu, plan, repeats));
  return best;
}

async function time(gpu: Gpu, plan: Plan, repeats: number): Promise<number> {
  const started = performance.now();
  submit(
    gpu,
    Array.from({ length: repeats }, () => plan),
  );
  await gpu.waits.workDone();
  // A clock that browsers make coarse may not have moved at all.
  return Math.max(performance.now() - started, 0.01) / repeats;
}
