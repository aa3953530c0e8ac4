import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDiskStorage } from '../../../src/files/bytes/diskStorage.ts';
import { CheckpointError } from '../../../src/files/errors.ts';
import { sha256 } from '../../../src/files/saves/manifest.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensorsRead.ts';
import { writeSafetensors } from '../../../src/files/safetensors/safetensorsWrite.ts';
import { MemoryStorage, type CheckpointStorage } from '../../../src/files/bytes/storage.ts';
import { CheckpointStore } from '../../../src/files/saves/store.ts';
import { parseWeightIndex } from '../../../src/files/safetensors/weightIndex.ts';
import {
  anything,
  at,
  FaultyStorage,
  isData,
  isShard,
  loadWhole,
  numbersOf,
  whole,
} from './wholeCheckpoints.ts';

/** Two shards, index and state. */
const FILES = 4;

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
    const { checkpoint, warning } = await loadWhole(store, 'tiny', anything);
    expect(warning).toBeNull();
    expect(checkpoint).toEqual({ ...whole(2), savedAt: 1234 });
  });

  it('has nothing to give for an unknown run, and says nothing about it', async () => {
    const store = new CheckpointStore(await open());
    expect(await loadWhole(store, 'tiny', anything)).toEqual({ checkpoint: null, warning: null });
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
    expect(files.filter(({ name }) => isData(name)).length).toBe(3 * FILES);
    expect(files.length).toBe(3 * FILES + 2);
    const listed = await store.list();
    expect(files.reduce((sum, { name, bytes }) => sum + (isData(name) ? bytes : 0), 0)).toBe(
      listed.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    expect(new Set(listed.flatMap((info) => info.files))).toEqual(
      new Set(files.map(({ name }) => name).filter(isData)),
    );
  });

  it('deletes one run and leaves the others', async () => {
    const storage = await open();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    await store.save('small', at(2));
    await store.delete('tiny');
    expect((await loadWhole(store, 'tiny', anything)).checkpoint).toBeNull();
    expect((await loadWhole(store, 'small', anything)).checkpoint?.iteration).toBe(2);
    expect((await storage.list()).filter(({ name }) => isData(name)).length).toBe(FILES);
  });

  it('lets saves that overlap take turns', async () => {
    const store = new CheckpointStore(await open());
    await Promise.all([1, 2, 3].map((iteration) => store.save('tiny', at(iteration))));
    expect((await loadWhole(store, 'tiny', anything)).checkpoint?.iteration).toBe(3);
    expect((await store.list()).map(({ iteration }) => iteration)).toEqual([3, 2]);
  });
});

describe('the files', () => {
  it('are shards of named tensors below the chosen size, with an index that says where each lies', async () => {
    const storage = new FaultyStorage();
    const { files } = await new CheckpointStore(storage).save('tiny', at(7));
    const indexName = files.find((name) => name.endsWith('.safetensors.index.json'))!;
    const index = parseWeightIndex((await storage.read(indexName))!);
    expect([...index.shardOf.keys()]).toEqual(['policy/ln.bias', 'policy/wte.weight', 'reward/score']);
    expect(index.shards).toEqual(files.filter(isShard));
    expect(index.shards.length).toBe(2);
    for (const [name, numbers] of numbersOf(7)) {
      const bytes = (await storage.read(index.shardOf.get(name)!))!;
      expect(parseSafetensors(bytes).readF32(name)).toEqual(numbers);
    }
    expect(
      parseSafetensors((await storage.read(index.shardOf.get('policy/wte.weight')!))!).tensors.get(
        'policy/wte.weight',
      ),
    ).toMatchObject({ shape: [60, 5], dtype: 'F32' });
  });

  it('come and go in pieces: a tensor is never whole in memory', async () => {
    const elements = 3 * 2 ** 20 + 5;
    const asked: number[] = [];
    const got: number[] = [];
    const store = new CheckpointStore(new MemoryStorage());
    const data = (begin: number, end: number) => {
      asked.push(end - begin);
      return Float32Array.from({ length: end - begin }, (_, i) => (begin + i) % 1021);
    };
    await store.save('large', { iteration: 1, state: {}, tensors: [{ name: 'x', shape: [elements], data }] });
    expect(Math.max(...asked)).toBe(2 ** 20);
    expect(asked.reduce((sum, count) => sum + count)).toBe(elements);
    await store.load('large', {
      accept: anything,
      receive({ start, values }) {
        got.push(values.length);
        expect([values[0], values.at(-1)]).toEqual([start % 1021, (start + values.length - 1) % 1021]);
      },
    });
    expect(Math.max(...got)).toBeLessThanOrEqual(2 ** 21);
    expect(got.reduce((sum, count) => sum + count)).toBe(elements);
  });
});

describe('a save that is interrupted', () => {
  it('leaves the old or the new checkpoint whole, wherever it stops', async () => {
    const outcomes = new Set<number>();
    // Four files and the list are written; what is displaced is removed after that.
    for (let operations = 0; operations < FILES + 6; operations++) {
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
      const { checkpoint } = await loadWhole(restarted, 'tiny', anything);
      const iteration = checkpoint?.iteration ?? 0;
      expect(checkpoint).toMatchObject(whole(iteration));
      expect(iteration).toBe(saved ? 4 : 3);
      outcomes.add(iteration);

      // The next save works and cleans up what was left.
      await restarted.save('tiny', at(5));
      expect((await loadWhole(restarted, 'tiny', anything)).checkpoint?.iteration).toBe(5);
      expect(storage.names.filter(isData).length).toBe(2 * FILES);
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
    expect(storage.names.filter(isData).length).toBe(FILES);
    expect((await loadWhole(store, 'tiny', anything)).checkpoint?.iteration).toBe(1);
  });

  it('by a tensor that cannot be read costs nothing that was saved', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    const tensors = at(2).tensors.map((tensor, index) =>
      index < 2 ? tensor : { ...tensor, data: () => Promise.reject(new Error('the device is gone')) },
    );
    const failure = store.save('tiny', { ...at(2), tensors });
    await expect(failure).rejects.toThrow(/the device is gone\. The checkpoint of iteration 1 is kept/);
    expect(await loadWhole(store, 'tiny', anything)).toMatchObject({ checkpoint: whole(1), warning: null });
    expect(storage.names.filter(isData).length).toBe(FILES);
  });
});

