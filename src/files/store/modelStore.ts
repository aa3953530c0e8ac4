/**
 * The models that this browser keeps: what there is, opening, deleting. Knows records and files; fills none
 * (fillModel.ts does) and knows no network.
 */
import { blobSource, bytesSource, readBytes } from '../bytes/byteSource.ts';
import { CheckpointError } from '../errors.ts';
import { isRecordFile, readRecord, type ModelRecord } from './modelRecord.ts';
import type { ModelStorage } from './modelStorage.ts';
import { Sha256 } from '../bytes/sha256.ts';
import type { ModelOrigin } from '../hub/address.ts';
import type { StoredModel } from './storedModel.ts';
import type { ModelFiles } from '../folder/modelFiles.ts';

/** A model that is whole. */
export interface OpenedModel {
  readonly label: string;
  readonly source: ModelOrigin;
  /** With the SHA-256 of every weights file. */
  readonly files: ModelFiles;
}

export class ModelStore {
  constructor(readonly storage: ModelStorage) {}

  /** Every model there is something of, by label. A folder whose record is damaged is one of unknown origin. */
  async list(): Promise<readonly StoredModel[]> {
    const models: StoredModel[] = [];
    for (const folder of await this.storage.folders()) {
      const model = await this.find(folder);
      if (model) models.push(model);
    }
    return models.sort((a, b) => a.label.localeCompare(b.label));
  }

  /** One model; null when there is nothing of it. */
  async find(id: string): Promise<StoredModel | null> {
    const record = await readRecord(this.storage, id);
    const files = await this.storage.files(id);
    if (files.length === 0) return null;
    return record
      ? known(id, record, new Map(files.map(({ name, bytes }) => [name, bytes])))
      : damaged(id, files);
  }

  /**
   * Opens a whole model for reading by ranges. Its small files are compared with their hashes here; weights are by
   * whoever reads them.
   * @throws CheckpointError when there is none, or not all of it.
   */
  async open(id: string): Promise<OpenedModel> {
    const record = await readRecord(this.storage, id);
    const model = await this.find(id);
    if (!record || !model?.complete) {
      throw new CheckpointError({
        kind: 'model',
        happened: model
          ? `The stored model ${model.label} is not complete.`
          : 'The model is not in this browser’s storage any more.',
        kept: model
          ? `What is here of it stays (${model.bytes} of ${model.totalBytes} bytes).`
          : 'Nothing was loaded.',
        todo: model?.source
          ? 'Start its download again: it goes on from there.'
          : 'Delete it and download it again.',
      });
    }
    const hashes = new Map(record.files.map(({ name, keptHash }) => [name, keptHash]));
    const files: ModelFiles = {
      open: async (file, signal) => {
        const hash = hashes.get(file);
        const blob = hash === undefined ? null : await this.storage.blob(id, file);
        if (!blob) return null;
        const source = blobSource(blob, file);
        if (file.endsWith('.safetensors')) return source;
        const bytes = await readBytes(source, 0, source.size, { signal });
        if (new Sha256().update(bytes).hex() !== hash) throw changed(record.label, file);
        return bytesSource(bytes, file);
      },
      list: () => Promise.resolve([...hashes.keys()]),
      sha256: (file) => Promise.resolve(hashes.get(file) ?? null),
    };
    return { label: record.label, source: model.source, files };
  }

  /**
   * Deletes a model.
   * @throws CheckpointError while another tab fills or loads it.
   */
  async remove(id: string): Promise<void> {
    const done = await this.storage.locked(id, 'exclusive', () => this.storage.removeFolder(id));
    if (!done) throw busy((await this.find(id))?.label ?? id, 'It was not deleted.');
  }
}

/** A model that another tab, or another call, is at work on. */
export function busy(label: string, kept: string): CheckpointError {
  return new CheckpointError({
    kind: 'storage',
    happened: `${label} is being downloaded or loaded elsewhere, perhaps in another tab.`,
    kept,
    todo: 'Wait until that has ended, or pause it there, and try again.',
  });
}

function known(id: string, record: ModelRecord, sizes: ReadonlyMap<string, number>): StoredModel {
  const files = record.files.map(({ name, kept, totalBytes, keptHash, done }) => {
    const bytes = Math.min(kept, sizes.get(name) ?? 0);
    return { name, bytes, totalBytes, sha256: done && bytes === totalBytes ? keptHash : null };
  });
  const { label, source, architecture, parameters } = record;
  return {
    id,
    label,
    source,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    totalBytes: files.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
    complete: files.every(
      ({ name, sha256, totalBytes }) => sha256 !== null && sizes.get(name) === totalBytes,
    ),
    files,
    architecture,
    parameters,
  };
}

function damaged(
  id: string,
  found: readonly { readonly name: string; readonly bytes: number }[],
): StoredModel {
  const files = found
    .filter(({ name }) => !isRecordFile(name))
    .map(({ name, bytes }) => ({ name, bytes, totalBytes: bytes, sha256: null }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    id,
    label: id,
    source: null,
    bytes,
    totalBytes: bytes,
    complete: false,
    files,
    architecture: null,
    parameters: null,
  };
}

function changed(label: string, file: string): CheckpointError {
  return new CheckpointError({
    kind: 'format',
    happened: `${file} of the stored model ${label} is not what was stored.`,
    kept: 'Nothing was loaded from it.',
    todo: 'Start its download again, which replaces what was changed, or delete it.',
  });
}
