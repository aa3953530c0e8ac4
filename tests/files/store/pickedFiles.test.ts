/** Models from picked files, into a store in memory. */
import { describe, expect, it } from 'vitest';
import { storePickedFiles } from '../../../src/files/store/download.ts';
import type { FillProgress } from '../../../src/files/store/fillModel.ts';
import { filesId } from '../../../src/files/store/storedModel.ts';
import { INDEX, singleModel, type Files } from '../folder/ownModel.ts';
import { CHUNK, expectWhole, files, halfway, storage, store, useHub } from './downloads.ts';

useHub();

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
