/** Checkpoints small enough to be compared whole, and storage in which something goes wrong. */
import { MemoryStorage } from '../../../src/files/bytes/storage.ts';
import type { CheckpointContent, CheckpointStore } from '../../../src/files/saves/store.ts';

export const anything = (state: unknown): unknown => state;

/** Small enough that every checkpoint has two shards. */
const SHARD_BYTES = 1_204;

/** Tensors and state that tell their iteration. */
export const numbersOf = (iteration: number): Map<string, Float32Array> =>
  new Map([
    ['policy/wte.weight', Float32Array.from({ length: 300 }, (_, i) => i + iteration)],
    ['policy/ln.bias', Float32Array.of(iteration, -iteration)],
    ['reward/score', Float32Array.of(iteration / 3)],
  ]);

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'policy/wte.weight': [60, 5],
  'policy/ln.bias': [2],
  'reward/score': [1],
};

export const stateOf = (iteration: number) => ({
  iteration,
  history: [{ kl: 0.5, note: 'ü' }],
  counters: [1, 2 ** 40],
});

export const at = (iteration: number): CheckpointContent => ({
  iteration,
  state: stateOf(iteration),
  shardBytes: SHARD_BYTES,
  tensors: [...numbersOf(iteration)].map(([name, data]) => ({ name, shape: SHAPES[name], data })),
});

/** What `load` gives for the checkpoint `at(iteration)`. */
export const whole = (iteration: number) => ({
  iteration,
  state: stateOf(iteration),
  tensors: numbersOf(iteration),
});

/** Loads a checkpoint with its tensors in memory. */
export async function loadWhole<State>(
  store: CheckpointStore,
  run: string,
  accept: (state: unknown) => State,
) {
  const tensors = new Map<string, Float32Array>();
  const { checkpoint, warning } = await store.load(run, {
    accept: ({ state }) => accept(state),
    receive({ tensor, start, values }) {
      const elements = tensor.shape.reduce((product, extent) => product * extent, 1);
      if (!tensors.has(tensor.name)) tensors.set(tensor.name, new Float32Array(elements));
      tensors.get(tensor.name)!.set(values, start);
    },
  });
  return { checkpoint: checkpoint && { ...checkpoint, tensors }, warning };
}

/** Files that belong to checkpoints; the rest is the manifest. */
export const isData = (name: string): boolean => !name.startsWith('manifest');

export const isShard = (name: string): boolean => name.endsWith('.safetensors');

/** Memory in which something goes wrong. */
export class FaultyStorage extends MemoryStorage {
  /** Bytes that fit; more is refused as browsers do. */
  capacity = Infinity;
  /** Operations that still succeed before the power goes: the next write is cut short, all else fails. */
  operationsLeft = Infinity;
  /** Flips one bit of every shard on its way in. */
  corrupting = false;

  get used(): number {
    return [...this.files.values()].reduce((sum, file) => sum + file.byteLength, 0);
  }

  override async write(name: string, bytes: Uint8Array): Promise<void> {
    const kept = this.files.get(name)?.byteLength ?? 0;
    if (this.used - kept + bytes.byteLength > this.capacity) {
      // What fits is there, as on a disk.
      await super.write(name, bytes.slice(0, Math.max(0, this.capacity - this.used)));
      throw new DOMException('full', 'QuotaExceededError');
    }
    if (this.operationsLeft-- === 0) await super.write(name, bytes.slice(0, bytes.byteLength / 2));
    this.#checkPower();
    await super.write(name, bytes);
    if (this.corrupting && isShard(name)) this.flip(name);
  }

  override async remove(name: string): Promise<void> {
    this.operationsLeft--;
    this.#checkPower();
    await super.remove(name);
  }

  flip(name: string): void {
    const file = this.files.get(name);
    if (file) file[file.length - 2] ^= 4;
  }

  get names(): string[] {
    return [...this.files.keys()];
  }

  #checkPower(): void {
    if (this.operationsLeft < 0) throw new Error('power failure');
  }
}
