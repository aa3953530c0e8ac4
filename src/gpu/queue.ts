/**
 * Submits recorded plans and brings small results back. One call is one encoder, one compute pass and
 * one submit; results are copied to staging buffers in the same submit and mapped late, so the caller
 * decides when to wait. Knows plans and tensors, no kernel and no model.
 */
import type { Gpu } from './device.ts';
import type { Plan } from './plan.ts';
import { byteLength, elementCount, type Tensor } from './tensor.ts';

type Typed = Float32Array | Uint32Array;

/** Copies one tensor into another of at least the same size, as part of a submit. */
export interface CopyCommand {
  readonly from: Tensor;
  readonly to: Tensor;
}

/** Staging buffers by size, reused so that a steady state allocates none. */
const pools = new WeakMap<GPUDevice, Map<number, GPUBuffer[]>>();

/** Submits `plans` in order. Does not wait. */
export function submit(gpu: Gpu, plans: readonly Plan[], copies: readonly CopyCommand[] = []): void {
  gpu.device.queue.submit([encode(gpu, plans, copies).finish()]);
}

/**
 * Submits `plans` in order, then reads `tensors` back.
 * @returns one typed array per tensor, trimmed to its shape; resolves when the GPU is done.
 * @throws GpuLostError, GpuOutOfMemoryError or GpuValidationError when the device reports one.
 */
export async function run(
  gpu: Gpu,
  plans: readonly Plan[],
  tensors: readonly Tensor[] = [],
  copies: readonly CopyCommand[] = [],
): Promise<Typed[]> {
  gpu.check();
  const encoder = encode(gpu, plans, copies);
  const stagings = tensors.map((tensor) => {
    const staging = takeStaging(gpu, byteLength(tensor));
    encoder.copyBufferToBuffer(tensor.buffer, tensor.offset, staging, 0, byteLength(tensor));
    return staging;
  });
  gpu.device.queue.submit([encoder.finish()]);
  if (stagings.length === 0) await gpu.device.queue.onSubmittedWorkDone();
  try {
    const results = await Promise.all(stagings.map((staging, index) => readStaging(staging, tensors[index])));
    stagings.forEach((staging) => giveStaging(gpu, staging));
    gpu.check();
    return results;
  } catch (error) {
    // A lost device rejects the map with an AbortError: report the loss, not the symptom.
    await Promise.race([gpu.lost, new Promise((resolve) => setTimeout(resolve, 50))]);
    gpu.check();
    throw error;
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

async function readStaging(staging: GPUBuffer, tensor: Tensor): Promise<Typed> {
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  const count = elementCount(tensor.shape);
  return tensor.type === 'u32' ? new Uint32Array(bytes, 0, count) : new Float32Array(bytes, 0, count);
}

function takeStaging(gpu: Gpu, size: number): GPUBuffer {
  const pool = pools.get(gpu.device)?.get(size);
  const reused = pool?.pop();
  if (reused) return reused;
  return gpu.device.createBuffer({
    label: 'staging',
    size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
}

function giveStaging(gpu: Gpu, staging: GPUBuffer): void {
  let bySize = pools.get(gpu.device);
  if (!bySize) pools.set(gpu.device, (bySize = new Map()));
  const pool = bySize.get(staging.size);
  if (pool) pool.push(staging);
  else bySize.set(staging.size, [staging]);
}
