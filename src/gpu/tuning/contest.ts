/**
 * Measures variants of the matrix product against each other. A candidate must first agree with the CPU twin, because a fast
 * wrong kernel would win, and must then beat the device's default clearly, because variants round differently and a run should
 * repeat bit for bit whatever else the machine does. Browsers make clocks coarse, so a sample lasts many of the clock's
 * steps; where the budget has no room for that, the default stays. Knows products only; remembers nothing.
 */
import type { Gpu } from '../device.ts';
import { GpuValidationError } from '../errors.ts';
import { matmul, type MatmulOptions } from '../kernels/matmul/matmul.ts';
import { matmulTwin } from '../kernels/matmul/matmul.twin.ts';
import { MATMUL, type MatmulVariantName } from '../kernels/matmul/matmulVariants.ts';
import { Recorder, type Plan } from '../plan.ts';
import { run, submit } from '../queue.ts';
import type { Tensor } from '../tensor.ts';
import type { AutotuneOptions, AutotuneResult } from './autotune.ts';
import { SampleClock } from './sampleClock.ts';

/** The two shapes that dominate a step of a small model: a layer's forward product and its weight gradient. */
const TIMED = [
  { m: 512, n: 256, k: 128 },
  { m: 128, n: 256, k: 512, transA: true },
] as const;

/** Small enough for the twin, and computed by the kernels of what is timed; no extent is a multiple of a tile. */
const CHECKED = [
  { m: 76, n: 76, k: 120 },
  { m: 36, n: 76, k: 52, transB: true },
  { m: 76, n: 76, k: 250, transA: true },
] as const;

/** Of the largest result: f32 sums of 250 terms in another order differ by less than a tenth of this. */
const TOLERANCE = 1e-4;

/** A variant replaces the one before it only below this share of its time: noise must not choose. */
const CLEARLY_LESS = 0.85;
/** A candidate whose first run takes this many times the best so far is given up. */
const HOPELESS = 4;
/** Timed turns of each of two variants; the least counts. */
const ROUNDS = 4;

type Sizes = Pick<MatmulOptions, 'm' | 'n' | 'k' | 'transA' | 'transB'>;

/** A product that can be replayed. */
interface Product {
  readonly sizes: Sizes;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly out: Tensor;
  readonly plan: Plan;
  destroy(): void;
}

/** A variant that computes rightly, ready to be timed. */
interface Contestant {
  readonly name: MatmulVariantName;
  readonly timed: readonly Product[];
  /** Replays in a submit, for each of `timed`: a GPU's submit costs more than one product. */
  readonly repeats: readonly number[];
}

export interface ContestResult extends Pick<AutotuneResult, 'milliseconds' | 'rejected'> {
  /** The variant of all products from now on; null where none is right, and all is as before. */
  readonly winner: MatmulVariantName | null;
}

/**
 * Makes the fastest right candidate the variant of all products recorded later on `gpu`.
 * @param names what to try; the first is what the others must beat
 * @throws GpuLostError when the device is lost; the signal's reason when aborted
 */
export async function contest(
  gpu: Gpu,
  names: readonly MatmulVariantName[],
  { signal, budget = 1000, now = () => performance.now(), onProgress }: AutotuneOptions,
): Promise<ContestResult> {
  const before = MATMUL.chosen(gpu);
  const clock = new SampleClock(now, budget);
  const milliseconds: Partial<Record<MatmulVariantName, number>> = {};
  const rejected: MatmulVariantName[] = [];
  const started = now();
  let cost = 0;
  let best: Contestant | null = null;
  try {
    for (const [done, name] of names.entries()) {
      onProgress?.(done, names.length);
      const begun = now();
      if (best && (clock.tooCoarse || begun - started + cost > budget)) break;
      const contestant = await enter(gpu, name, clock);
      if (!contestant) rejected.push(name);
      else {
        const winner = await compete(gpu, clock, best, contestant, milliseconds);
        for (const loser of [best, contestant]) if (loser !== winner) destroyAll(loser?.timed ?? []);
        best = winner;
      }
      signal?.throwIfAborted();
      cost = now() - begun;
    }
  } finally {
    MATMUL.choose(gpu, best?.name ?? before);
    destroyAll(best?.timed ?? []);
  }
  return { winner: best?.name ?? null, milliseconds, rejected };
}

