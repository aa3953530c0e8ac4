import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDiskStorage } from '../../src/checkpoint/diskStorage.ts';
import { CheckpointError } from '../../src/checkpoint/errors.ts';
import { MemoryStorage, type CheckpointStorage } from '../../src/checkpoint/storage.ts';
import { CheckpointStore, type Checkpoint } from '../../src/checkpoint/store.ts';

/** A checkpoint whose tensors tell its iteration. */
const at = (iteration: number): Checkpoint => ({
  iteration,
  state: { iteration, history: [{ kl: 0.5, note: 'ü' }], counters: [1, 2 ** 40] },
  tensors: new Map([
    ['policy', Float32Array.from({ length: 300 }, (_, i) => i + iteration)],
    ['moments', Float32Array.of(iteration)],
  ]),
});

const anything = (state: unknown): unknown => state;

/** The file of a checkpoint: the only kind of file whose name ends so. */
const isData = (name: string): boolean => name.endsWith('.safetensors');

/** Memory in which something goes wrong. */
class FaultyStorage extends MemoryStorage {
  /** Bytes that fit; more is refused as browsers do. */
  capacity = Infinity;
  /** Operations that still succeed before the power goes: the next write is cut short, all else fails. */
  operationsLeft = Infinity;
  /** Flips one bit of every checkpoint file on its way in. */
  corrupting = false;

  get used(): number {
    return [...this.files.values()].reduce((sum, file) => sum + file.byteLength, 0);
  }

  override async write(name: string, bytes: Uint8Array): Promise<void> {
    const kept = this.files.get(name)?.byteLength ?? 0;
    if (this.used - kept + bytes.byteLength > this.capacity) {
      throw new DOMException('full', 'QuotaExceededError');
    }
    if (this.operationsLeft-- === 0) await super.write(name, bytes.slice(0, bytes.byteLength / 2));
    this.#checkPower();
    await super.write(name, bytes);
    if (this.corrupting && isData(name)) this.flip(name);
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

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe.each<[string, () => Promise<CheckpointStorage>]>([
  ['memory', async () => new MemoryStorage()],
  [
    'disk',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'checkpoints-'));
      folders.push(folder);
      return openDiskStorage(folder);
    },
  ],
])('in %s', (_, open) => {
  it('gives back the newest state and tensors', async () => {
    const store = new CheckpointStore(await open(), () => 1234);
    await store.save('tiny', at(1));
    const info = await store.save('tiny', at(2));
    expect(info).toMatchObject({ run: 'tiny', iteration: 2, savedAt: 1234 });
    const { checkpoint, warning } = await store.load('tiny', anything);
    expect(warning).toBeNull();
    expect(checkpoint).toEqual({ ...at(2), savedAt: 1234 });
  });

  it('has nothing to give for an unknown run, and says nothing about it', async () => {
    const store = new CheckpointStore(await open());
    expect(await store.load('tiny', anything)).toEqual({ checkpoint: null, warning: null });
  });

  it('keeps two checkpoints per run and no other file', async () => {
    const storage = await open();
    const store = new CheckpointStore(storage);
    for (const iteration of [1, 2, 3, 4]) await store.save('tiny', at(iteration));
    await store.save('small', at(9));
    expect((await store.list()).map(({ run, iteration }) => `${run} ${iteration}`).sort()).toEqual([
      'small 9',
      'tiny 3',
      'tiny 4',
    ]);
    const files = await storage.list();
    expect(files.filter(({ name }) => isData(name)).length).toBe(3);
    expect(files.length).toBe(5);
    const listed = (await store.list()).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(files.reduce((sum, { name, bytes }) => sum + (isData(name) ? bytes : 0), 0)).toBe(listed);
  });

  it('deletes one run and leaves the others', async () => {
    const storage = await open();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    await store.save('small', at(2));
    await store.delete('tiny');
    expect((await store.load('tiny', anything)).checkpoint).toBeNull();
    expect((await store.load('small', anything)).checkpoint?.iteration).toBe(2);
    expect((await storage.list()).filter(({ name }) => isData(name)).length).toBe(1);
  });

  it('lets saves that overlap take turns', async () => {
    const store = new CheckpointStore(await open());
    await Promise.all([1, 2, 3].map((iteration) => store.save('tiny', at(iteration))));
    expect((await store.load('tiny', anything)).checkpoint?.iteration).toBe(3);
    expect((await store.list()).map(({ iteration }) => iteration)).toEqual([3, 2]);
  });
});

describe('a save that is interrupted', () => {
  it('leaves the old or the new checkpoint whole, wherever it stops', async () => {
    const outcomes = new Set<number>();
    for (let operations = 0; operations < 12; operations++) {
      const storage = new FaultyStorage();
      const store = new CheckpointStore(storage);
      for (const iteration of [1, 2, 3]) await store.save('tiny', at(iteration));
      storage.operationsLeft = operations;
      const saved = await store.save('tiny', at(4)).then(
        () => true,
        () => false,
      );
      storage.operationsLeft = Infinity;

      const restarted = new CheckpointStore(storage);
      const { checkpoint } = await restarted.load('tiny', anything);
      const iteration = checkpoint?.iteration ?? 0;
      expect(checkpoint?.tensors).toEqual(at(iteration).tensors);
      expect(iteration).toBe(saved ? 4 : 3);
      outcomes.add(iteration);

      // The next save works and cleans up what was left.
      await restarted.save('tiny', at(5));
      expect((await restarted.load('tiny', anything)).checkpoint?.iteration).toBe(5);
      expect(storage.names.filter(isData).length).toBe(2);
    }
    expect(outcomes).toEqual(new Set([3, 4]));
  });

  it('says what was kept', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    storage.operationsLeft = 0;
    await expect(store.save('tiny', at(1))).rejects.toThrow(/power failure\. The run goes on in memory/);
    storage.operationsLeft = Infinity;
    await store.save('tiny', at(1));
    storage.operationsLeft = 0;
    const failure = store.save('tiny', at(2));
    await expect(failure).rejects.toThrow(CheckpointError);
    await expect(failure).rejects.toMatchObject({
      kind: 'storage',
      kept: 'The checkpoint of iteration 1 is kept.',
    });
  });

  it('is noticed when the storage claims success', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    storage.corrupting = true;
    await expect(store.save('tiny', at(2))).rejects.toThrow(/did not read back/);
    expect(storage.names.filter(isData).length).toBe(1);
    expect((await store.load('tiny', anything)).checkpoint?.iteration).toBe(1);
  });
});

