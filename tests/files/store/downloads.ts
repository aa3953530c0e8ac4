/** A hub that misbehaves, and a store in memory that models are downloaded into. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { storeRemoteModel, type StoreOptions } from '../../../src/files/store/download.ts';
import type { FillProgress } from '../../../src/files/store/fillModel.ts';
import { MemoryModelStorage } from '../../../src/files/store/modelStorage.ts';
import { ModelStore } from '../../../src/files/store/modelStore.ts';
import type { RemoteAddress } from '../../../src/files/hub/address.ts';
import { addressId } from '../../../src/files/store/storedModel.ts';
import { startHubServer, type HubServer } from '../hub/hubServer.ts';
import { shardName, shardedModel, sizeOf, type Files } from '../folder/ownModel.ts';

export const retry = { attempts: 3, firstDelay: 1, longestDelay: 100, stall: 20_000 };
export const CHUNK = 50_000;
export const FIRST = shardName(0, 3);
export const SECOND = shardName(1, 3);
export const THIRD = shardName(2, 3);

export let files: Files;
export let hub: HubServer;
export let address: RemoteAddress;
export let plain: RemoteAddress;
export let storage: MemoryModelStorage;
export let store: ModelStore;

/** Registers the server and, for each test, an empty store. Call it once in a file of tests. */
export function useHub(): void {
  beforeAll(async () => {
    files = await shardedModel(3);
    hub = await startHubServer(files);
    address = { kind: 'hub', id: 'lab/model', host: hub.url };
    plain = { kind: 'url', url: `${hub.url}/plain` };
  });
  afterAll(() => hub.close());
  beforeEach(() => {
    Object.assign(hub, { mischief: [], always: {}, files, sent: {}, headStatus: null, commit: 'c0ffee' });
    hub.requests.length = 0;
    freshStore();
  });
}

/** An empty store in memory in place of the one before. */
export function freshStore(): void {
  storage = new MemoryModelStorage();
  store = new ModelStore(storage);
}

export const download = (options: StoreOptions = {}, from = address, into = store) =>
  storeRemoteModel(into, from, { retry, chunkBytes: CHUNK, ...options });

/** Downloads until `stop` says so, and pauses there. */
export async function downloadUntil(
  stop: (progress: FillProgress) => boolean,
  from = address,
): Promise<number> {
  const pause = new AbortController();
  const onProgress = (progress: FillProgress) => void (stop(progress) && pause.abort());
  const stopped = download({ signal: pause.signal, onProgress }, from);
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  return (await store.find(addressId(from)))!.bytes;
}

export const halfway = ({ stage, file }: FillProgress) => stage === 'copy' && file === SECOND;

export const stored = async (file: string, id = addressId(address)) =>
  new Uint8Array(await (await storage.blob(id, file))!.arrayBuffer());

/** Weights fetched since the last look: `path range` of each request for file data behind the redirect. */
export const fetched = () => hub.requests.splice(0).filter((line) => line.startsWith('GET /cdn/'));

export async function expectWhole(expected: Files, id = addressId(address)): Promise<void> {
  const model = (await store.find(id))!;
  expect(model).toMatchObject({ complete: true, bytes: sizeOf(expected), totalBytes: sizeOf(expected) });
  for (const [name, bytes] of Object.entries(expected)) {
    expect(Buffer.compare(await stored(name, id), bytes), name).toBe(0);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(model.files.find((file) => file.name === name)).toMatchObject({
      sha256,
      totalBytes: bytes.length,
    });
  }
  expect(model.files).toHaveLength(Object.keys(expected).length);
}
