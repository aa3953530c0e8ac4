/** The checkpoint worker on a browser's own storage: what ended workers leave behind, and what the page is told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import { isNotAlone } from '../../src/files/folder/notAlone.ts';
import { ModelStore } from '../../src/files/store/modelStore.ts';
import { openOpfsModels } from '../../src/files/store/opfsModels.ts';
import { parseSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { connectModels, connectModelsWorker, type ModelsConnection } from '../../src/workers/modelsClient.ts';
import { addressId } from '../../src/files/store/storedModel.ts';
import type { ModelsEvent } from '../../src/workers/modelsProtocol.ts';
import type { RemoteAddress } from '../../src/files/hub/address.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { toFailure } from '../../src/workers/failures.ts';
import { shardedModel, shardName, singleModel, sizeOf } from '../files/folder/ownModel.ts';
import type { SlowHub } from './slowHub.worker.ts';

const FOLDER = 'models-test';
const SHARDED: RemoteAddress = { kind: 'hub', id: 'lab/sharded', host: 'http://hub.test' };
const SINGLE: RemoteAddress = { kind: 'hub', id: 'lab/single', host: 'http://hub.test' };
const id = addressId(SHARDED);

type Progress = Extract<ModelsEvent, { type: 'progress' }>;

let events: ModelsEvent[] = [];
const open: ModelsConnection[] = [];
let store: ModelStore;

beforeEach(async () => {
  events = [];
  store = new ModelStore(await openOpfsModels(FOLDER));
});
afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  for (const model of await store.list()) await store.remove(model.id);
});

/** A new worker, as after a reload. */
function connect(pause = 0): ModelsConnection['api'] {
  const hub: SlowHub = { folder: FOLDER, pause };
  const worker = new Worker(new URL('./slowHub.worker.ts', import.meta.url), {
    type: 'module',
    name: JSON.stringify(hub),
  });
  const connection = connectModels(worker, (event) => events.push(event));
  open.push(connection);
  return connection.api;
}

const progress = () => events.filter((event): event is Progress => event.type === 'progress');

/** Resolves when so many bytes of the model are stored. */
const stored = (bytes: number) =>
  expect.poll(() => progress().at(-1)?.done ?? 0, { timeout: 60_000, interval: 20 }).toBeGreaterThan(bytes);

