/** Checkpoints that share their place with others: other runs, other tabs, and a disk that has no room for all. */
import { describe, expect, it } from 'vitest';
import { CheckpointStore, OtherRunError } from '../../../src/files/saves/store.ts';
import { anything, at, FaultyStorage, isData, loadWhole, whole } from './wholeCheckpoints.ts';

it("another run's checkpoints under this run's name are never displaced by its saves", async () => {
  const storage = new FaultyStorage();
  const store = new CheckpointStore(storage);
  await store.save('tiny', at(1));
  await store.save('tiny', at(2));
  const { checkpoint, warning } = await loadWhole(store, 'tiny', () => {
    throw new OtherRunError('it is of another model.');
  });
  expect(checkpoint).toBeNull();
  expect(warning).toMatch(/iteration 2 .* of another model.* iteration 1 .* starts anew/);
  for (const iteration of [3, 4, 5]) await store.save('tiny', at(iteration));
  const names = (await store.list()).map(({ run, iteration }) => `${run} ${iteration}`);
  expect(names.sort()).toEqual(['tiny 4', 'tiny 5', 'tiny, set aside 1', 'tiny, set aside 2']);
  expect((await loadWhole(store, 'tiny, set aside', anything)).checkpoint).toMatchObject(whole(2));
});

describe('two users of one run, as in two tabs', () => {
  it('never displace what the other saved since: who comes late is told', async () => {
    const storage = new FaultyStorage();
    const [one, two] = [new CheckpointStore(storage), new CheckpointStore(storage)];
    const { id } = await one.save('tiny', at(1));
    const seen = await two.load('tiny', { accept: anything, receive: () => undefined });
    expect(seen.newest).toBe(id);
    const mine = await two.save('tiny', at(2), seen.newest);
    const late = one.save('tiny', at(3), id);
    await expect(late).rejects.toThrow(/Another tab .* at iteration 2\. That checkpoint is kept.*Reload/);
    await expect(late).rejects.toMatchObject({ kind: 'storage' });
    await expect(one.delete('tiny', id)).rejects.toThrow(/at iteration 2/);
    await two.save('tiny', at(4), mine.id);
    expect((await one.list()).map(({ iteration }) => iteration)).toEqual([4, 2]);
  });

  it('are not taken for each other after a save that failed at its very end', async () => {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    const { id } = await store.save('tiny', at(1));
    const read = storage.read.bind(storage);
    storage.read = (name) => (name === 'manifest-a.json' ? Promise.resolve(null) : read(name));
    await expect(store.save('tiny', at(2), id)).rejects.toThrow(/list of checkpoints did not read back/);
    storage.read = read;
    expect((await loadWhole(store, 'tiny', anything)).checkpoint).toMatchObject(whole(1));
    await store.save('tiny', at(3), id);
    expect((await loadWhole(store, 'tiny', anything)).checkpoint).toMatchObject(whole(3));
  });

  it('may delete it: who goes on saves it anew', async () => {
    const storage = new FaultyStorage();
    const [one, two] = [new CheckpointStore(storage), new CheckpointStore(storage)];
    const { id } = await one.save('tiny', at(1));
    await two.delete('tiny', id);
    await one.save('tiny', at(2), id);
    expect((await two.list()).map(({ iteration }) => iteration)).toEqual([2]);
  });
});

describe('a full disk', () => {
  /** Storage with room for `count` checkpoints and the manifest. */
  async function roomFor(count: number): Promise<{ storage: FaultyStorage; store: CheckpointStore }> {
    const storage = new FaultyStorage();
    const store = new CheckpointStore(storage);
    const { bytes } = await store.save('tiny', at(1));
    storage.capacity = count * bytes + 3_500;
    return { storage, store };
  }

  it('costs the older of two checkpoints, never the newer', async () => {
    const { store } = await roomFor(2);
    await store.save('tiny', at(2));
    await store.save('tiny', at(3));
    expect((await loadWhole(store, 'tiny', anything)).checkpoint).toMatchObject(whole(3));
    expect((await store.list()).map(({ iteration }) => iteration)).toEqual([3, 2]);
  });

  it.each([0, 700, 1_300, 1_900])(
    'in the middle of a save is reported with what was kept, and what was begun is gone (%i bytes left)',
    async (left) => {
      const { storage, store } = await roomFor(1);
      storage.capacity = storage.used + left;
      const before = storage.names.filter(isData).toSorted();
      const failure = store.save('tiny', at(2));
      await expect(failure).rejects.toMatchObject({
        kind: 'full',
        kept: 'The checkpoint of iteration 1 is kept.',
      });
      expect(storage.names.filter(isData).toSorted()).toEqual(before);
      expect((await loadWhole(store, 'tiny', anything)).checkpoint).toMatchObject(whole(1));
      // The way out that the message names works.
      await store.delete('tiny');
      storage.capacity += 1_000;
      await store.save('tiny', at(2));
      expect(storage.used).toBeLessThanOrEqual(storage.capacity);
    },
  );

  it('does not cost another run anything', async () => {
    const { storage, store } = await roomFor(1);
    storage.capacity = storage.used + 1_000;
    await expect(store.save('small', at(5))).rejects.toMatchObject({ kind: 'full' });
    expect((await loadWhole(store, 'tiny', anything)).checkpoint?.iteration).toBe(1);
  });

  it('gives up leftovers of interrupted saves first', async () => {
    const { storage, store } = await roomFor(2);
    await storage.write('leftover', new Uint8Array(1_000));
    await store.save('tiny', at(2));
    expect((await store.list()).length).toBe(2);
    expect(storage.names).not.toContain('leftover');
  });
});