/** Compiles a variant and compares it with the twin; null when it is wrong or does not compile. */
async function enter(gpu: Gpu, name: MatmulVariantName, clock: SampleClock): Promise<Contestant | null> {
  MATMUL.choose(gpu, name);
  // Recorded together, so that the driver may compile them side by side.
  const settled = await Promise.allSettled([...CHECKED, ...TIMED].map((sizes) => record(gpu, sizes)));
  const products = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [checked, timed] = [products.slice(0, CHECKED.length), products.slice(CHECKED.length)];
  let right = false;
  try {
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
    right = await agreeWithTwin(gpu, checked);
  } catch (error) {
    if (!(error instanceof GpuValidationError)) throw error;
    drainValidationErrors(gpu);
  } finally {
    destroyAll(right ? checked : products);
  }
  if (!right) return null;
  const repeats: number[] = [];
  for (const { plan } of timed) {
    await run(gpu, [plan]);
    repeats.push(clock.tooCoarse ? 1 : await clock.repeatsOf((count) => replay(gpu, plan, count)));
  }
  return { name, timed, repeats };
}

/** A kernel that does not compile is reported twice; the second report must not meet the next candidate. */
function drainValidationErrors(gpu: Gpu): void {
  try {
    gpu.check();
  } catch (error) {
    if (!(error instanceof GpuValidationError)) throw error;
  }
}

async function agreeWithTwin(gpu: Gpu, products: readonly Product[]): Promise<boolean> {
  for (const { sizes, a, b, plan, out } of products) {
    const expected = matmulTwin({ ...sizes, a, b });
    const [actual] = await run(gpu, [plan], [out]);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (!expected.every((value, i) => Math.abs(value - actual[i]) <= TOLERANCE * scale)) return false;
  }
  return true;
}

/**
 * Times the challenger in turns with the best so far, so that both meet the same noise. Returns the winner: the best
 * so far, unless it is clearly beaten. What could not be timed has no entry in `milliseconds`.
 */
async function compete(
  gpu: Gpu,
  clock: SampleClock,
  best: Contestant | null,
  challenger: Contestant,
  milliseconds: Partial<Record<MatmulVariantName, number>>,
): Promise<Contestant> {
  if (clock.tooCoarse) return best ?? challenger;
  const [least, held] = [
    await timeOnce(gpu, clock, challenger),
    best ? await timeOnce(gpu, clock, best) : Infinity,
  ];
  const times = { challenger: least, best: held };
  const rounds = least > HOPELESS * held ? 0 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    times.challenger = Math.min(times.challenger, await timeOnce(gpu, clock, challenger));
    if (best) times.best = Math.min(times.best, await timeOnce(gpu, clock, best));
  }
  if (times.challenger < Infinity) milliseconds[challenger.name] = times.challenger;
  if (best && times.best < Infinity) milliseconds[best.name] = times.best;
  const beaten = times.best < Infinity && times.challenger <= CLEARLY_LESS * times.best;
  return best && !beaten ? best : challenger;
}

/** Milliseconds of one run of every timed product; Infinity when one of them could not be told. */
async function timeOnce(gpu: Gpu, clock: SampleClock, { timed, repeats }: Contestant): Promise<number> {
  let total = 0;
  for (const [index, { plan }] of timed.entries()) {
    total += await clock.time((count) => replay(gpu, plan, count), repeats[index]);
  }
  return total;
}

function replay(gpu: Gpu, plan: Plan, repeats: number): Promise<void> {
  submit(
    gpu,
    Array.from({ length: repeats }, () => plan),
  );
  return gpu.waits.workDone();
}

async function record(gpu: Gpu, sizes: Sizes): Promise<Product> {
  const recorder = new Recorder(gpu, 'autotune');
  const { m, n, k } = sizes;
  const [a, b] = [ramp(m * k), ramp(k * n)];
  const tensors = [gpu.upload('autotune/a', a), gpu.upload('autotune/b', b)];
  const out = gpu.createTensor('autotune/out', [m, n]);
  matmul(recorder, { ...sizes, a: tensors[0], b: tensors[1], out });
  try {
    const plan = await recorder.finish();
    const destroy = () => {
      plan.destroy();
      for (const tensor of [...tensors, out]) tensor.buffer.destroy();
    };
    return { sizes, a, b, out, plan, destroy };
  } catch (error) {
    for (const tensor of [...tensors, out]) tensor.buffer.destroy();
    throw error;
  }
}

function destroyAll(products: readonly Product[]): void {
  for (const product of products) product.destroy();
}

/** Reproducible values in [-1, 1) without a pattern that a wrong index would keep. */
function ramp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919 + (i >> 4) * 104729) % 2003) / 1001.5 - 1);
}
