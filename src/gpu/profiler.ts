/**
 * Where a recorded step spends its time: one compute pass per dispatch with timestamps at its edges. Slower
 * than a normal replay, which stays untouched. Knows plans and kernels' names, no model.
 */
import { EXCHANGE, type Gpu } from './device.ts';
import { GpuUnavailableError } from './errors.ts';
import type { Plan } from './plan.ts';

export interface KernelTime {
  readonly kernel: string;
  readonly dispatches: number;
  readonly milliseconds: number;
  /** 0 for kernels that declare no floating-point operations. */
  readonly gflopPerSecond: number;
  /** Going by what the kernel binds; one that reads a part of it, or some of it twice, moves less or more. */
  readonly gigabytesPerSecond: number;
}

/** Most timestamps a query set may hold. */
const MAX_QUERIES = 4096;

/**
 * Replays `plan`, timing every dispatch.
 * @param rounds replays to average over; browsers round timestamps, so short kernels need many
 * @returns kernels by total time of one replay, slowest first.
 * @throws GpuUnavailableError when the device has no timestamp-query.
 */
export async function profile(gpu: Gpu, plan: Plan, rounds = 1): Promise<KernelTime[]> {
  const { device } = gpu;
  if (!device.features.has('timestamp-query')) {
    throw new GpuUnavailableError('This device cannot time kernels (no timestamp-query).');
  }
  const infos = plan.dispatchInfo;
  const nanoseconds = infos.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    for (let first = 0; first < infos.length; first += MAX_QUERIES / 2) {
      const times = await timeRange(gpu, plan, first, Math.min(infos.length, first + MAX_QUERIES / 2));
      times.forEach((time, index) => (nanoseconds[first + index] += time / rounds));
    }
  }
  gpu.check();
  const byKernel = new Map<string, { dispatches: number; ns: number; flops: number; bytes: number }>();
  infos.forEach(({ kernel, flops, bytes }, index) => {
    const entry = byKernel.get(kernel) ?? { dispatches: 0, ns: 0, flops: 0, bytes: 0 };
    entry.dispatches += 1;
    entry.ns += nanoseconds[index];
    entry.flops += flops;
    entry.bytes += bytes;
    byKernel.set(kernel, entry);
  });
  return [...byKernel]
    .map(([kernel, { dispatches, ns, flops, bytes }]) => ({
      kernel,
      dispatches,
      milliseconds: ns / 1e6,
      gflopPerSecond: ns > 0 ? flops / ns : 0,
      gigabytesPerSecond: ns > 0 ? bytes / ns : 0,
    }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds);
}

async function timeRange(gpu: Gpu, plan: Plan, from: number, to: number): Promise<number[]> {
  const { device } = gpu;
  const count = (to - from) * 2;
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const resolved = gpu.createBuffer({
    size: count * 8,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    owner: EXCHANGE,
  });
  const staging = gpu.createBuffer({
    size: count * 8,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    owner: EXCHANGE,
  });
  const encoder = device.createCommandEncoder({ label: 'profile' });
  for (let index = from; index < to; index++) {
    const query = (index - from) * 2;
    const pass = encoder.beginComputePass({
      timestampWrites: { querySet, beginningOfPassWriteIndex: query, endOfPassWriteIndex: query + 1 },
    });
    plan.encode(pass, index, index + 1);
    pass.end();
  }
  encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, count * 8);
  device.queue.submit([encoder.finish()]);
  await gpu.waits.mapToRead(staging);
  const times = new BigUint64Array(staging.getMappedRange().slice(0));
  querySet.destroy();
  resolved.destroy();
  staging.destroy();
  return Array.from({ length: to - from }, (_, i) => Number(times[2 * i + 1] - times[2 * i]));
}
