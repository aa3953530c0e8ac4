/**
 * The adapter's own limits: how many multiply-adds it does on numbers that never leave registers, and how fast it
 * copies. The most over several shapes of the kernel counts, because no shape is best everywhere. Knows no model.
 */
import type { Effort, MicroResult } from '../results.ts';
import { openGpu } from '../../src/gpu/device.ts';
import { measureLimits } from '../../src/gpu/limits.ts';
import { measure } from './measure.ts';

/** Independent chains of vec4: too few wait for each other, too many do not fit the registers. */
const ACCUMULATORS = [1, 2, 3, 4, 8, 16] as const;
const WORKGROUPS = [4, 16, 64, 256] as const;
/** `fma` is one instruction where there is one and a slow function where there is none. */
const FORMS = { fma: 'fma(x, a, b)', mulAdd: 'x * a + b' } as const;
/** Steps of each chain in one turn of the loop, so that the loop itself weighs nothing. */
const UNROLLED = 16;
/** A kernel of multiply-adds. */
interface FmaShape {
  readonly form: keyof typeof FORMS;
  readonly accumulators: number;
  readonly workgroup: number;
}

/** What is tried for the adapter's limits, and for how long. */
export interface LimitsRequest {
  readonly shapes: readonly FmaShape[];
  /** Of each kernel of multiply-adds; the rounds make the work long enough to time. */
  readonly invocations: number;
  /** What a timed run of multiply-adds should take, milliseconds. */
  readonly longEnough: number;
  /** Of each of two buffers; caches of large GPUs hold tens of MiB. */
  readonly copyBytes: number;
}

/** @param few few shapes only */
export function limitsRequest(few: boolean): LimitsRequest {
  const shapes = (Object.keys(FORMS) as (keyof typeof FORMS)[]).flatMap((form) =>
    (few ? ([2] as const) : ACCUMULATORS).flatMap((accumulators) =>
      (few ? ([64] as const) : WORKGROUPS).map((workgroup) => ({ form, accumulators, workgroup })),
    ),
  );
  return { shapes, invocations: 65_536, longEnough: 60, copyBytes: 32 * 2 ** 20 };
}

/**
 * One invocation keeps `accumulators` independent chains of vec4 multiply-adds; the sum is stored, so that none
 * of it can be left out. The factors come from memory, so that nothing is known when it is compiled.
 */
function fmaKernel(form: keyof typeof FORMS, accumulators: number, workgroup: number): string {
  const names = Array.from({ length: accumulators }, (_, i) => `x${i}`);
  const step = names.map((name) => `    ${name} = ${FORMS[form].replace('x', name)};`).join('\n');
  return `
struct Factors { a: f32, b: f32, rounds: u32 }
@group(0) @binding(0) var<storage, read> factors: Factors;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(${workgroup})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let a = vec4f(factors.a);
  let b = vec4f(factors.b);
${names.map((name, i) => `  var ${name} = vec4f(f32(id.x + ${i}u));`).join('\n')}
  for (var round = 0u; round < factors.rounds; round++) {
${Array.from({ length: UNROLLED }, () => step).join('\n')}
  }
  sums[id.x] = ${names.join(' + ')};
}`;
}

const COPY_KERNEL = `
@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4f>;
override EACH: u32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = 0u; i < EACH; i++) {
    let at = i * groups.x * 64u + id.x;
    target_[at] = source[at];
  }
}`;

interface Ready {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
}

async function prepare(
  device: GPUDevice,
  code: string,
  constants: Record<string, number>,
  buffers: readonly GPUBuffer[],
): Promise<Ready> {
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, constants },
  });
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  return { pipeline, group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) };
}

function dispatch(device: GPUDevice, { pipeline, group }: Ready, workgroups: number): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(workgroups);
  pass.end();
  device.queue.submit([encoder.finish()]);
}

function storage(device: GPUDevice, size: number): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  return device.createBuffer({ size, usage });
}

