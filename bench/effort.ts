/**
 * How long each part measures, bounded so that a whole run ends within a quarter of an hour where the slowest
 * library takes ten seconds a step; and which models show how a step grows. Pure.
 */
import type { Effort } from './results.ts';
import type { GptSize } from './workload.ts';

export interface Efforts {
  readonly training: Effort;
  readonly sampling: Effort;
  readonly matmul: Effort;
  readonly micro: Effort;
  readonly growth: Effort;
  /** Steps over which the times of kernels are averaged. */
  readonly profileRounds: number;
}

/** @param quick enough to see that everything runs */
export function effortsFor(quick: boolean): Efforts {
  const few = { warmup: 1, least: 3, most: 3, seconds: 5 };
  if (quick) {
    return { training: few, sampling: few, matmul: few, micro: few, growth: few, profileRounds: 1 };
  }
  return {
    training: { warmup: 2, least: 10, most: 40, seconds: 15 },
    sampling: { warmup: 2, least: 10, most: 20, seconds: 10 },
    // The product that is checked first is its warm-up.
    matmul: { warmup: 0, least: 3, most: 15, seconds: 5 },
    micro: { warmup: 1, least: 5, most: 8, seconds: 2 },
    growth: { warmup: 2, least: 5, most: 15, seconds: 3 },
    profileRounds: 5,
  };
}

/** The sizes that are doubled, with the name people read. */
const AXES = {
  T: 'length',
  d: 'dim',
  layers: 'layers',
  batch: 'batch',
  vocabulary: 'vocab',
} as const;

export interface GrowthRequest {
  readonly axis: string;
  readonly value: number;
  readonly size: GptSize;
}

/** `base`, and each of its sizes doubled up to three times (once when quick); heads keep their width. */
export function growthPoints(base: GptSize, quick: boolean): GrowthRequest[] {
  return Object.entries(AXES).flatMap(([axis, key]) =>
    (quick ? [1, 2] : [1, 2, 4, 8]).map((factor) => {
      const value = base[key] * factor;
      const heads = key === 'dim' ? base.heads * factor : base.heads;
      return { axis, value, size: { ...base, heads, [key]: value, name: `${axis} ${value}` } };
    }),
  );
}
