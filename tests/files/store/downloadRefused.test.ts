/** What of a download is not believed, refused, or without room. */
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import type { RemoteAddress } from '../../../src/files/hub/address.ts';
import { addressId } from '../../../src/files/store/storedModel.ts';
import { openModelSource } from '../../../src/model/streamedSource.ts';
import { sizeOf } from '../folder/ownModel.ts';
import {
  address,
  download,
  downloadUntil,
  expectWhole,
  fetched,
  files,
  FIRST,
  halfway,
  hub,
  plain,
  SECOND,
  storage,
  store,
  stored,
  THIRD,
  useHub,
} from './downloads.ts';

useHub();

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
    const source = await openModelSource((await store.open(id())).files);
    const read = async () => {
      for await (const chunk of source.weights()) expect(chunk.values.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow(`${THIRD} has the SHA-256`);
    await download();
    await expectWhole(files);
    await edit('tokenizer.json', flipped(10));
    await expect((await store.open(id())).files.open('tokenizer.json')).rejects.toThrow(
      /is not what was stored/,
    );
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
