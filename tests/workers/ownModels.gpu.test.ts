/** Sessions with models of one's own: picked, stored or read from an address, whole or in shards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeRemoteModel } from '../../src/files/store/download.ts';
import { MemoryModelStorage } from '../../src/files/store/modelStorage.ts';
import { ModelStore } from '../../src/files/store/modelStore.ts';
import type { RemoteAddress } from '../../src/files/hub/address.ts';
import { addressId } from '../../src/files/store/storedModel.ts';
import { OPENINGS } from '../../src/model/prompts/openings.ts';
import type { Comparison } from '../../src/rl/runs/compare.ts';
import { LOADING, type ModelChoice, type OpenRequest } from '../../src/workers/protocol.ts';
import { shardedModel, shardName, singleModel, type Files } from '../files/folder/ownModel.ts';
import { openSession, prepareSession, type SessionOptions } from './openSession.ts';

const ADDRESS: RemoteAddress = { kind: 'hub', id: 'lab/sharded', host: 'http://hub.test' };
const FIRST = shardName(0, 3);
const asFiles = (files: Files) =>
  Object.entries(files).map(
    ([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name, { lastModified: 5 }),
  );

let single: Files;
let sharded: Files;
/** What the single file's model writes and how likely it finds it: the measure of all others. */
let expected: Comparison;
let storage: MemoryModelStorage;

/** Serves the shards; counts the bytes that are read at once. */
const serve =
  (files: Files): typeof fetch =>
  (input, init) => {
    const bytes = files[(input as string).split('/').at(-1)!];
    if (!bytes || (input as string).includes('/api/'))
      return Promise.resolve(new Response(null, { status: 404 }));
    const begin = Number(/^bytes=(\d+)-$/.exec(new Headers(init?.headers).get('range') ?? '')?.[1] ?? 0);
    const headers = {
      'content-length': String(bytes.length - begin),
      'content-range': `bytes ${begin}-${bytes.length - 1}/${bytes.length}`,
      'x-repo-commit': 'c0ffee',
    };
    const body = init?.method === 'HEAD' ? null : bytes.slice(begin);
    return Promise.resolve(new Response(body, { status: 206, headers }));
  };

async function open(
  model: ModelChoice,
  options: SessionOptions & { readonly request?: Partial<OpenRequest> } = {},
) {
  return openSession({
    ...options,
    request: { model, ...options.request },
    environment: {
      fetch: serve(sharded),
      openModels: () => Promise.resolve(new ModelStore(storage)),
      ...options.environment,
    },
  });
}

beforeAll(async () => {
  single = await singleModel();
  sharded = await shardedModel(3);
  const { session } = await open({ kind: 'files', files: asFiles(single), label: 'stories' });
  expected = await session.compare('Once upon a time');
  storage = new MemoryModelStorage();
  await storeRemoteModel(new ModelStore(storage), ADDRESS, { fetch: serve(sharded) });
});
afterAll(() => storage.removeFolder(addressId(ADDRESS)));

describe('a model of one’s own writes what the single file’s does', () => {
  it('which finds every token likely or not', () => {
    expect(expected.base.tokens.length).toBeGreaterThan(3);
    expect(expected.base.tokens.every(({ logp }) => Number.isFinite(logp))).toBe(true);
  });

  it.each<[string, () => ModelChoice]>([
    ['picked shards', () => ({ kind: 'files', files: asFiles(sharded), label: 'stories' })],
    ['stored shards', () => ({ kind: 'stored', id: addressId(ADDRESS) })],
    ['shards at an address', () => ({ kind: 'remote', address: ADDRESS })],
  ])('%s', async (_, choice) => {
    const { session, info, told } = await open(choice());
    expect(info).toMatchObject({ parameters: 260_032, iteration: 0 });
    expect(await session.compare('Once upon a time')).toEqual(expected);
    await told.settled();
    const downloads = told.of('progress').filter(({ task }) => task === 'download');
    expect(downloads.at(-1)).toMatchObject({ done: 4 * 260_032, total: 4 * 260_032 });
  });

  it('half-precision shards too', async () => {
    const files = asFiles(await shardedModel(2, 'F16'));
    const { session } = await open({ kind: 'files', files, label: 'stories' });
    expect(await session.compare('Once upon a time')).toEqual(expected);
  });
});

