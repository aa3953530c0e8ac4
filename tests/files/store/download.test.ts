/** Models from a hub that misbehaves, and from picked files, into a store in memory. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storePickedFiles, storeRemoteModel, type StoreOptions } from '../../../src/files/store/download.ts';
import { CheckpointError } from '../../../src/files/errors.ts';
import type { FillProgress } from '../../../src/files/store/fillModel.ts';
import { MemoryModelStorage } from '../../../src/files/store/modelStorage.ts';
import { ModelStore } from '../../../src/files/store/modelStore.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import type { RemoteAddress } from '../../../src/files/hub/address.ts';
import { addressId, filesId } from '../../../src/files/store/storedModel.ts';
import { openModelSource } from '../../../src/model/streamedSource.ts';
import { startHubServer, type HubServer } from '../hub/hubServer.ts';
import { INDEX, shardName, shardedModel, singleModel, sizeOf, type Files } from '../folder/ownModel.ts';

const retry = { attempts: 3, firstDelay: 1, longestDelay: 100, stall: 20_000 };
const CHUNK = 50_000;
const FIRST = shardName(0, 3);
const SECOND = shardName(1, 3);
const THIRD = shardName(2, 3);

let files: Files;
let hub: HubServer;
let address: RemoteAddress;
let plain: RemoteAddress;
let storage: MemoryModelStorage;
let store: ModelStore;

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
  storage = new MemoryModelStorage();
  store = new ModelStore(storage);
});

const download = (options: StoreOptions = {}, from = address, into = store) =>
  storeRemoteModel(into, from, { retry, chunkBytes: CHUNK, ...options });

/** Downloads until `stop` says so, and pauses there. */
async function downloadUntil(stop: (progress: FillProgress) => boolean, from = address): Promise<number> {
  const pause = new AbortController();
  const onProgress = (progress: FillProgress) => void (stop(progress) && pause.abort());
  const stopped = download({ signal: pause.signal, onProgress }, from);
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  return (await store.find(addressId(from)))!.bytes;
}

const halfway = ({ stage, file }: FillProgress) => stage === 'copy' && file === SECOND;

const stored = async (file: string, id = addressId(address)) =>
  new Uint8Array(await (await storage.blob(id, file))!.arrayBuffer());

/** Weights fetched since the last look: `path range` of each request for file data behind the redirect. */
const fetched = () => hub.requests.splice(0).filter((line) => line.startsWith('GET /cdn/'));

