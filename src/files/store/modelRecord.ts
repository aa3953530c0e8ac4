/**
 * What the store knows of a model: its files, where they came from, and how much of each is here and proven. It
 * is kept in two files that are written in turn, each with its own hash, so that a write that is cut short leaves
 * the record before it, and a record that was edited is none. Knows storage; knows no network.
 */
import * as v from 'valibot';

import type { ModelStorage } from './modelStorage.ts';
import { Sha256 } from '../bytes/sha256.ts';

const SLOTS = ['record-a.json', 'record-b.json'] as const;
/** Most bytes of a record that is read: thousands of shards. */
const LONGEST = 8 << 20;

/** Raised whenever a reader of the old version would misread the new record. Records without one are of version 1. */
const RECORD_VERSION = 1;

const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const fileSchema = v.object({
  /** Of a file in a folder of the model: its path. */
  name: v.pipe(v.string(), v.regex(/^\w[\w.-]*(\/[\w-][\w.-]*)?$/)),
  totalBytes: bytes,
  /** What it must hash to; null where nobody says. */
  expected: v.nullable(hash),
  /** What the server calls this version of it; null where it does not say. */
  etag: v.nullable(v.string()),
  modified: v.nullable(v.string()),
  /** Bytes from the start that are here, and their SHA-256. */
  kept: bytes,
  keptHash: hash,
  /** All of it is here, and is what was expected. */
  done: v.boolean(),
});
const sourceSchema = v.variant('kind', [
  v.object({
    kind: v.literal('hub'),
    id: v.string(),
    revision: v.optional(v.string()),
    host: v.optional(v.string()),
  }),
  v.object({ kind: v.literal('url'), url: v.string() }),
  v.object({ kind: v.literal('files') }),
]);
const recordSchema = v.object({
  sequence: bytes,
  label: v.string(),
  source: sourceSchema,
  /** The commit that every file is of; null where there is none. */
  commit: v.nullable(v.string()),
  architecture: v.string(),
  parameters: bytes,
  files: v.array(fileSchema),
});
/** A record of a version to come is none: the model is listed as one of unknown origin. */
const versionSchema = v.object({ version: v.optional(v.literal(RECORD_VERSION)) });
const slotSchema = v.object({ hash, record: v.string() });

export type FileRecord = Readonly<v.InferOutput<typeof fileSchema>>;
export type ModelRecord = Readonly<Omit<v.InferOutput<typeof recordSchema>, 'files'>> & {
  readonly files: readonly FileRecord[];
};

/** SHA-256 of nothing. */
export const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The newest record of a folder that is whole; null when there is none. */
export async function readRecord(storage: ModelStorage, folder: string): Promise<ModelRecord | null> {
  let newest: ModelRecord | null = null;
  for (const slot of SLOTS) {
    const blob = await storage.blob(folder, slot);
    if (!blob || blob.size > LONGEST) continue;
    const record = parseSlot(await blob.text());
    if (record && record.sequence > (newest?.sequence ?? 0)) newest = record;
  }
  return newest;
}

/** Writes a record over the older of the two. @returns the record as it was written. */
export async function writeRecord(
  storage: ModelStorage,
  folder: string,
  record: ModelRecord,
): Promise<ModelRecord> {
  const next = { ...record, sequence: record.sequence + 1 };
  const text = JSON.stringify({ version: RECORD_VERSION, ...next });
  const slot = { hash: sha256(text), record: text };
  const data = new TextEncoder().encode(JSON.stringify(slot));
  const file = await storage.open(folder, SLOTS[next.sequence % 2]);
  try {
    file.write(0, data);
    file.truncate(data.byteLength);
    file.flush();
  } finally {
    file.close();
  }
  return next;
}

/** Whether `file` belongs to the record itself. */
export function isRecordFile(file: string): boolean {
  return (SLOTS as readonly string[]).includes(file);
}

function sha256(text: string): string {
  return new Sha256().update(new TextEncoder().encode(text)).hex();
}

function parseSlot(text: string): ModelRecord | null {
  try {
    const slot = v.parse(slotSchema, JSON.parse(text));
    if (sha256(slot.record) !== slot.hash) return null;
    const json: unknown = JSON.parse(slot.record);
    v.parse(versionSchema, json);
    return v.parse(recordSchema, json);
  } catch {
    return null;
  }
}
