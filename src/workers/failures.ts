/**
 * Turns whatever was thrown into what the page is told, by name: classes do not survive the way out of a
 * worker, names do. Knows every layer's errors by name only, so that the page can use it too; knows no page.
 */
import { shortened } from '../files/shortened.ts';
import type { Failure, FailureKind } from './protocol.ts';

const KINDS: Readonly<Record<string, FailureKind | undefined>> = {
  GpuUnavailableError: 'no-gpu',
  GpuLostError: 'gpu-lost',
  GpuOutOfMemoryError: 'out-of-memory',
  NonFiniteError: 'nan',
  NonFiniteLogitsError: 'nan',
  RewardFitError: 'nan',
  NoRankingError: 'rankings',
  NoPromptFitsError: 'rankings',
  CheckpointError: 'model',
};

/** @param iteration last finished iteration of the run */
export function toFailure(error: unknown, iteration: number): Failure {
  if (!(error instanceof Error)) return { kind: 'internal', message: messageOf(error), iteration };
  if (isHeapFull(error)) return { kind: 'out-of-memory', message: heapFull(error.message), iteration };
  return { kind: kindOf(error), message: messageOf(error), iteration };
}

/** Most characters of a message that something is said before: together they stay below 500. */
const LONGEST_SAID = 430;

/** An error's message as people are shown it: never longer than a paragraph. */
export function messageOf(error: unknown): string {
  return shortened(error instanceof Error ? error.message : String(error), LONGEST_SAID);
}

function kindOf(error: Error): FailureKind {
  const { kind } = error as Error & { kind?: unknown };
  if (error.name === 'CheckpointError' && (kind === 'full' || kind === 'storage')) return 'storage';
  return KINDS[error.name] ?? 'internal';
}

/** How browsers say that JavaScript's own memory is used up. */
function isHeapFull(error: Error): boolean {
  return error instanceof RangeError && /allocation failed|out of memory/i.test(error.message);
}

function heapFull(message: string): string {
  return `This page ran out of memory (${shortened(message, 200)}). Every ranking and the last saved checkpoint are kept. Close other tabs or choose a smaller model or batch, and restart from the last checkpoint.`;
}