describe('what it is asked', () => {
  it('are prompts given, word for word, else openings; the run is named by the model', async () => {
    const choice: ModelChoice = { kind: 'stored', id: addressId(ADDRESS) };
    const plain = await open(choice);
    expect([...plain.info.prompts.train, ...plain.info.prompts.heldOut].sort()).toEqual([...OPENINGS].sort());
    expect(plain.info).toMatchObject({
      model: addressId(ADDRESS),
      modelLabel: 'lab/sharded on http://hub.test',
    });
    const given = await open(choice, { request: { prompts: ['A dog', 'A cat'] } });
    expect(given.info.prompts).toEqual({ train: ['A dog', 'A cat'], heldOut: ['A dog', 'A cat'] });
  });
});

describe('refused, with what to do', () => {
  const refusal = async (model: ModelChoice, files: Files = sharded) =>
    // What is refused ends its device.
    open(model, { ownDevice: true, environment: { fetch: serve(files) } }).then(
      () => expect.fail('It opened.'),
      (error: unknown) => (error as Error).message,
    );

  it('a stored model that is not there or not complete', async () => {
    expect(await refusal({ kind: 'stored', id: 'nothing-here' })).toMatch(/not in this browser/);
  });

  it('a stored model whose weights were changed, and one that another tab fills', async () => {
    const id = addressId(ADDRESS);
    const file = await storage.open(id, FIRST);
    const byte = new Uint8Array(1);
    file.read(90_000, byte);
    file.write(
      90_000,
      byte.map((value) => value ^ 1),
    );
    expect(await refusal({ kind: 'stored', id })).toMatch(/has the SHA-256/);
    file.write(90_000, byte);
    await storage.locked(id, 'exclusive', async () => {
      expect(await refusal({ kind: 'stored', id })).toMatch(/elsewhere, perhaps in another tab/);
    });
  });

  it('a NaN, a missing shard and an address without a model', async () => {
    const broken = { ...sharded, [FIRST]: sharded[FIRST].slice() };
    new DataView(broken[FIRST].buffer).setFloat32(broken[FIRST].length - 4, NaN, true);
    expect(await refusal({ kind: 'remote', address: ADDRESS }, broken)).toMatch(/holds NaN/);
    const { [FIRST]: _, ...rest } = sharded;
    expect(await refusal({ kind: 'files', files: asFiles(rest), label: 'x' })).toMatch(`has no ${FIRST}`);
    expect(await refusal({ kind: 'remote', address: ADDRESS }, {})).toMatch(/no such model/);
  });
});

it('ends when it is cancelled between two weights, without waiting for the next', async () => {
  const id = addressId(ADDRESS);
  const {
    session,
    told,
    open: opening,
  } = prepareSession({
    ownDevice: true,
    request: { model: { kind: 'stored', id } },
    environment: { openModels: () => Promise.resolve(new ModelStore(slow)) },
  });
  // Everything is read at once but the second shard, which never comes.
  const slow = new MemoryModelStorage();
  slow.locked = storage.locked.bind(storage);
  slow.files = storage.files.bind(storage);
  slow.blob = async (folder, file) => {
    const blob = await storage.blob(folder, file);
    if (file !== shardName(1, 3) || !blob) return blob;
    const headerless = { size: blob.size, slice: (from: number, to: number) => later(blob.slice(from, to)) };
    return headerless as unknown as Blob;
  };
  const later = (part: Blob) =>
    part.size < 20_000
      ? part
      : { stream: () => new ReadableStream({ pull: () => new Promise(() => undefined) }) };
  const opened = opening().then(
    () => 'opened',
    (error: unknown) => (error as Error).name,
  );
  await told.next('progress', ({ task, done }) => task === 'download' && done > 400_000);
  await session.cancel(LOADING);
  expect(await opened).toBe('AbortError');
});
