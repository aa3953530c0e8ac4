/**
 * The list of complete checkpoints. It is kept in two files that are written in turn, each with its own
 * hash, so that a write that is cut short leaves the list before it. Knows storage; knows no tensors.
 */
import * as v from 'valibot';
import { CheckpointError } from '../errors.ts';
import type { CheckpointStorage } from '../bytes/storage.ts';

/** What the name of a checkpoint's state ends with. */
export const STATE_ENDING = '.state.json';

const SLOTS = ['manifest-a.json', 'manifest-b.json'] as const;

/** Raised whenever a reader of the old version would misread the new list. Lists without one are of version 1. */
const MANIFEST_VERSION = 1;

const common = {
  /** Run the checkpoint belongs to. */
  run: v.string(),
  iteration: v.number(),
  /** Milliseconds since 1970. */
  savedAt: v.number(),
};
const fileSchema = v.object({ name: v.string(), bytes: v.number(), hash: v.string() });
/**
 * `sharded`: tensors by name in shards with an index, a file of the state beside them; hashes as in pieces.ts.
 * `flat`, of the first releases: one file of one tensor per flat buffer, the state in its header; SHA-256.
 */
const entrySchema = v.object({
  ...common,
  form: v.picklist(['sharded', 'flat']),
  files: v.array(fileSchema),
});
const oldEntrySchema = v.pipe(
  v.object({ ...common, file: v.string(), bytes: v.number(), hash: v.string() }),
  v.transform(({ run, iteration, savedAt, file, bytes, hash }) => ({
    run,
    iteration,
    savedAt,
    form: 'flat' as const,
    files: [{ name: file, bytes, hash }],
  })),
);
const manifestSchema = v.object({
  sequence: v.number(),
  entries: v.array(v.union([entrySchema, oldEntrySchema])),
});
const newerSchema = v.object({ version: v.pipe(v.number(), v.minValue(MANIFEST_VERSION + 1)) });
const slotSchema = v.object({ hash: v.string(), manifest: v.string() });

export type ManifestFile = Readonly<v.InferOutput<typeof fileSchema>>;
export type ManifestEntry = Readonly<v.InferOutput<typeof entrySchema>>;

export interface Manifest {
  /** Counts writes; also numbers the checkpoint files. */
  readonly sequence: number;
  /** Newest first within a run. */
  readonly entries: readonly ManifestEntry[];
}

export interface ReadManifest {
  readonly manifest: Manifest;
  /** A list was there and could not be read. */
  readonly damaged: boolean;
}

/** The list is of a version to come. */
class NewerVersionError extends CheckpointError {
  constructor() {
    super({
      kind: 'storage',
      happened: 'The saved runs in this browser were written by a newer version of this page.',
      kept: 'They are kept as they are; the run goes on in memory.',
      todo: 'Reload the page to get the newer version.',
    });
  }
}

/** Whether a call of the store failed because a newer version of the page has written the list. */
export function isNewerVersion(error: unknown): error is CheckpointError {
  return (
    error instanceof CheckpointError &&
    [error, error.cause].some((reason) => reason instanceof NewerVersionError)
  );
}

/**
 * The newest list that is whole; an empty one when there is none.
 * @throws CheckpointError for a list of a version to come: what it lists must not be displaced
 */
export async function readManifest(storage: CheckpointStorage): Promise<ReadManifest> {
  let newest: Manifest = { sequence: 0, entries: [] };
  let damaged = false;
  for (const slot of SLOTS) {
    const bytes = await storage.read(slot);
    if (!bytes) continue;
    const manifest = await parseSlot(bytes);
    if (manifest === 'newer') throw new NewerVersionError();
    if (!manifest) damaged = true;
    else if (manifest.sequence > newest.sequence) newest = manifest;
  }
  return { manifest: newest, damaged };
}

/** Writes `manifest` over the older of the two lists. Returns whether it reads back whole. */
export async function writeManifest(storage: CheckpointStorage, manifest: Manifest): Promise<boolean> {
  const text = JSON.stringify({ version: MANIFEST_VERSION, ...manifest });
  const slot = SLOTS[manifest.sequence % 2];
  const file = { hash: await sha256(new TextEncoder().encode(text)), manifest: text };
  await storage.write(slot, new TextEncoder().encode(JSON.stringify(file)));
  const back = await storage.read(slot);
  const read = back && (await parseSlot(back));
  return read !== null && read !== 'newer' && read.sequence === manifest.sequence;
}

/** Whether `file` belongs to the manifest itself. */
export function isManifestFile(file: string): boolean {
  return (SLOTS as readonly string[]).includes(file);
}

/** SHA-256 of `bytes`, hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function parseSlot(bytes: Uint8Array): Promise<Manifest | 'newer' | null> {
  try {
    const slot = v.parse(slotSchema, JSON.parse(new TextDecoder().decode(bytes)));
    if ((await sha256(new TextEncoder().encode(slot.manifest))) !== slot.hash) return null;
    const json: unknown = JSON.parse(slot.manifest);
    if (v.is(newerSchema, json)) return 'newer';
    return v.parse(manifestSchema, json);
  } catch {
    return null;
  }
}
