/**
 * What a device's arithmetic is known by: for each family of kernels a hash of what it computes from fixed inputs, to the bit. An
 * adapter keeps its name when its driver or its browser is updated, and the sums of a kernel may come out otherwise then.
 * Knows the probes; knows no run.
 */
import type { Gpu } from '../device.ts';
import { GpuValidationError } from '../errors.ts';
import { Recorder } from '../plan.ts';
import { run } from '../queue.ts';
import type { Tensor } from '../tensor.ts';
import type { UniformBlock } from '../uniforms.ts';
import { chosenKernels } from './families.ts';
import { PROBES, type Bench, type Probe } from './probes.ts';

/** Sixteen hexadecimal digits of each family, by its name. */
export type Fingerprints = Readonly<Record<string, string>>;

/** By device and variants: computed once, as a driver does not change under a device. */
const known = new WeakMap<Gpu, Map<string, Promise<Fingerprints>>>();

/**
 * The fingerprints of what `gpu` computes with the variants that it uses now: some twenty small pipelines the first time, and
 * nothing after that.
 * A family whose kernels do not compile here has none.
 * @throws GpuLostError when the device is lost
 */
export function kernelFingerprints(gpu: Gpu): Promise<Fingerprints> {
  const ofDevice = known.get(gpu) ?? new Map<string, Promise<Fingerprints>>();
  known.set(gpu, ofDevice);
  const key = JSON.stringify(chosenKernels(gpu));
  let prints = ofDevice.get(key);
  if (!prints) {
    prints = takeAll(gpu);
    ofDevice.set(key, prints);
    prints.catch(() => ofDevice.delete(key));
  }
  return prints;
}

/** Families that compute otherwise than they did; one that either side does not know says nothing. */
export function changedFamilies(before: Fingerprints, now: Fingerprints): string[] {
  return Object.keys(before).filter((name) => now[name] !== undefined && now[name] !== before[name]);
}

async function takeAll(gpu: Gpu): Promise<Fingerprints> {
  const prints: Record<string, string> = {};
  for (const [name, probe] of PROBES) {
    const print = await take(gpu, name, probe);
    if (print !== null) prints[name] = print;
  }
  return prints;
}

async function take(gpu: Gpu, name: string, probe: Probe): Promise<string | null> {
  const bench = new ProbeBench(gpu, `probe/${name}`);
  const rec = new Recorder(gpu, bench.label);
  try {
    const outputs = probe(rec, bench);
    const plan = await rec.finish();
    try {
      return await hash(await run(gpu, [plan], outputs));
    } finally {
      plan.destroy();
    }
  } catch (error) {
    // No run may stop because of a kernel that perhaps it does not need.
    if (!(error instanceof GpuValidationError)) throw error;
    return null;
  } finally {
    bench.free();
  }
}

class ProbeBench implements Bench {
  readonly #made: GPUBuffer[] = [];

  constructor(
    readonly gpu: Gpu,
    readonly label: string,
  ) {}

  input(shape: readonly number[], scale = 1): Tensor {
    const count = shape.reduce((product, extent) => product * extent, 1);
    // Each tensor differs from the one before it.
    const values = ramp(count, this.#made.length).map((value) => value * scale);
    return this.#keep(this.gpu.upload(this.label, values, shape));
  }

  integers(values: ArrayLike<number>, shape: readonly number[] = [values.length]): Tensor {
    return this.#keep(this.gpu.upload(this.label, Uint32Array.from(values), shape));
  }

  output(shape: readonly number[], type: 'f32' | 'u32' = 'f32'): Tensor {
    return this.#keep(this.gpu.createTensor(this.label, shape, type));
  }

  uniforms<Block extends UniformBlock>(block: Block): Block {
    this.#made.push(block.buffer);
    return block;
  }

  free(): void {
    for (const buffer of this.#made) buffer.destroy();
  }

  #keep(tensor: Tensor): Tensor {
    this.#made.push(tensor.buffer);
    return tensor;
  }
}

/** Values in [-1, 1) by integers alone, the same on every machine and in every release. */
function ramp(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const mixed = Math.imul(i + 1 + seed * 7919, 0x9e3779b1);
    return ((mixed ^ (mixed >>> 15)) >>> 8) / 2 ** 23 - 1;
  });
}

/** The first 64 bits of SHA-256 of all bytes, hexadecimal. */
async function hash(parts: readonly ArrayBufferView[]): Promise<string> {
  const bytes = await new Blob(parts as BlobPart[]).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
