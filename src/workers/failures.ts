/** Turns whatever was thrown into what the page is told. Knows every layer's errors; knows no page. */
import { CheckpointError } from '../checkpoint/errors.ts';
import { GpuLostError, GpuOutOfMemoryError, GpuUnavailableError } from '../gpu/errors.ts';
import { NonFiniteLogitsError } from '../model/generator.ts';
import { NonFiniteError } from '../rl/iteration.ts';
import { RewardFitError } from '../rl/rewardFit.ts';
import type { Failure, FailureKind } from './protocol.ts';

export function toFailure(error: unknown, iteration: number): Failure {
  return { kind: kindOf(error), message: messageOf(error), iteration };
}

function kindOf(error: unknown): FailureKind {
  if (error instanceof GpuLostError) return 'gpu-lost';
  if (error instanceof GpuOutOfMemoryError) return 'out-of-memory';
  if (
    error instanceof NonFiniteError ||
    error instanceof RewardFitError ||
    error instanceof NonFiniteLogitsError
  ) {
    return 'nan';
  }
  if (error instanceof GpuUnavailableError) return 'no-gpu';
  if (error instanceof CheckpointError)
    return error.kind === 'full' || error.kind === 'storage' ? 'storage' : 'model';
  return 'internal';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
