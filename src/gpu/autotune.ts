/**
 * Chooses the matrix product variant for a device by measurement: about a second at start-up, or none when a
 * store remembers the adapter. Every candidate is first compared with the CPU twin, because a fast wrong
 * kernel would win. Knows products only; run it before anything is recorded.
 */
import type { AdapterSummary, Gpu } from './device.ts';
import { GpuValidationError } from './errors.ts';
import { matmul, type MatmulOptions } from './kernels/matmul.ts';
import { matmulTwin } from './kernels/matmul.twin.ts';
import {
  isSupported,
  matmulVariant,
  setMatmulVariant,
  type MatmulVariantName,
} from './kernels/matmulVariants.ts';
import { Recorder, type Plan } from './plan.ts';
import { run, submit } from './queue.ts';

/** Where results are kept between sessions: localStorage and Map fit after wrapping. */
export interface AutotuneStore {
  get(key: string): string | null | undefined;
  set(key: string, value: string): void;
}

export interface AutotuneOptions {
  readonly store?: AutotuneStore;
  /** What to try; by default what can win on the kind of adapter. */
  readonly candidates?: readonly MatmulVariantName[];
  /** Measuring time after which no further candidate is started, in milliseconds. */
  readonly budget?: number;
}

export interface AutotuneResult {
  readonly variant: MatmulVariantName;
  /** Milliseconds of one forward product and one weight gradient; only candidates that were measured. */
  readonly milliseconds: Readonly<Partial<Record<MatmulVariantName, number>>>;
  /** Candidates whose results were wrong or that did not run. */
  readonly rejected: readonly MatmulVariantName[];
  readonly cached: boolean;
}

/** Nothing else comes near, and a software adapter compiles for longer than it measures. */
const ON_SOFTWARE = ['quad16', 'register16'] as const;
/** Small register tiles win where workgroup memory is emulated, as on some phones. */
const ON_HARDWARE = ['tiled64', 'tiled32', 'register8'] as const;

/** The two shapes that dominate a step of a small model: a layer's forward product and its weight gradient. */
const TIMED = [
  { m: 512, n: 256, k: 128 },
  { m: 128, n: 256, k: 512, transA: true },
] as const;

/** Small enough for the twin; no extent is a multiple of a tile. */
const CHECKED = [
  { m: 36, n: 76, k: 52 },
  { m: 36, n: 76, k: 52, transB: true },
  { m: 36, n: 76, k: 150, transA: true },
] as const;

/** Of the largest result: f32 sums of 150 terms in another order differ by less than a tenth of this. */
const TOLERANCE = 1e-4;

/** A candidate's first run may take this many times the best so far before it is given up unmeasured. */
const HOPELESS = 4;

type Sizes = Pick<MatmulOptions, 'm' | 'n' | 'k' | 'transA' | 'transB'>;

/**
 * Measures the candidates on `gpu` and makes the fastest right one the variant of all products recorded
 * later. With a store, an adapter measured before is not measured again.
 * @throws GpuLostError when the device is lost; GpuValidationError when no candidate is right.
 */
export async function autotune(gpu: Gpu, options: AutotuneOptions = {}): Promise<AutotuneResult> {
  const wanted = options.candidates ?? (gpu.adapter.software ? ON_SOFTWARE : ON_HARDWARE);
  const names = wanted.filter((name) => isSupported(gpu, name));
  const key = autotuneKey(gpu.adapter, names);
  const known = names.find((name) => name === options.store?.get(key));
  if (known) {
    setMatmulVariant(gpu, known);
    return { variant: known, milliseconds: {}, rejected: [], cached: true };
  }
  const before = matmulVariant(gpu);
  const milliseconds: Partial<Record<MatmulVariantName, number>> = {};
  const rejected: MatmulVariantName[] = [];
  const started = performance.now();
  let best: MatmulVariantName | undefined;
  // The default goes first: it is the likely winner, and the others are given up early against it.
  for (const name of [...names].sort((a, b) => Number(b === before) - Number(a === before))) {
    if (best && performance.now() - started > (options.budget ?? 1000)) break;
    setMatmulVariant(gpu, name);
    if (!(await isRight(gpu))) {
      rejected.push(name);
      continue;
    }
    const limit = best ? (milliseconds[best] as number) : Infinity;
    const time = await measure(gpu, limit);
    milliseconds[name] = time;
    if (time < limit) best = name;
  }
  setMatmulVariant(gpu, best ?? before);
  gpu.check();
  if (!best) {
    throw new GpuValidationError(
      `No matrix product gives right results on this GPU (tried ${rejected.join(', ')}). Update its driver, or choose another GPU.`,
    );
  }
  options.store?.set(key, best);
  return { variant: best, milliseconds, rejected, cached: false };
}