async function expectWhole(expected: Files, id = addressId(address)): Promise<void> {
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

describe('a download', () => {
  it('stores every file and tells what it is', async () => {
    const model = await download();
    expect(model).toMatchObject({
      label: `lab/model on ${hub.url}`,
      architecture: 'llama',
      parameters: 260_032,
    });
    expect(model.source).toEqual(address);
    await expectWhole(files);
    expect(await store.list()).toEqual([model]);
  });

  it('opens as the model that the single file is', async () => {
    await download();
    const { open, sha256 } = await store.open(addressId(address));
    const source = await openModelSource(open, { sha256 });
    const single = parseSafetensors((await singleModel())['model.safetensors']);
    for await (const { name, start, values } of source.weights({ chunkBytes: CHUNK })) {
      const whole = single.tensors.has(name) ? name : `model.${name}`;
      expect(values).toEqual(single.readF32(whole).slice(start, start + values.length));
    }
  });

  it('tells progress that ends at the whole, each byte once, and asks for every byte once', async () => {
    const told: FillProgress[] = [];
    await download({ onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toMatchObject({ stage: 'copy', done: sizeOf(files), total: sizeOf(files) });
    expect(told.every(({ done }, i) => i === 0 || done >= told[i - 1].done)).toBe(true);
    // A header and then all of it.
    expect(fetched()).toEqual(
      [FIRST, SECOND, THIRD, FIRST, SECOND, THIRD].map((name) => `GET /cdn/${name} bytes=0-`),
    );
  });

  it('asks for files by the commit that the branch stands for', async () => {
    await download();
    const resolved = hub.requests.filter((line) => line.includes('/resolve/'));
    expect(resolved.filter((line) => line.includes('/main/'))).toEqual([
      'HEAD /lab/model/resolve/main/config.json',
    ]);
    expect(resolved.length).toBeGreaterThan(10);
  });

  it('works with a server that names no commits, and one that does not serve them', async () => {
    hub.commit = null;
    await download();
    await expectWhole(files);
  });

  it.each([404, 405, 501])('works with servers that answer HEAD with %d', async (headStatus) => {
    hub.headStatus = headStatus;
    await download();
    await expectWhole(files);
    hub.always = { etag: '"1"' };
    await downloadUntil(halfway, plain);
    hub.requests.length = 0;
    await download({}, plain);
    await expectWhole(files, addressId(plain));
    // Header and version; what is whole is not fetched again.
    expect(hub.requests.filter((line) => line === `GET /plain/${FIRST} bytes=0-`)).toHaveLength(2);
  });

  it('works from a folder under any URL', async () => {
    const model = await download({}, plain);
    expect(model).toMatchObject({ label: plain.kind === 'url' && plain.url, complete: true });
    await expectWhole(files, addressId(plain));
  });

  it('goes on over dropped connections, short answers and ignored ranges', async () => {
    hub.always = { dropAfter: 70_000, mostPerRange: 50_000 };
    await download();
    await expectWhole(files);
    hub.always = { ignoreRange: true };
    await download({}, plain);
    await expectWhole(files, addressId(plain));
  });

  it('never holds more than a chunk', async () => {
    const lengths: number[] = [];
    const open = storage.open.bind(storage);
    storage.open = async (folder, name) => {
      const file = await open(folder, name);
      const write = (offset: number, bytes: Uint8Array) => {
        if (name.endsWith('.safetensors')) lengths.push(bytes.buffer.byteLength);
        file.write(offset, bytes);
      };
      return { ...file, write };
    };
    await download();
    expect(lengths.length).toBeGreaterThan(20);
    expect(Math.max(...lengths)).toBe(CHUNK);
  });
});

describe('a download that stops', () => {
  it('keeps what came, and fetches the rest only', async () => {
    // Far enough that it costs less to ask again than to read on to there.
    const far = ({ file, done }: FillProgress) =>
      file === SECOND && done > sizeOf(files) - files[THIRD].length - 20_000;
    await downloadUntil(far);
    const model = (await store.find(addressId(address)))!;
    expect(model.complete).toBe(false);
    await expect(store.open(model.id)).rejects.toThrow(/not complete.*goes on from there/);
    const { bytes } = model.files.find(({ name }) => name === SECOND)!;
    expect(bytes).toBeGreaterThan(280_000);
    fetched();
    await download();
    await expectWhole(files);
    expect(fetched().slice(3)).toEqual([
      `GET /cdn/${SECOND} bytes=0-`,
      `GET /cdn/${SECOND} bytes=${bytes}-`,
      `GET /cdn/${THIRD} bytes=0-`,
    ]);
  });

  it('at a server that is gone says what is kept, and goes on later', async () => {
    const mischief = [...Array<null>(100).fill(null)];
    hub.always = { dropAfter: 40_000 };
    hub.mischief = mischief.slice(0, 9);
    // Behaves for the small files and headers, then breaks, then answers nothing but 503.
    const broken = download({
      onProgress: ({ stage }) => void (stage === 'copy' && (hub.always = { status: 503 })),
    });
    await expect(broken).rejects.toThrow(CheckpointError);
    await expect(broken).rejects.toThrow(/503.*stored and stay\. Start it again.*goes on from there/);
    hub.always = {};
    await download();
    await expectWhole(files);
  });

  it('starts a file again that changed on the server, and mixes no two versions', async () => {
    await downloadUntil(halfway);
    const newer = await shardedModel(3, 'F32', 1);
    Object.assign(hub, { files: newer, commit: 'beef00' });
    fetched();
    await download();
    await expectWhole(newer);
    expect(fetched().slice(3)).toEqual([FIRST, SECOND, THIRD].map((name) => `GET /cdn/${name} bytes=0-`));
  });

  it('keeps files of an older commit that are the same in the newer', async () => {
    await downloadUntil(halfway);
    Object.assign(hub, { commit: 'beef00' });
    fetched();
    await download();
    await expectWhole(files);
    expect(fetched().slice(3)).not.toContain(`GET /cdn/${FIRST} bytes=0-`);
  });

  it('starts again where a folder’s server has another version, or does not say which it has', async () => {
    const changed = await shardedModel(3, 'F32', 1);
    for (const [before, after] of [
      [{ etag: '"1"' }, { etag: '"2"' }],
      [{ etag: null }, { etag: null }],
    ]) {
      store = new ModelStore((storage = new MemoryModelStorage()));
      Object.assign(hub, { files, always: before });
      await downloadUntil(halfway, plain);
      Object.assign(hub, { files: changed, always: after });
      await download({}, plain);
      await expectWhole(changed, addressId(plain));
    }
  });

  it('refuses a file that changes at its source while it is copied', async () => {
    hub.always = { etag: '"1"' };
    const onProgress = ({ file }: FillProgress) => void (file === SECOND && (hub.always = { etag: '"2"' }));
    await expect(download({ onProgress }, plain)).rejects.toThrow(/changed (at its source )?while it was/);
    await download({}, plain);
    await expectWhole(files, addressId(plain));
  });

  it('goes on at a folder whose server tells versions by date alone', async () => {
    hub.always = { etag: null, modified: 'Wed, 21 Oct 2026 07:28:00 GMT' };
    await downloadUntil(halfway, plain);
    hub.requests.length = 0;
    await download({}, plain);
    await expectWhole(files, addressId(plain));
    expect(hub.requests.filter((line) => line === `GET /plain/${FIRST} bytes=0-`)).toHaveLength(1);
  });
});

describe('what is found in the store is not trusted further than it is proven', () => {
  const id = () => addressId(address);
  const edit = async (file: string, change: (bytes: Uint8Array) => Uint8Array | null) => {
    const bytes = change(await stored(file));
    if (!bytes) return storage.removeFile(id(), file);
    const open = await storage.open(id(), file);
    open.truncate(0);
    open.write(0, bytes);
  };
  const flipped = (at: number) => (bytes: Uint8Array) => bytes.with(at, bytes[at] ^ 1);

  it.each<[string, () => Promise<unknown>]>([
    ['a byte changed in a part', () => edit(SECOND, flipped(9_000))],
    ['a byte changed in a whole file', () => edit(FIRST, flipped(90_000))],
    ['a part cut short', () => edit(SECOND, (bytes) => bytes.subarray(0, 5_000))],
    ['more than its record says', () => edit(SECOND, (bytes) => new Uint8Array([...bytes, 1, 2, 3]))],
    ['a part that is gone', () => edit(SECOND, () => null)],
    ['an edited configuration', () => edit('config.json', (bytes) => bytes.subarray(1))],
    ['one record torn', () => edit('record-a.json', (bytes) => bytes.subarray(0, 100))],
    ['the other record torn', () => edit('record-b.json', (bytes) => bytes.subarray(0, 100))],
    [
      'a record edited',
      () =>
        edit('record-a.json', (bytes) =>
          new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('false', 'true')),
        ),
    ],
    [
      'both records gone',
      async () => {
        await edit('record-a.json', () => null);
        await edit('record-b.json', () => null);
      },
    ],
    [
      'a file that was never of it',
      async () => {
        (await storage.open(id(), 'other.bin')).write(0, new Uint8Array(9));
      },
    ],
  ])('%s', async (_, damage) => {
    await downloadUntil(halfway);
    await damage();
    expect((await store.find(id()))?.complete).toBe(false);
    await download();
    await expectWhole(files);
    expect((await storage.files(id())).some(({ name }) => name === 'other.bin')).toBe(false);
  });

  it('a whole model whose weights were edited is refused when it is read, and mended by downloading again', async () => {
    await download();
    await edit(THIRD, flipped(100_000));
    const { open, sha256 } = await store.open(id());
    const source = await openModelSource(open, { sha256 });
    const read = async () => {
      for await (const chunk of source.weights()) expect(chunk.values.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow(`${THIRD} has the SHA-256`);
    await download();
    await expectWhole(files);
    await edit('tokenizer.json', flipped(10));
    await expect((await store.open(id())).open('tokenizer.json')).rejects.toThrow(/is not what was stored/);
  });

  it('a folder without a record is listed as damaged, and can be deleted', async () => {
    await downloadUntil(halfway);
    await edit('record-a.json', () => null);
    await edit('record-b.json', () => null);
    const [model] = await store.list();
    expect(model).toMatchObject({ id: id(), label: id(), source: null, complete: false, parameters: null });
    expect(model.bytes).toBeGreaterThan(files[FIRST].length);
    await expect(store.open(id())).rejects.toThrow(/not complete/);
    await store.remove(id());
    expect(await store.list()).toEqual([]);
    await expect(store.open(id())).rejects.toThrow(/not in this browser/);
  });
});

describe('refused', () => {
  const weightsAsked = () => hub.requests.filter((line) => /^GET \/(cdn|plain)\/model-/.test(line));

  it('an unsupported model, before a weight is asked for; nothing is stored', async () => {
    const json = new TextEncoder().encode(JSON.stringify({ model_type: 'mamba' }));
    hub.files = { ...files, 'config.json': json };
    await expect(download()).rejects.toThrow(/"mamba"; supported are/);
    expect(weightsAsked()).toEqual([]);
    expect(await storage.folders()).toEqual([]);
  });

  it('a header that lies, in any shard, before anything is stored', async () => {
    const lying = files[THIRD].slice();
    new DataView(lying.buffer).setBigUint64(0, 2n ** 53n, true);
    hub.files = { ...files, [THIRD]: lying };
    await expect(download()).rejects.toThrow(CheckpointError);
    expect(await storage.folders()).toEqual([]);
  });

  it('what the last look refuses', async () => {
    const check = () => {
      throw new Error('not this one');
    };
    await expect(download({ check })).rejects.toThrow('not this one');
    expect(await storage.folders()).toEqual([]);
  });

  it('a model that is not there', async () => {
    await expect(download({}, { ...address, id: 'lab/other' } as RemoteAddress)).rejects.toThrow(
      /no config\.json at lab\/other on http.*no such model/,
    );
    await expect(download({}, { ...address, id: 'secret/model' } as RemoteAddress)).rejects.toThrow(
      /permission/,
    );
    await expect(download({}, { kind: 'hub', id: 'nonsense' })).rejects.toThrow(/owner\/name/);
  });

  it('weights that are not what the hub says they are; the rest is kept', async () => {
    hub.sent = { [SECOND]: files[SECOND].with(50_000, files[SECOND][50_000] ^ 1) };
    await expect(download()).rejects.toThrow(new RegExp(`${SECOND} has the SHA-256.*It was deleted`));
    const kept = (await store.find(addressId(address)))!;
    expect(kept.files.find(({ name }) => name === FIRST)?.bytes).toBe(files[FIRST].length);
    expect(kept.files.find(({ name }) => name === SECOND)?.bytes).toBe(0);
    hub.sent = {};
    await download();
    await expectWhole(files);
  });

  it('a NaN, when it comes; nothing of the model is kept', async () => {
    const broken = files[SECOND].slice();
    new DataView(broken.buffer).setFloat32(broken.length - 100_000, NaN, true);
    hub.files = { ...files, [SECOND]: broken };
    await expect(download()).rejects.toThrow(
      /"\S+" holds NaN or infinity at element \d+.*Nothing of the model is kept/,
    );
    expect(await storage.folders()).toEqual([]);
  });

  it('a model without room, with how much is needed and what could go', async () => {
    storage.quota = sizeOf(files) + 1_500_000;
    await download();
    const refused = download({}, plain);
    await expect(refused).rejects.toMatchObject({ name: 'CheckpointError', kind: 'full' });
    await expect(refused).rejects.toThrow(
      /needs 1\.1 MB of storage.*has 1\.5 MB left.*Delete a stored model, for example lab\/model on http\S+ \(1\.1 MB\)/,
    );
    expect(await storage.folders()).toHaveLength(1);
    storage.quota = 100;
    await store.remove(addressId(address));
    await expect(download()).rejects.toThrow(/Free disk space/);
  });

  it('the second of two downloads of one model at once; a model that is being read is not deleted', async () => {
    const [first, second] = await Promise.allSettled([download(), download()]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(String((second as PromiseRejectedResult).reason)).toMatch(/downloaded or loaded elsewhere/);
    await storage.locked(addressId(address), 'shared', async () => {
      await expect(store.remove(addressId(address))).rejects.toThrow(/was not deleted/);
    });
    await store.remove(addressId(address));
    expect(await store.list()).toEqual([]);
  });
});

it('a disk that fills up half-way keeps what came, and goes on when there is room', async () => {
  const open = storage.open.bind(storage);
  let room = files[FIRST].length + 100_000;
  storage.open = async (folder, name) => {
    const file = await open(folder, name);
    if (!name.endsWith('.safetensors')) return file;
    const write = (offset: number, bytes: Uint8Array) => {
      if ((room -= bytes.length) < 0) throw new DOMException('full', 'QuotaExceededError');
      file.write(offset, bytes);
    };
    return { ...file, write };
  };
  const full = download();
  await expect(full).rejects.toMatchObject({ name: 'CheckpointError', kind: 'full' });
  await expect(full).rejects.toThrow(/no room left.*are stored and stay.*goes on from there/);
  expect((await store.find(addressId(address)))!.bytes).toBeGreaterThan(files[FIRST].length + 50_000);
  room = Infinity;
  fetched();
  await download();
  await expectWhole(files);
  expect(fetched()).not.toContain(`GET /cdn/${SECOND} bytes=50000-`);
});

describe('picked files', () => {
  const asFile = (name: string, bytes: Uint8Array, lastModified = 1) =>
    new File([bytes as Uint8Array<ArrayBuffer>], name, { lastModified });
  const picked = (from: Files) => Object.entries(from).map(([name, bytes]) => asFile(name, bytes));
  const label = 'my model';

  it('are copied, others left out', async () => {
    const extra = [
      ...picked(files),
      asFile('README.md', new Uint8Array(10)),
      asFile('pytorch_model.bin', new Uint8Array(9)),
    ];
    const model = await storePickedFiles(store, extra, label, { chunkBytes: CHUNK });
    expect(model).toMatchObject({
      id: filesId(label, extra),
      label,
      source: { kind: 'files' },
      complete: true,
    });
    await expectWhole(files, model.id);
  });

  it('go on where copying stopped, when they are the same', async () => {
    const pause = new AbortController();
    const onProgress = (progress: FillProgress) => void (halfway(progress) && pause.abort());
    const options = { chunkBytes: CHUNK, signal: pause.signal, onProgress };
    await expect(storePickedFiles(store, picked(files), label, options)).rejects.toMatchObject({
      name: 'AbortError',
    });
    const before = (await store.list())[0].bytes;
    const told: FillProgress[] = [];
    const model = await storePickedFiles(store, picked(files), label, {
      chunkBytes: CHUNK,
      onProgress: (progress) => told.push(progress),
    });
    expect(told.find(({ stage }) => stage === 'copy')!.done).toBeGreaterThan(before);
    await expectWhole(files, model.id);
  });

  it('of one name: the one nearest to the top counts', async () => {
    const deep = asFile('config.json', new TextEncoder().encode('{"model_type":"onnx"}'));
    Object.defineProperty(deep, 'webkitRelativePath', { value: 'model/onnx/config.json' });
    const model = await storePickedFiles(store, [deep, ...picked(await singleModel())], label);
    expect(model).toMatchObject({ complete: true, architecture: 'llama' });
  });

  it('without an index of their shards are refused', async () => {
    const { [INDEX]: _, ...rest } = files;
    await expect(storePickedFiles(store, picked(rest), label)).rejects.toThrow(
      /no model\.safetensors and no/,
    );
    expect(await storage.folders()).toEqual([]);
  });
});
