/**
 * Turns whatever was thrown into what the page is told, by name: classes do not survive the way out of a
 * worker, names do. Knows every layer's errors by name only, so that the page can use it too; knows no page.
 */
import type { Failure, FailureKind } from './protocol.ts';

const KINDS: Readonly<Record<string, FailureKind | undefined>> = {
  GpuUnavailableError: 'no-gpu',
  GpuLostError: 'gpu-lost',
  GpuOutOfMemoryError: 'out-of-memory',
  NonFiniteError: 'nan',
  NonFiniteLogitsError: 'nan',
  RewardFitError: 'nan',
  NoRankingError: 'rankings',
  CheckpointError: 'model',
};

/** @param iteration last finished iteration of the run */
export function toFailure(error: unknown, iteration: number): Failure {
  if (!(error instanceof Error)) return { kind: 'internal', message: String(error), iteration };
  return { kind: kindOf(error), message: error.message, iteration };
}

function kindOf(error: Error): FailureKind {
  const { kind } = error as Error & { kind?: unknown };
  if (error.name === 'CheckpointError' && (kind === 'full' || kind === 'storage')) return 'storage';
  return KINDS[error.name] ?? 'internal';
}