/** Results are remembered for an adapter and a list of candidates: a new candidate measures anew. */
export function autotuneKey(adapter: AdapterSummary, names: readonly string[]): string {
  return ['matmul', adapter.vendor, adapter.architecture, adapter.description, ...names].join('/');
}

async function isRight(gpu: Gpu): Promise<boolean> {
  try {
    return await agreesWithTwin(gpu);
  } catch (error) {
    if (!(error instanceof GpuValidationError)) throw error;
    drainValidationErrors(gpu);
    return false;
  }
}

/** A kernel that does not compile is reported twice; the second report must not meet the next candidate. */
function drainValidationErrors(gpu: Gpu): void {
  try {
    gpu.check();
  } catch (error) {
    if (!(error instanceof GpuValidationError)) throw error;
  }
}

async function agreesWithTwin(gpu: Gpu): Promise<boolean> {
  for (const sizes of CHECKED) {
    const { m, n, k } = sizes;
    const [a, b] = [ramp(m * k), ramp(k * n)];
    const expected = matmulTwin({ ...sizes, a, b });
    const product = await record(gpu, sizes, a, b);
    const [actual] = await run(gpu, [product.plan], [product.out]);
    product.destroy();
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (!expected.every((value, i) => Math.abs(value - actual[i]) <= TOLERANCE * scale)) return false;
  }
  return true;
}

/** Milliseconds of one run of both shapes, the least of a few; of a single run when that is hopeless. */
async function measure(gpu: Gpu, limit: number): Promise<number> {
  let total = 0;
  for (const sizes of TIMED) {
    const product = await record(gpu, sizes, ramp(sizes.m * sizes.k), ramp(sizes.k * sizes.n));
    await run(gpu, [product.plan]);
    let time = await timeRuns(gpu, product.plan, 1);
    // A GPU's submit costs more than one product, so fast devices repeat it within a submit.
    const repeats = Math.max(1, Math.min(20, Math.round(20 / time)));
    const rounds = time > HOPELESS * limit ? 0 : 3;
    for (let round = 0; round < rounds; round++) {
      time = Math.min(time, await timeRuns(gpu, product.plan, repeats));
    }
    product.destroy();
    total += time;
  }
  return total;
}

async function timeRuns(gpu: Gpu, plan: Plan, repeats: number): Promise<number> {
  const start = performance.now();
  submit(
    gpu,
    Array.from({ length: repeats }, () => plan),
  );
  await gpu.device.queue.onSubmittedWorkDone();
  return (performance.now() - start) / repeats;
}

async function record(gpu: Gpu, sizes: Sizes, a: Float32Array, b: Float32Array) {
  const recorder = new Recorder(gpu, 'autotune');
  const out = gpu.createTensor('autotune/out', [sizes.m, sizes.n]);
  const [left, right] = [gpu.upload('autotune/a', a), gpu.upload('autotune/b', b)];
  matmul(recorder, { ...sizes, a: left, b: right, out });
  const plan = await recorder.finish();
  const destroy = () => {
    plan.destroy();
    for (const tensor of [left, right, out]) tensor.buffer.destroy();
  };
  return { plan, out, destroy };
}

/** Reproducible values in [-1, 1) without a pattern that a wrong index would keep. */
function ramp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919 + (i >> 4) * 104729) % 2003) / 1001.5 - 1);
}
