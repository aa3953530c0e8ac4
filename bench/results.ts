/**
 * What a run of the benchmark measures, as it is written to bench/results, and the requests that pages answer.
 * Types only; knows no library.
 */
import type { GptSize } from './workload.ts';

export const LIBRARIES = ['ours', 'tfjs', 'jax'] as const;
export type Library = (typeof LIBRARIES)[number];

/** Names as people know them. */
export const LIBRARY_NAMES: Readonly<Record<Library, string>> = {
  ours: 'Nudge',
  tfjs: 'TensorFlow.js',
  jax: 'jax-js',
};

/** How long to measure: at least `least` rounds, then on until `most` rounds or `seconds` have passed. */
export interface Effort {
  readonly warmup: number;
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

export interface Adapter {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

export interface Timing {
  /** Of each measured round, without warm-up. */
  readonly milliseconds: readonly number[];
  readonly median: number;
}

export interface TrainingResult extends Timing {
  /** Of every step from the first, warm-up included. */
  readonly losses: readonly number[];
  /** Of the last step. */
  readonly dispatches: number;
  readonly submits: number;
  /** GPU buffers alive after the last step. */
  readonly gpuBytes: number;
  readonly note?: string;
}

export interface SamplingResult extends Timing {
  readonly tokensPerSecond: number;
  readonly dispatches: number;
  readonly submits: number;
  readonly note?: string;
}

export interface MatmulResult extends Timing {
  readonly size: number;
  readonly gflopPerSecond: number;
  /** Largest error against products computed on the CPU, relative to the largest product checked. */
  readonly error: number;
  readonly note?: string;
}

export interface MicroResult {
  readonly fma: readonly { readonly kernel: string; readonly gflopPerSecond: number }[];
  readonly peakGflopPerSecond: number;
  readonly copies: readonly { readonly kernel: string; readonly gigabytesPerSecond: number }[];
  readonly gigabytesPerSecond: number;
}

/** One kernel of our training step. */
export interface KernelResult {
  readonly kernel: string;
  readonly dispatches: number;
  readonly milliseconds: number;
  readonly flops: number;
  /** Of all it binds: what it moves when it touches each element once. */
  readonly bytes: number;
}

export interface ProfileResult {
  readonly kernels: readonly KernelResult[];
  /** Steps the times are averaged over. */
  readonly rounds: number;
}

export interface GrowthPoint {
  readonly axis: string;
  readonly value: number;
  readonly milliseconds: number;
  readonly gpuBytes: number;
  readonly dispatches: number;
}

export interface BySize<Result> {
  readonly size: GptSize;
  readonly results: Readonly<Partial<Record<Library, Result>>>;
}

export interface BenchResults {
  readonly date: string;
  /** Short hash, followed by + when files of src or bench differed from it. */
  readonly commit: string;
  readonly browser: string;
  readonly machine: string;
  readonly adapter: Adapter;
  readonly versions: Readonly<Partial<Record<Library, string>>>;
  readonly quick: boolean;
  readonly training: readonly BySize<TrainingResult>[];
  readonly sampling?: BySize<SamplingResult>;
  readonly matmul: Readonly<Partial<Record<Library, readonly MatmulResult[]>>>;
  readonly micro?: MicroResult;
  readonly profiles: readonly { readonly size: GptSize; readonly profile: ProfileResult }[];
  readonly growth: readonly GrowthPoint[];
  /** Parts that were asked for and did not end, by name, with the reason. */
  readonly failures: Readonly<Record<string, string>>;
}
