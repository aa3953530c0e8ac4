/** The store on a browser's own storage. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOpfsStorage } from '../../src/checkpoint/opfsStorage.ts';
import type { CheckpointStorage } from '../../src/checkpoint/storage.ts';
import { CheckpointStore, type Checkpoint } from '../../src/checkpoint/store.ts';
import type { WorkerReport } from './opfs.worker.ts';

const FOLDER = 'checkpoints-test';

const at = (iteration: number): Checkpoint => ({
  iteration,
  state: { iteration },
  tensors: new Map([['policy', Float32Array.from({ length: 1000 }, (_, i) => i + iteration)]]),
});

const anything = (state: unknown): unknown => state;

let storage: CheckpointStorage;
beforeEach(async () => {
  storage = await openOpfsStorage(FOLDER);
});
afterEach(async () => {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true });
});

const dataFiles = async () =>
  (await storage.list()).map(({ name }) => name).filter((name) => name.endsWith('.safetensors'));

describe('in the page', () => {
  it('a second store finds what the first one saved', async () => {
    await new CheckpointStore(storage).save('tiny', at(1));
    await new CheckpointStore(storage).save('tiny', at(2));
    const { checkpoint, warning } = await new CheckpointStore(await openOpfsStorage(FOLDER)).load(
      'tiny',
      anything,
    );
    expect(warning).toBeNull();
    expect(checkpoint).toMatchObject(at(2));
  });

  it('falls back when the newest file is torn', async () => {
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    const before = await dataFiles();
    await store.save('tiny', at(2));
    const [newest] = (await dataFiles()).filter((name) => !before.includes(name));
    await storage.write(newest, new Uint8Array(100));
    const { checkpoint, warning } = await store.load('tiny', anything);
    expect(checkpoint).toMatchObject(at(1));
    expect(warning).toMatch(/100 of \d+ bytes.*continues from iteration 1/);
  });

  it('overlapping saves of two stores, as of two tabs, both end whole', async () => {
    const tabs = [new CheckpointStore(storage), new CheckpointStore(await openOpfsStorage(FOLDER))];
    await Promise.all([
      tabs[0].save('tiny', at(1)),
      tabs[1].save('small', at(2)),
      tabs[0].save('tiny', at(3)),
    ]);
    expect((await tabs[1].load('tiny', anything)).checkpoint).toMatchObject(at(3));
    expect((await tabs[0].load('small', anything)).checkpoint).toMatchObject(at(2));
  });

  it('lists sizes and deletes', async () => {
    const store = new CheckpointStore(storage);
    await store.save('tiny', at(1));
    const [info] = await store.list();
    const [file] = (await storage.list()).filter(({ name }) => name.endsWith('.safetensors'));
    expect(info.bytes).toBe(file.bytes);
    expect(info.bytes).toBeGreaterThan(4000);
    await store.delete('tiny');
    expect(await store.list()).toEqual([]);
    expect(await dataFiles()).toEqual([]);
    expect(await storage.read('nowhere')).toBeNull();
  });
});

it('in a worker, through sync access handles, and the page reads it', async () => {
  const worker = new Worker(new URL('./opfs.worker.ts', import.meta.url), { type: 'module', name: FOLDER });
  try {
    const report = await new Promise<WorkerReport>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<WorkerReport>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    expect(report.syncHandles).toBe(true);
    expect(report).toMatchObject({ iteration: 3, kept: 2 });
    expect(report.policy?.[49_999]).toBe(49_999 * 3);
  } finally {
    worker.terminate();
  }
  const { checkpoint } = await new CheckpointStore(storage).load('tiny', anything);
  expect(checkpoint?.tensors.get('policy')?.[7]).toBe(21);
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
