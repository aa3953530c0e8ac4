/**
 * Submits recorded plans and brings small results back. One call is one encoder, one compute pass and
 * one submit; results are copied to staging buffers in the same submit and mapped late, so the caller
 * decides when to wait. Knows plans and tensors, no kernel and no model.
 */
import { EXCHANGE, type Gpu } from './device.ts';
import type { Plan } from './plan.ts';
import { byteLength, elementBytes, elementCount, type Tensor } from './tensor.ts';

type Typed = Float32Array | Uint32Array | Uint16Array;

/** Copies one tensor into another of at least the same size, as part of a submit. */
export interface CopyCommand {
  readonly from: Tensor;
  readonly to: Tensor;
}

/** Results up to this size come back from every step; while one is being read, the next is copied. */
const SMALL = 64 * 1024;

/** Staging buffers by size, reused so that a steady state allocates none. */
const pools = new WeakMap<GPUDevice, Map<number, GPUBuffer[]>>();

/** Submits `plans` in order. Does not wait. */
export function submit(gpu: Gpu, plans: readonly Plan[], copies: readonly CopyCommand[] = []): void {
  gpu.device.queue.submit([encode(gpu, plans, copies).finish()]);
}

/**
 * Submits `plans` in order, before it returns, and reads `tensors` back: a caller that does not await the promise
 * at once submits the next step meanwhile (see inFlight.ts).
 * @returns one typed array per tensor, trimmed to its shape; resolves when the GPU is done.
 * @throws GpuLostError, GpuOutOfMemoryError or GpuValidationError when the device reports one; RangeError when a tensor is
 * scratch and another plan of the submit may have used its memory since.
 */
export async function run(
  gpu: Gpu,
  plans: readonly Plan[],
  tensors: readonly Tensor[] = [],
  copies: readonly CopyCommand[] = [],
): Promise<Typed[]> {
  gpu.check();
  requireKept(gpu, plans, tensors);
  const encoder = encode(gpu, plans, copies);
  const groups = groupSmall(tensors).map((group) => {
    const staging = takeStaging(gpu, bytesOf(group));
    let offset = 0;
    for (const tensor of group) {
      encoder.copyBufferToBuffer(tensor.buffer, tensor.offset, staging, offset, byteLength(tensor));
      offset += byteLength(tensor);
    }
    return { group, staging };
  });
  gpu.device.queue.submit([encoder.finish()]);
  try {
    if (groups.length === 0) await gpu.waits.workDone();
    await Promise.all(groups.map(({ staging }) => gpu.waits.mapToRead(staging)));
    const results = groups.flatMap(({ group, staging }) => split(staging.getMappedRange(), group));
    for (const { staging } of groups) giveStaging(gpu, staging);
    gpu.check();
    return results;
  } catch (error) {
    // A lost device rejects the map with an AbortError: report the loss, not the symptom.
    await Promise.race([gpu.lost, new Promise((resolve) => setTimeout(resolve, 50))]);
    gpu.check();
    throw error;
  }
}

/** Scratch may be read after its plan alone: whichever plan comes next may have been given the same memory. */
function requireKept(gpu: Gpu, plans: readonly Plan[], tensors: readonly Tensor[]): void {
  if (plans.every((plan) => plan === plans[0])) return;
  const shared = tensors.find(({ buffer }) => gpu.scratch.holds(buffer));
  if (shared) {
    throw new RangeError(
      `${shared.label} is scratch, which does not outlive its plan: have the plan own it.`,
    );
  }
}

/** Reads one f32 tensor back. */
export async function readF32(gpu: Gpu, tensor: Tensor): Promise<Float32Array> {
  return (await run(gpu, [], [tensor]))[0] as Float32Array;
}

/** Reads one u32 tensor back. */
export async function readU32(gpu: Gpu, tensor: Tensor): Promise<Uint32Array> {
  return (await run(gpu, [], [tensor]))[0] as Uint32Array;
}

function encode(gpu: Gpu, plans: readonly Plan[], copies: readonly CopyCommand[]): GPUCommandEncoder {
  const encoder = gpu.device.createCommandEncoder({ label: plans.map((plan) => plan.label).join('+') });
  if (plans.length > 0) {
    const pass = encoder.beginComputePass();
    for (const plan of plans) plan.encode(pass);
    pass.end();
  }
  for (const { from, to } of copies) {
    encoder.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, byteLength(from));
  }
  return encoder;
}

/** Tensors in groups that share a staging buffer: neighbours while they are small, a large one alone. */
function groupSmall(tensors: readonly Tensor[]): Tensor[][] {
  const groups: Tensor[][] = [];
  for (const tensor of tensors) {
    const last = groups.at(-1);
    if (last && bytesOf([...last, tensor]) <= SMALL) last.push(tensor);
    else groups.push([tensor]);
  }
  return groups;
}

function bytesOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, tensor) => sum + byteLength(tensor), 0);
}

/** Copies of the tensors that lie one behind the other in mapped memory. */
function split(mapped: ArrayBuffer, tensors: readonly Tensor[]): Typed[] {
  let offset = 0;
  return tensors.map((tensor) => {
    const bytes = mapped.slice(offset, offset + elementCount(tensor.shape) * elementBytes(tensor.type));
    offset += byteLength(tensor);
    if (tensor.type === 'f16') return new Uint16Array(bytes);
    return tensor.type === 'u32' ? new Uint32Array(bytes) : new Float32Array(bytes);
  });
}

function takeStaging(gpu: Gpu, size: number): GPUBuffer {
  const idle = poolOf(gpu, size);
  const create = () =>
    gpu.createBuffer({
      label: 'staging',
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      owner: EXCHANGE,
    });
  if (idle.length === 0) idle.push(create(), ...(size <= SMALL ? [create()] : []));
  return idle.pop()!;
}

function giveStaging(gpu: Gpu, staging: GPUBuffer): void {
  staging.unmap();
  poolOf(gpu, staging.size).push(staging);
}

function poolOf(gpu: Gpu, size: number): GPUBuffer[] {
  let bySize = pools.get(gpu.device);
  if (!bySize) pools.set(gpu.device, (bySize = new Map()));
  let pool = bySize.get(size);
  if (!pool) bySize.set(size, (pool = []));
  return pool;
}