/** @param quick try few shapes only */
export async function limits(effort: Effort, quick: boolean): Promise<MicroResult> {
  const gpu = await openGpu(navigator.gpu);
  const { device } = gpu;
  const engine = await measureLimits(gpu);
  const request = limitsRequest(quick);
  const fma = await peakFma(device, effort, request);
  const copies = await copyBandwidth(device, effort, request.copyBytes);
  fma.push({ kernel: "the engine's own measurement", gflopPerSecond: engine.gflops });
  copies.push({ kernel: "the engine's own measurement", gigabytesPerSecond: engine.gigabytesPerSecond });
  fma.sort((a, b) => b.gflopPerSecond - a.gflopPerSecond);
  copies.sort((a, b) => b.gigabytesPerSecond - a.gigabytesPerSecond);
  const [{ gflopPerSecond: peakGflopPerSecond }] = fma;
  const [{ gigabytesPerSecond }] = copies;
  return { fma, peakGflopPerSecond, copies, gigabytesPerSecond };
}

/** GFLOP/s of each kernel of multiply-adds. */
export async function peakFma(
  device: GPUDevice,
  effort: Effort,
  { shapes, invocations, longEnough }: LimitsRequest,
): Promise<MicroResult['fma'][number][]> {
  const factors = storage(device, 16);
  const sums = storage(device, invocations * 16);
  const results: MicroResult['fma'][number][] = [];
  for (const { form, accumulators, workgroup } of shapes) {
    if (invocations / workgroup > device.limits.maxComputeWorkgroupsPerDimension) continue;
    const code = fmaKernel(form, accumulators, workgroup);
    const ready = await prepare(device, code, {}, [factors, sums]);
    const time = async (rounds: number, least: number) => {
      // Factors that keep every value normal and finite: denormal arithmetic would be slow.
      device.queue.writeBuffer(factors, 0, Float32Array.of(0.5, 1));
      device.queue.writeBuffer(factors, 8, Uint32Array.of(rounds));
      const few = { ...effort, warmup: 1, least, most: least };
      const run = () => dispatch(device, ready, invocations / workgroup);
      const { milliseconds } = await measure(`${form} ${accumulators} x ${workgroup}`, few, run);
      // The least time is the one that nothing else disturbed: this is a limit, not a typical case.
      return Math.min(...milliseconds);
    };
    let rounds = 1;
    let short = await time(rounds, 1);
    while (short < longEnough / 4 && rounds < 1 << 20) {
      rounds *= 4;
      short = await time(rounds, 1);
    }
    rounds = Math.max(1, Math.round((rounds * longEnough) / short));
    const flops = invocations * accumulators * rounds * UNROLLED * 8;
    const gflopPerSecond = flops / (await time(rounds, effort.least)) / 1e6;
    results.push({ kernel: `${form}, ${accumulators} x vec4, workgroup ${workgroup}`, gflopPerSecond });
  }
  return results;
}

/** GB/s of each way to copy `bytes`, a power of two; read and written bytes are both counted. */
export async function copyBandwidth(
  device: GPUDevice,
  effort: Effort,
  bytes: number,
): Promise<MicroResult['copies'][number][]> {
  const [source, target] = [storage(device, bytes), storage(device, bytes)];
  const results: MicroResult['copies'][number][] = [];
  const add = async (kernel: string, work: () => void) => {
    const { milliseconds } = await measure(kernel, effort, work);
    // Read once and written once.
    results.push({ kernel, gigabytesPerSecond: (2 * bytes) / Math.min(...milliseconds) / 1e6 });
  };
  await add('copyBufferToBuffer', () => {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, target, 0, bytes);
    device.queue.submit([encoder.finish()]);
  });
  for (const each of [1, 16, 64]) {
    const workgroups = bytes / 16 / 64 / each;
    if (workgroups > device.limits.maxComputeWorkgroupsPerDimension) continue;
    const ready = await prepare(device, COPY_KERNEL, { EACH: each }, [source, target]);
    await add(`vec4 kernel, ${each} each`, () => dispatch(device, ready, workgroups));
  }
  for (const buffer of [source, target]) buffer.destroy();
  return results;
}
