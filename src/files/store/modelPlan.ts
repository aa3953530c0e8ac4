/**
 * What is to be stored of a model that was looked at, as a record in which nothing is here yet. Knows records;
 * copies nothing.
 */
import { EMPTY_HASH, type FileRecord, type ModelRecord } from './modelRecord.ts';
import type { FileVersion } from '../hub/remoteModel.ts';
import type { TensorEntry } from '../safetensors/safetensorsRead.ts';
import { Sha256 } from '../bytes/sha256.ts';
import type { SourceOpener } from '../folder/modelFiles.ts';

export interface PlannedFile extends FileVersion {
  readonly name: string;
  readonly totalBytes: number;
  /** What is in it, to look for numbers that are none. */
  readonly tensors?: readonly TensorEntry[];
}

/** A model that was looked at and found usable. */
export interface ModelPlan extends Pick<
  ModelRecord,
  'label' | 'source' | 'commit' | 'architecture' | 'parameters'
> {
  readonly id: string;
  /** Files that were read whole already. */
  readonly small: ReadonlyMap<string, Uint8Array>;
  readonly weights: readonly PlannedFile[];
  /** Opens the weights. */
  readonly open: SourceOpener;
  /** Asks again which version of a weights file there is: it may change while it is copied. */
  readonly version?: (file: string, signal?: AbortSignal) => Promise<FileVersion>;
}

/** The record of a model of which nothing is here. */
export function freshRecord(plan: ModelPlan): ModelRecord {
  const { label, source, commit, architecture, parameters } = plan;
  const small = [...plan.small].map(([name, bytes]) => freshFile(plannedSmall(name, bytes)));
  const files = [...small, ...plan.weights.map(freshFile)];
  return { sequence: 0, label, source, commit, architecture, parameters, files };
}

function freshFile({ name, totalBytes, sha256, etag, modified }: PlannedFile): FileRecord {
  return { name, totalBytes, expected: sha256, etag, modified, kept: 0, keptHash: EMPTY_HASH, done: false };
}

function plannedSmall(name: string, bytes: Uint8Array): PlannedFile {
  return {
    name,
    totalBytes: bytes.byteLength,
    sha256: new Sha256().update(bytes).hex(),
    etag: null,
    modified: null,
  };
}
