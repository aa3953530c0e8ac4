/**
 * An adapter or a reward model at an address, as the files that a person would have dropped: both are small beside the models
 * that they open on, and are taken by whoever takes dropped ones. Knows addresses and files; knows no store and no run.
 */
import { readBytes, type ByteSource } from '../files/bytes/byteSource.ts';
import { hashedSource } from '../files/bytes/hashedSource.ts';
import { unusableModel } from '../files/errors.ts';
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS } from '../files/folder/adapterFolder.ts';
import { isNotAlone } from '../files/folder/notAlone.ts';
import { BAG_FILE, inspectReward } from '../files/folder/rewardFolder.ts';
import type { RemoteAddress } from '../files/hub/address.ts';
import { findRemoteModel, type RemoteModel, type RemoteOptions } from '../files/hub/remoteModel.ts';
import { INDEX_FILE } from '../files/safetensors/weightIndex.ts';

/** As if its folder had been dropped. */
export interface FetchedFiles {
  readonly label: string;
  readonly files: readonly File[];
}

export interface FetchingOptions extends RemoteOptions {
  readonly signal?: AbortSignal;
  /** Bytes of weights. */
  readonly onProgress?: (file: string, done: number, total: number) => void;
}

/** Most bytes of what is fetched whole; what is larger is better downloaded and dropped. */
const LARGEST = 2 ** 31;
const PIECE = 8 << 20;

/**
 * Fetches what {@link isNotAlone} was said of.
 * @throws CheckpointError where it is neither, cannot be fetched, or is not what its hub says; the signal's reason
 */
export async function fetchNotAlone(
  address: RemoteAddress,
  { signal, onProgress = () => undefined, ...remote }: FetchingOptions = {},
): Promise<FetchedFiles> {
  const found = await findRemoteModel(address, remote, signal).catch((error: unknown) => {
    if (!isNotAlone(error)) throw error;
    return findRemoteModel(address, remote, signal, ADAPTER_CONFIG);
  });
  const names = await namesOf(found, signal);
  const files: File[] = [];
  for (const { name, needed } of names) {
    const file = await fetched(found, name, onProgress, signal);
    if (file) files.push(file);
    else if (needed) throw unusableModel(`There is no ${name} at ${found.label}.`);
  }
  return { label: nameOf(address), files };
}

interface Named {
  readonly name: string;
  readonly needed: boolean;
}

async function namesOf({ files: { open } }: RemoteModel, signal?: AbortSignal): Promise<readonly Named[]> {
  const config = await open('config.json', signal);
  await config?.close();
  const needed = (name: string): Named => ({ name, needed: true });
  if (!config) return [ADAPTER_CONFIG, ADAPTER_WEIGHTS].map(needed);
  const { weights } = await inspectReward(open, signal);
  const small = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
  const besides = ['README.md', BAG_FILE, INDEX_FILE].map((name) => ({ name, needed: false }));
  return [...[...small, ...weights.map(({ file }) => file)].map(needed), ...besides];
}

async function fetched(
  remote: RemoteModel,
  name: string,
  onProgress: (file: string, done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<File | null> {
  const isWeights = name.endsWith('.safetensors');
  const sha256 = isWeights ? (await remote.version(name, signal)).sha256 : null;
  const opened = await remote.files.open(name, signal);
  if (!opened) return null;
  try {
    if (opened.size > LARGEST)
      throw unusableModel(`${name} has ${opened.size} bytes: download it and drop its folder.`);
    const hashed = sha256 === null ? null : hashedSource(opened, sha256);
    const parts = await partsOf(
      hashed ?? opened,
      (done) => isWeights && onProgress(name, done, opened.size),
      signal,
    );
    await hashed?.verify({ signal });
    // What names a run is when its files were changed: the same address must be the same adapter.
    return new File(parts, name, { lastModified: 0 });
  } finally {
    await opened.close();
  }
}

async function partsOf(
  source: ByteSource,
  onBytes: (done: number) => void,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < source.size; at += PIECE) {
    const part = await readBytes(source, at, Math.min(PIECE, source.size - at), { signal });
    parts.push(part as Uint8Array<ArrayBuffer>);
    onBytes(at + part.byteLength);
  }
  return parts;
}

/** As a folder of it would be called. */
function nameOf(address: RemoteAddress): string {
  const path = address.kind === 'hub' ? address.id : new URL(address.url).pathname;
  return path.split('/').findLast((part) => part !== '') ?? 'model';
}
