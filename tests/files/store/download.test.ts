/** Models from a hub that misbehaves: downloads, and downloads that stop and go on. */
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import type { FillProgress } from '../../../src/files/store/fillModel.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { addressId } from '../../../src/files/store/storedModel.ts';
import { openModelSource } from '../../../src/model/streamedSource.ts';
import { shardedModel, singleModel, sizeOf } from '../folder/ownModel.ts';
import {
  address,
  CHUNK,
  download,
  downloadUntil,
  expectWhole,
  fetched,
  files,
  FIRST,
  freshStore,
  halfway,
  hub,
  plain,
  SECOND,
  storage,
  store,
  THIRD,
  useHub,
} from './downloads.ts';

useHub();

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
    const source = await openModelSource((await store.open(addressId(address))).files);
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
      freshStore();
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
