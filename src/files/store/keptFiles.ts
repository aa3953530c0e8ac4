/**
 * What the store proves of a model that is asked for again: files of the same version whose bytes hash to what was
 * written down with them. Knows records and files; writes nothing.
 */
import { readRecord, type FileRecord, type ModelRecord } from './modelRecord.ts';
import type { ModelStorage } from './modelStorage.ts';
import { Sha256 } from '../bytes/sha256.ts';

export interface KeptFiles {
  /** The fresh record with what is here. */
  readonly record: ModelRecord;
  /** Of files that are here, over what is here, to go on with. */
  readonly hashes: ReadonlyMap<string, Sha256>;
}

export interface KeptOptions {
  readonly signal?: AbortSignal;
  /** Told how many bytes are proven, of all files together. */
  readonly onProven?: (file: string, bytes: number) => void;
}

/**
 * Looks for what an earlier record proves.
 * @param fresh the record of what is to be stored, in which nothing is here.
 */
export async function keptFiles(
  storage: ModelStorage,
  folder: string,
  fresh: ModelRecord,
  { signal, onProven }: KeptOptions = {},
): Promise<KeptFiles> {
  const hashes = new Map<string, Sha256>();
  const old = await readRecord(storage, folder);
  if (!old) return { record: fresh, hashes };
  const sizes = new Map((await storage.files(folder)).map(({ name, bytes }) => [name, bytes]));
  const files: FileRecord[] = [];
  let done = 0;
  for (const file of fresh.files) {
    const before = old.files.find(({ name }) => name === file.name);
    files.push(file);
    if (!before || !isSame(before, old, file, fresh) || (sizes.get(file.name) ?? 0) < before.kept) continue;
    const blob = await storage.blob(folder, file.name);
    const hash =
      blob &&
      (await hashOf(blob.slice(0, before.kept), signal, (bytes) => onProven?.(file.name, done + bytes)));
    if (hash?.clone().hex() !== before.keptHash) continue;
    hashes.set(file.name, hash);
    done += before.kept;
    files[files.length - 1] = { ...file, kept: before.kept, keptHash: before.keptHash, done: before.done };
  }
  return { record: { ...fresh, sequence: old.sequence, files }, hashes };
}

/** Whether a file is the one that an earlier record speaks of. Where nothing says so, it is not. */
function isSame(before: FileRecord, old: ModelRecord, now: FileRecord, fresh: ModelRecord): boolean {
  const { kept, keptHash, done, totalBytes } = before;
  if (kept === 0 || totalBytes !== now.totalBytes || (done && kept !== totalBytes)) return false;
  if (done && now.expected !== null && keptHash !== now.expected) return false;
  if (before.expected !== null && now.expected !== null) return before.expected === now.expected;
  if (fresh.source.kind === 'files') return true;
  if (old.commit !== null && old.commit === fresh.commit) return true;
  if (before.etag !== null && now.etag !== null) return before.etag === now.etag;
  return before.modified !== null && before.modified === now.modified;
}

async function hashOf(
  blob: Blob,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<Sha256> {
  const hash = new Sha256();
  const reader = blob.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    signal?.throwIfAborted();
    hash.update(part.value);
    onBytes(hash.length);
  }
  return hash;
}