describe('the checkpoint worker', () => {
  it('stores a model, tells of it, lists and deletes it', async () => {
    const api = connect();
    const files = await shardedModel(3);
    const model = await api.download(SHARDED);
    expect(model).toMatchObject({
      id,
      label: 'lab/sharded on http://hub.test',
      source: SHARDED,
      complete: true,
      bytes: sizeOf(files),
      architecture: 'llama',
      parameters: 260_032,
    });
    expect(await api.list()).toEqual([model]);
    await expect.poll(() => progress().at(-1)?.done).toBe(sizeOf(files));
    expect(progress().map(({ stage }) => stage)).toEqual(expect.arrayContaining(['check', 'download']));
    await expect.poll(() => events.at(-1)).toEqual({ type: 'models', models: [model] });
    const { usedBytes, quotaBytes } = await api.usage();
    expect(usedBytes).toBeGreaterThanOrEqual(sizeOf(files));
    expect(quotaBytes).toBeGreaterThan(usedBytes);
    expect(typeof (await api.persist())).toBe('boolean');
    await api.remove(id);
    expect(await api.list()).toEqual([]);
    await expect.poll(() => events.at(-1)).toEqual({ type: 'models', models: [] });
  });

  it('goes on with what an ended worker left, and the whole is what it should be', async () => {
    void connect(80).download(SHARDED);
    const files = await shardedModel(3);
    await stored(files[shardName(0, 3)].length + 100_000);
    // As closing the tab does.
    open.pop()?.close();
    const left = (await store.find(id))!;
    expect(left.complete).toBe(false);
    expect(left.bytes).toBeGreaterThan(files[shardName(0, 3)].length);
    events = [];
    const model = await connect().download(SHARDED);
    expect(model).toMatchObject({ complete: true, bytes: sizeOf(files) });
    const copied = progress().filter(({ stage }) => stage === 'download');
    expect(copied[0].done).toBeGreaterThan(left.bytes);
    expect(progress().some(({ stage }) => stage === 'verify')).toBe(true);

    const { files: kept } = await store.open(id);
    const whole = parseSafetensors((await singleModel())['model.safetensors']);
    let count = 0;
    const source = await openModelSource(kept);
    for await (const { name, start, values } of source.weights({ chunkBytes: 65_536 })) {
      const single = whole.readF32(whole.tensors.has(name) ? name : `model.${name}`);
      expect(values).toEqual(single.slice(start, start + values.length));
      count += values.length;
    }
    expect(count).toBe(260_032);
  });

  it('pauses, and resolves with what is stored', async () => {
    const api = connect(80);
    const download = api.download(SHARDED);
    await stored(200_000);
    await api.pause(id);
    const model = await download;
    expect(model.complete).toBe(false);
    expect(model.bytes).toBeGreaterThan(0);
    expect(await api.list()).toEqual([model]);
    await api.remove(id);
    expect(await api.list()).toEqual([]);
  });

  it('two calls for one model are one download; two models follow each other', async () => {
    const api = connect();
    const models = await Promise.all([api.download(SHARDED), api.download(SHARDED), api.download(SINGLE)]);
    expect(models.map(({ complete }) => complete)).toEqual([true, true, true]);
    expect(models[0]).toEqual(models[1]);
    const order = progress().map((event) => event.id);
    expect(order.lastIndexOf(id)).toBeLessThan(order.indexOf(addressId(SINGLE)));
    expect(await api.list()).toHaveLength(2);
  });

  it('refuses the same download in another tab, and deleting it there', async () => {
    void connect(200).download(SHARDED);
    await stored(10_000);
    const other = connect();
    const refused: unknown = await other.download(SHARDED).catch((error: unknown) => error);
    expect(toFailure(refused, 0)).toMatchObject({
      kind: 'model',
      message: expect.stringMatching(/elsewhere, perhaps in another tab.*Wait until/) as string,
    });
    await expect(other.remove(id)).rejects.toThrow(/was not deleted/);
  });

  it('copies files that a person picked', async () => {
    const template = 'additional_chat_templates/tool_use.jinja';
    const all = { ...(await shardedModel(2, 'F16')), [template]: new TextEncoder().encode('{{ tools }}') };
    const files = Object.entries(all).map(([name, bytes]) => new File([bytes], name, { lastModified: 5 }));
    const model = await connect().importFiles(files, 'picked');
    expect(model).toMatchObject({ label: 'picked', source: { kind: 'files' }, complete: true });
    expect(model.files.every(({ sha256 }) => sha256 !== null)).toBe(true);
    // A file in a folder of the model's, too.
    expect(model.files.map(({ name }) => name)).toContain(template);
    const previewed = await connect().preview({ kind: 'stored', id: model.id }, {});
    expect(previewed).toMatchObject({ templates: ['tool_use'] });
  });

  it('tells what a run of a model takes, stored or not', async () => {
    const api = connect();
    await api.download(SHARDED);
    const settings = { ...DEFAULT_SETTINGS, rolloutBatch: 4, maxNewTokens: 8 };
    const advice = await api.fit({ kind: 'stored', id }, settings, 2 ** 40, {});
    expect(advice).toMatchObject({ fits: true, fitting: null });
    // Policy, reference and reward model in f32.
    expect(advice.now.use?.parts.weights).toBeGreaterThan(3 * 4 * 260_032);
    const remote = await api.fit({ kind: 'remote', address: SHARDED }, settings, 1, {});
    expect(remote).toMatchObject({ fits: false, now: advice.now });
    // Longer prompts take more, and those that leave no room for an answer are not counted.
    const long = 'Once upon a time there was a little girl who lived by the sea. '.repeat(3);
    const longer = await api.fit({ kind: 'stored', id }, settings, 2 ** 40, { prompts: ['Once', long] });
    expect(longer.now.use!.parts.activations).toBeGreaterThan(advice.now.use!.parts.activations);
    const short = await api.fit({ kind: 'stored', id }, settings, 2 ** 40, { prompts: ['Once'] });
    const passed = { prompts: ['Once', long.repeat(40)] };
    expect((await api.fit({ kind: 'stored', id }, settings, 2 ** 40, passed)).now).toEqual(short.now);
    const none = await api.fit({ kind: 'stored', id }, settings, 2 ** 40, { prompts: [long.repeat(40)] });
    expect(none.now.refused).toMatch(/No prompt leaves room for an answer/);
    await expect(api.fit({ kind: 'stored', id: 'none' }, settings, 1, {})).rejects.toThrow(
      /not in this browser/,
    );
  });

  it('hands over what opens on another model only, and stores nothing of it', async () => {
    const api = connect();
    const address = { ...SHARDED, id: 'lab/adapter' };
    const refusal = (asked: Promise<unknown>) =>
      asked.then(
        () => null,
        (error: unknown) => error,
      );
    expect(isNotAlone(await refusal(api.download(address)))).toBe(true);
    expect(isNotAlone(await refusal(api.preview({ kind: 'remote', address }, {})))).toBe(true);
    expect(isNotAlone(await refusal(api.download({ ...SHARDED, id: 'lab/none' })))).toBe(false);
    const { label, files } = await api.fetchFiles(address);
    expect(label).toBe('adapter');
    expect(await api.adapterBase(files)).toEqual({ base: 'owner/base', revision: null });
    expect(await api.list()).toEqual([]);
  });

  it('says what is wrong with a model, and stores nothing of it', async () => {
    const api = connect();
    await expect(api.download({ ...SHARDED, id: 'lab/none' })).rejects.toThrow(/no config\.json/);
    expect(await api.list()).toEqual([]);
  });
});

describe('a disk that fills up half-way', () => {
  // The browser's estimate does not hear of this; writing does, as on a full disk.
  const limit = async (quotaSize?: number) => {
    const { origin } = location;
    const only = quotaSize === undefined ? { origin } : { origin, quotaSize };
    await cdp().send('Storage.overrideQuotaForOrigin', only);
  };
  afterEach(() => limit());

  it('keeps what came, and goes on when there is room again', async () => {
    const api = connect(80);
    const refusal = api.download(SHARDED).then(
      () => 'It was stored.',
      (error: unknown) => (error as Error).message,
    );
    await stored(200_000);
    await limit((await api.usage()).usedBytes);
    expect(await refusal).toMatch(/no room left.*are stored and stay.*goes on from there/);
    const left = (await store.find(id))!;
    expect(left.complete).toBe(false);
    expect(left.bytes).toBeGreaterThan(100_000);
    await limit();
    expect(await connect().download(SHARDED)).toMatchObject({ complete: true });
  });
});

it('the page’s own worker fetches from a real server', async () => {
  const connection = connectModelsWorker(
    (event) => events.push(event),
    (message) => expect.fail(message),
  );
  open.push(connection);
  const { api } = connection;
  const model = await api.download({ kind: 'url', url: `${location.origin}/tests/fixtures/stories260k` });
  try {
    expect(model).toMatchObject({
      complete: true,
      architecture: 'llama',
      bytes: sizeOf(await singleModel()),
    });
  } finally {
    await api.remove(model.id);
  }
});
