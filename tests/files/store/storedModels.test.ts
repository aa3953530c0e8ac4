/** Models in a browser's storage as the version before kept them: a whole one, and one whose import was left half-way. */
import { beforeEach, expect, it } from 'vitest';
import { storePickedFiles } from '../../../src/files/store/download.ts';
import { MemoryModelStorage } from '../../../src/files/store/modelStorage.ts';
import { readRecord, writeRecord } from '../../../src/files/store/modelRecord.ts';
import { Sha256 } from '../../../src/files/bytes/sha256.ts';
import { ModelStore } from '../../../src/files/store/modelStore.ts';
import type { StoredModel } from '../../../src/files/store/storedModel.ts';
import { openModelSource } from '../../../src/model/streamedSource.ts';
import { storedFiles, storedJson } from '../../fixtures/stored.ts';

let store: ModelStore;
const before = await storedJson<StoredModel[]>('models/list.json');
const [half, whole] = before;

beforeEach(async () => {
  const storage = new MemoryModelStorage();
  for (const [path, bytes] of await storedFiles('models')) {
    const [folder, name] = path.split('/');
    if (name === undefined) continue;
    const file = await storage.open(folder, name);
    file.write(0, bytes);
    file.close();
  }
  store = new ModelStore(storage);
});

it('the list is the one that was shown', async () => {
  expect(await store.list()).toEqual(before);
  expect(whole).toMatchObject({ label: 'tiny', complete: true, architecture: 'gpt2', parameters: 500 });
});

it('a whole one opens, and its weights are those of the folder', async () => {
  const { files } = await store.open(whole.id);
  const source = await openModelSource(files);
  expect(source.config).toMatchObject({ family: 'gpt2', dim: 4, layers: 1, vocab: 30 });
  expect(await files.sha256!('model.safetensors')).toBe(whole.files.at(-1)!.sha256);
  const weights = await files.open('model.safetensors');
  const bytes = new Uint8Array(weights!.size);
  await weights!.readInto(0, bytes);
  expect(bytes).toEqual((await storedFiles('model')).get('model.safetensors'));
});

it('a half one goes on where it stopped', async () => {
  expect(half).toMatchObject({ complete: false, bytes: 2935 });
  const files = [...(await storedFiles('model'))].map(
    ([name, bytes]) => new File([bytes as BlobPart], name, { lastModified: 1_764_200_000_000 }),
  );
  const copied: number[] = [];
  const model = await storePickedFiles(store, files, 'half', {
    chunkBytes: 1000,
    onProgress: ({ stage, done }) => void (stage === 'copy' && copied.push(done)),
  });
  expect(model).toMatchObject({ id: half.id, complete: true });
  expect(copied[0]).toBeGreaterThan(half.bytes);
});

it('a record says its version, and one of a version to come is none', async () => {
  const record = (await readRecord(store.storage, whole.id))!;
  await writeRecord(store.storage, whole.id, record);
  const slots = await Promise.all(
    ['record-a.json', 'record-b.json'].map(async (slot) =>
      (await store.storage.blob(whole.id, slot))!.text(),
    ),
  );
  expect(slots.filter((slot) => slot.includes('{\\"version\\":1,'))).toHaveLength(1);
  for (const slot of ['record-a.json', 'record-b.json']) {
    const text = JSON.stringify({ version: 2, ...record });
    const hash = new Sha256().update(new TextEncoder().encode(text)).hex();
    const file = await store.storage.open(whole.id, slot);
    file.truncate(0);
    file.write(0, new TextEncoder().encode(JSON.stringify({ hash, record: text })));
    file.close();
  }
  expect(await readRecord(store.storage, whole.id)).toBeNull();
  expect(await store.find(whole.id)).toMatchObject({ complete: false, source: null });
});
