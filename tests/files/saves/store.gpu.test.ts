/** The store on a browser's own storage. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOpfsStorage } from '../../../src/files/bytes/opfsStorage.ts';
import type { CheckpointStorage } from '../../../src/files/bytes/storage.ts';
import { CheckpointStore } from '../../../src/files/saves/store.ts';
import type { WorkerReport } from './opfs.worker.ts';
import { anything, at, isData, isShard, loadWhole, whole } from './wholeCheckpoints.ts';

const FOLDER = 'checkpoints-test';

let storage: CheckpointStorage;
beforeEach(async () => {
  storage = await openOpfsStorage(FOLDER);
});
afterEach(async () => {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true });
});

const dataFiles = async () => (await storage.list()).map(({ name }) => name).filter(isData);

/** Starts the worker, and resolves with the first report that is as asked for. */
async function inWorker(name: string, hanging: boolean): Promise<{ report: WorkerReport; worker: Worker }> {
  const worker = new Worker(new URL('./opfs.worker.ts', import.meta.url), { type: 'module', name });
  const report = await new Promise<WorkerReport>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerReport>) => data.hanging === hanging && resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  return { report, worker };
}

describe('in the page', () => {
  it('a second store finds what the first one saved', async () => {
    await new CheckpointStore(storage).save('tiny', at(1));
    await new CheckpointStore(storage).save('tiny', at(2));
    const again = new CheckpointStore(await openOpfsStorage(FOLDER));
    const { checkpoint, warning } = await loadWhole(again, 'tiny', anything);
    expect(warning).toBeNull();
    expect(checkpoint).toMatchObject(whole(2));
  });

  it('falls back when the newest file is torn', async () => {
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    const { files } = await store.save('tiny', at(2));
    await storage.write(files.find(isShard)!, new Uint8Array(100));
    const { checkpoint, warning } = await loadWhole(store, 'tiny', anything);
    expect(checkpoint).toMatchObject(whole(1));
    expect(warning).toMatch(/100 of \d+ bytes.*continues from iteration 1/);
  });

  it('overlapping saves of two stores, as of two tabs, both end whole', async () => {
    const tabs = [new CheckpointStore(storage), new CheckpointStore(await openOpfsStorage(FOLDER))];
    await Promise.all([
      tabs[0].save('tiny', at(1)),
      tabs[1].save('small', at(2)),
      tabs[0].save('tiny', at(3)),
      tabs[1].save('tiny', at(4)),
    ]);
    expect((await loadWhole(tabs[0], 'small', anything)).checkpoint).toMatchObject(whole(2));
    const { checkpoint } = await loadWhole(tabs[1], 'tiny', anything);
    expect(checkpoint).toMatchObject(whole(checkpoint!.iteration));
    expect([3, 4]).toContain(checkpoint!.iteration);
  });

  it('lists sizes and deletes', async () => {
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    const [info] = await store.list();
    const files = (await storage.list()).filter(({ name }) => isData(name));
    expect(info.bytes).toBe(files.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(info.bytes).toBeGreaterThan(1200);
    await store.delete('tiny');
    expect(await store.list()).toEqual([]);
    expect(await dataFiles()).toEqual([]);
    expect(await storage.read('nowhere')).toBeNull();
    expect(await storage.open('nowhere')).toBeNull();
  });
});

it('in a worker, through sync access handles, and the page reads it', async () => {
  const { report, worker } = await inWorker(FOLDER, false);
  worker.terminate();
  expect(report.syncHandles).toBe(true);
  expect(report).toMatchObject({ iteration: 3, kept: 2 });
  expect(report.policy?.[49_999]).toBe(49_999 * 3);
  const { checkpoint } = await loadWhole(new CheckpointStore(storage), 'tiny', anything);
  expect(checkpoint?.tensors.get('policy')?.[7]).toBe(21);
});

it('a worker killed in the middle of a save costs that save alone', async () => {
  const { worker } = await inWorker(`${FOLDER}:3`, true);
  worker.terminate();
  const store = new CheckpointStore(storage);
  const { checkpoint, warning } = await loadWhole(store, 'tiny', anything);
  expect(warning).toBeNull();
  expect(checkpoint).toMatchObject({ iteration: 2 });
  expect(checkpoint?.tensors.get('policy')?.[7]).toBe(14);
  // Its lock went with it, and what it left goes with the next save.
  const listed = new Set((await store.list()).flatMap(({ files }) => files));
  expect((await dataFiles()).length).toBeGreaterThan(listed.size);
  await store.save('tiny', at(4));
  await store.save('tiny', at(5));
  expect((await dataFiles()).length).toBe((await store.list()).flatMap(({ files }) => files).length);
  expect((await loadWhole(store, 'tiny', anything)).checkpoint).toMatchObject(whole(5));
});

it('says so where the browser gives no storage', async () => {
  const original = navigator.storage.getDirectory.bind(navigator.storage);
  navigator.storage.getDirectory = () => Promise.reject(new DOMException('denied', 'SecurityError'));
  try {
    await expect(openOpfsStorage(FOLDER)).rejects.toMatchObject({ name: 'CheckpointError', kind: 'storage' });
  } finally {
    navigator.storage.getDirectory = original;
  }
});
