/**
 * Chooses the matrix product variant for a device: the one that a store remembers for the adapter, else by measurement
 * (contest.ts, about a second), or the device's default. Run it before anything is recorded.
 */
import { isNamed, type AdapterSummary, type Gpu } from '../device.ts';
import { GpuValidationError } from '../errors.ts';
import { MATMUL, type MatmulVariantName } from '../kernels/matmul/matmulVariants.ts';

type Awaitable<Value> = Value | Promise<Value>;

/** Where choices are kept between sessions; see autotuneStore.ts. Neither method may reject. */
export interface AutotuneStore {
  get(key: string): Awaitable<string | null | undefined>;
  set(key: string, value: string): Awaitable<void>;
}

export interface AutotuneOptions {
  readonly store?: AutotuneStore;
  /** What to try; by default what can win on the kind of adapter. */
  readonly candidates?: readonly MatmulVariantName[];
  /** Milliseconds; a candidate that would take longer than is left, going by the last one, is not started. */
  readonly budget?: number;
  /** False to use what the store remembers, or else the default, and measure nothing. */
  readonly measure?: boolean;
  /** Milliseconds, as the environment tells them; may move in steps of any size. */
  readonly now?: () => number;
  /** Candidates done and in all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface AutotuneResult {
  readonly variant: MatmulVariantName;
  /**
   * `measured`: timed here. `remembered`: by the store, not measured again. `usual`: the device's default, because the
   * clock is too coarse or nothing was to be measured; stored nowhere.
   */
  readonly how: 'measured' | 'remembered' | 'usual';
  /** Milliseconds of one forward product and one weight gradient; only candidates that were measured. */
  readonly milliseconds: Readonly<Partial<Record<MatmulVariantName, number>>>;
  /** Candidates whose results were wrong or that did not run. */
  readonly rejected: readonly MatmulVariantName[];
}

/** Nothing else comes near, and a software adapter compiles for longer than it measures. */
const ON_SOFTWARE = ['quad16', 'register16'] as const;
/** Small register tiles win where workgroup memory is emulated, as on some phones. */
const ON_HARDWARE = ['blockSliced', 'tiled64', 'register8'] as const;

/**
 * Makes the fastest right candidate the variant of all products recorded later on `gpu`. With a store, an
 * adapter measured before is not measured again.
 * @throws GpuLostError when the device is lost; GpuValidationError when no candidate is right; the signal's
 * reason when aborted.
 */
export async function autotune(gpu: Gpu, options: AutotuneOptions = {}): Promise<AutotuneResult> {
  const wanted = options.candidates ?? (gpu.adapter.software ? ON_SOFTWARE : ON_HARDWARE);
  const before = MATMUL.chosen(gpu);
  // The default goes first: it is the likely winner, and what the others must beat.
  const names = wanted
    .filter((name) => MATMUL.isSupported(gpu, name))
    .toSorted((a, b) => Number(b === before) - Number(a === before));
  // An adapter without a name may be another one each time.
  const store = isNamed(gpu.adapter) ? options.store : undefined;
  const key = autotuneKey(gpu.adapter, names);
  const stored = await store?.get(key);
  const known = names.find((name) => name === stored);
  if (known) {
    MATMUL.choose(gpu, known);
    return { variant: known, how: 'remembered', milliseconds: {}, rejected: [] };
  }
  if (options.measure === false) {
    return { variant: before, how: 'usual', milliseconds: {}, rejected: [] };
  }
  // A first visit measures nothing before its answers.
  const { contest } = await import('./contest.ts');
  const { winner, milliseconds, rejected } = await contest(gpu, names, options);
  gpu.check();
  if (!winner) {
    throw new GpuValidationError(
      `No matrix product gives right results on this GPU (tried ${rejected.join(', ')}). Update its driver, or choose another GPU.`,
    );
  }
  options.onProgress?.(names.length, names.length);
  const measured = milliseconds[winner] !== undefined;
  if (measured) await store?.set(key, winner);
  return { variant: winner, how: measured ? 'measured' : 'usual', milliseconds, rejected };
}

/** Choices are remembered for an adapter and a list of candidates: a new candidate measures anew. */
export function autotuneKey(adapter: AdapterSummary, names: readonly string[]): string {
  const { vendor, architecture, description, traits = '' } = adapter;
  return ['matmul', vendor, architecture, description, traits, ...names].join('/');
}