describe('damage after the fact', () => {
  const kinds: [string, (storage: FaultyStorage, file: string) => Promise<void>, RegExp][] = [
    ['a flipped bit', async (storage, file) => storage.flip(file), /is damaged/],
    [
      'a file cut short',
      async (storage, file) =>
        storage.write(file, ((await storage.read(file)) ?? new Uint8Array()).slice(0, 9)),
      /has 9 of \d+ bytes/,
    ],
    ['a lost file', (storage, file) => storage.remove(file), /is gone/],
  ];
  const files = ['-00001-of-00002.safetensors', '-00002-of-00002.safetensors', 'index.json', 'state.json'];
  it.each(kinds.flatMap((kind) => files.map((file) => [...kind, file] as const)))(
    '%s falls back to the checkpoint before it (%#)',
    async (_, damage, why, ending) => {
      const storage = new FaultyStorage();
      const store = new CheckpointStore(storage);
      await store.save('tiny', at(1));
      const { files: newest } = await store.save('tiny', at(2));
      await damage(
        storage,
        newest.find((name) => name.endsWith(ending))!,
      );
      const { checkpoint, warning } = await loadWhole(store, 'tiny', anything);
      expect(checkpoint).toMatchObject(whole(1));
      expect(warning).toMatch(why);
      expect(warning).toMatch(/iteration 2 cannot be used.*continues from iteration 1\.$/);
      // It is displaced like any other.
      for (const iteration of [3, 4]) await store.save('tiny', at(iteration));
      expect(await loadWhole(store, 'tiny', anything)).toMatchObject({ checkpoint: whole(4), warning: null });
    },
  );

  it('of both checkpoints leaves none, in words', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    await store.save('tiny', at(2));
    storage.names.filter(isShard).forEach((name) => storage.flip(name));
    const { checkpoint, warning } = await loadWhole(store, 'tiny', anything);
    expect(checkpoint).toBeNull();
    expect(warning).toMatch(/iteration 2 .* iteration 1 .* starts anew\.$/);
  });

  it('of the newest list falls back to the list before it', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    await store.save('tiny', at(2));
    storage.flip('manifest-a.json');
    const { checkpoint, warning } = await loadWhole(store, 'tiny', anything);
    expect(checkpoint?.iteration).toBe(1);
    expect(warning).toMatch(/last save did not finish.*iteration 1\.$/);
    await store.save('tiny', at(3));
    expect((await loadWhole(store, 'tiny', anything)).warning).toBeNull();
  });

  it('includes a state that the caller does not accept', async () => {
    const store = new CheckpointStore(new MemoryStorage());
    await store.save('tiny', at(1));
    await store.save('tiny', at(2));
    const { checkpoint, warning } = await loadWhole(store, 'tiny', (state) => {
      const { iteration } = state as { iteration: number };
      if (iteration === 2) throw new Error('it is of a later version.');
      return iteration;
    });
    expect(checkpoint?.state).toBe(1);
    expect(warning).toMatch(/later version/);
  });
});

it('a checkpoint of the first releases loads, and the next saves displace it', async () => {
  const storage = new FaultyStorage();
  const policy = Float32Array.from({ length: 100 }, (_, i) => i / 7);
  const bytes = writeSafetensors([{ name: 'policy', shape: [100], data: policy }], {
    metadata: { state: JSON.stringify({ iteration: 12 }) },
  });
  await storage.write('5.safetensors', bytes);
  const hash = await sha256(bytes);
  const entry = { run: 'tiny', file: '5.safetensors', bytes: bytes.length, hash, iteration: 12, savedAt: 99 };
  const manifest = JSON.stringify({ sequence: 5, entries: [entry] });
  const slot = { hash: await sha256(new TextEncoder().encode(manifest)), manifest };
  await storage.write('manifest-b.json', new TextEncoder().encode(JSON.stringify(slot)));

  const store = new CheckpointStore(storage);
  const { checkpoint, warning } = await loadWhole(store, 'tiny', anything);
  expect(warning).toBeNull();
  expect(checkpoint).toEqual({
    iteration: 12,
    savedAt: 99,
    state: { iteration: 12 },
    tensors: new Map([['policy', policy]]),
  });
  await store.save('tiny', at(13));
  expect((await store.list()).map(({ iteration }) => iteration)).toEqual([13, 12]);
  expect(storage.names).toContain('5.safetensors');
  storage.flip('5.safetensors');
  await store.save('tiny', at(14));
  expect(storage.names).not.toContain('5.safetensors');
});

it('weights that are not numbers are refused, and the last good checkpoint stays', async () => {
  const store = new CheckpointStore(new MemoryStorage());
  await store.save('tiny', at(6));
  const broken = at(7);
  (broken.tensors[0].data as Float32Array).set([NaN], 12);
  await expect(store.save('tiny', broken)).rejects.toThrow(
    '"policy/wte.weight" holds NaN at element 12, so it was not saved. The checkpoint of iteration 6 is kept.',
  );
  expect((await loadWhole(store, 'tiny', anything)).checkpoint?.iteration).toBe(6);
});
