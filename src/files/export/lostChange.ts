/**
 * How much of what training changed is lost when weights are rounded on their way out: a small change to a large weight
 * may be less than a step of the narrower type. Knows numbers by name; knows no run and no file.
 */
import { toFloat32 } from '../safetensors/dtype.ts';
import type { ReadElements } from '../safetensors/shardedWrite.ts';
import { storeFloats, type StoredType } from '../safetensors/storedFloats.ts';

/** Values asked for at a time: 4 MiB of float32. */
const PIECE = 2 ** 20;

export interface LostChangeHooks {
  readonly signal?: AbortSignal;
  /** Values looked at, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * ‖(round(W) − round(W₀)) − (W − W₀)‖ ÷ ‖W − W₀‖ over all tensors together, at most 1: 0 where the rounded models differ
 * as the models themselves do, 1 where nothing of the change is to be trusted. null where nothing was changed.
 *
 * @param shapes which tensors, by the engine's names; each must be in both models
 * @throws CheckpointError for a value that does not fit the type; the signal's reason when aborted
 */
export async function lostChange(
  trained: ReadonlyMap<string, ReadElements>,
  start: ReadonlyMap<string, ReadElements>,
  shapes: ReadonlyMap<string, readonly number[]>,
  type: StoredType,
  { signal, onProgress }: LostChangeHooks = {},
): Promise<number | null> {
  if (type === 'F32') return 0;
  const sizes = [...shapes].map(([, shape]) => elementsOf(shape));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  let changed = 0;
  let lost = 0;
  for (const [name, shape] of shapes) {
    const elements = elementsOf(shape);
    const [readNow, readBefore] = [trained.get(name)!, start.get(name)!];
    for (let begin = 0; begin < elements; begin += PIECE) {
      signal?.throwIfAborted();
      const end = Math.min(begin + PIECE, elements);
      const now = await readNow(begin, end);
      const before = await readBefore(begin, end);
      const [nowStored, beforeStored] = [now, before].map((values) =>
        toFloat32(storeFloats(name, values, type), type),
      );
      for (let i = 0; i < now.length; i++) {
        const change = now[i] - before[i];
        changed += change ** 2;
        lost += (nowStored[i] - beforeStored[i] - change) ** 2;
      }
      done += end - begin;
      onProgress?.(done, total);
    }
  }
  return changed === 0 ? null : Math.min(1, Math.sqrt(lost / changed));
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