describe('damage after the fact', () => {
  it.each<[string, (storage: FaultyStorage, file: string) => Promise<void>, RegExp]>([
    ['a flipped bit', async (storage, file) => storage.flip(file), /its file is damaged/],
    [
      'a file cut short',
      async (storage, file) =>
        storage.write(file, ((await storage.read(file)) ?? new Uint8Array()).slice(0, 99)),
      /has 99 of \d+ bytes/,
    ],
    ['a lost file', (storage, file) => storage.remove(file), /its file is gone/],
  ])('%s falls back to the checkpoint before it', async (_, damage, why) => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    await store.save('tiny', at(2));
    await damage(storage, storage.names.filter(isData).sort().at(-1) ?? '');
    const { checkpoint, warning } = await store.load('tiny', anything);
    expect(checkpoint).toMatchObject(at(1));
    expect(warning).toMatch(why);
    expect(warning).toMatch(/iteration 2 cannot be used.*continues from iteration 1\.$/);
  });

  it('of both checkpoints leaves none, in words', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    await store.save('tiny', at(2));
    storage.names.filter(isData).forEach((name) => storage.flip(name));
    const { checkpoint, warning } = await store.load('tiny', anything);
    expect(checkpoint).toBeNull();
    expect(warning).toMatch(/iteration 2 .* iteration 1 .* starts anew\.$/);
  });

  it('of the newest list falls back to the list before it', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    await store.save('tiny', at(2));
    storage.flip('manifest-a.json');
    const { checkpoint, warning } = await store.load('tiny', anything);
    expect(checkpoint?.iteration).toBe(1);
    expect(warning).toMatch(/last save did not finish.*iteration 1\.$/);
    await store.save('tiny', at(3));
    expect((await store.load('tiny', anything)).warning).toBeNull();
  });

  it('includes a state that the caller does not accept', async () => {
    const store = new CheckpointStore(new MemoryStorage());
    await store.save('tiny', at(1));
    await store.save('tiny', at(2));
    const { checkpoint, warning } = await store.load('tiny', (state) => {
      const { iteration } = state as { iteration: number };
      if (iteration === 2) throw new Error('it is of a later version.');
      return iteration;
    });
    expect(checkpoint?.state).toBe(1);
    expect(warning).toMatch(/later version/);
  });
});

describe('a full disk', () => {
  /** Storage with room for `count` checkpoints and the manifest. */
  async function roomFor(count: number): Promise<{ storage: FaultyStorage; store: CheckpointStore }> {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    const { bytes } = await store.save('tiny', at(1));
    storage.capacity = count * bytes + 2_000;
    return { storage, store };
  }

  it('costs the older of two checkpoints, never the newer', async () => {
    const { store } = await roomFor(2);
    await store.save('tiny', at(2));
    await store.save('tiny', at(3));
    expect((await store.load('tiny', anything)).checkpoint?.iteration).toBe(3);
  });

  it('is reported with what was kept when there is room for one only', async () => {
    const { storage, store } = await roomFor(1);
    const failure = store.save('tiny', at(2));
    await expect(failure).rejects.toMatchObject({
      kind: 'full',
      kept: 'The checkpoint of iteration 1 is kept.',
    });
    expect(await store.load('tiny', anything)).toMatchObject({ checkpoint: at(1), warning: null });
    // The way out that the message names works.
    await store.delete('tiny');
    await store.save('tiny', at(2));
    expect(storage.used).toBeLessThanOrEqual(storage.capacity);
  });

  it('does not cost another run anything', async () => {
    const { store } = await roomFor(1);
    await expect(store.save('small', at(5))).rejects.toMatchObject({ kind: 'full' });
    expect((await store.load('tiny', anything)).checkpoint?.iteration).toBe(1);
  });

  it('gives up leftovers of interrupted saves first', async () => {
    const { storage, store } = await roomFor(2);
    await storage.write('leftover', new Uint8Array(1_000));
    await store.save('tiny', at(2));
    expect((await store.list()).length).toBe(2);
    expect(storage.names).not.toContain('leftover');
  });
});

it('weights that are not numbers are refused, and the last good checkpoint stays', async () => {
  const store = new CheckpointStore(new MemoryStorage());
  await store.save('tiny', at(6));
  const broken = at(7);
  broken.tensors.get('policy')?.set([NaN], 12);
  await expect(store.save('tiny', broken)).rejects.toThrow(
    '"policy" holds NaN at element 12, so it was not saved. The checkpoint of iteration 6 is kept.',
  );
  expect((await store.load('tiny', anything)).checkpoint?.iteration).toBe(6);
});
