/**
 * One checkpoint out of storage: every byte of it hashed first, then its tensors handed over chunk by chunk. Reads
 * the flat files of the first releases too. Knows the files of one checkpoint; knows no other and no model.
 */
import { readBytes, type ByteSource } from '../bytes/byteSource.ts';
import { STATE_ENDING, type ManifestEntry, type ManifestFile } from './manifest.ts';
import { hashPieces, sourcePieces } from '../safetensors/pieces.ts';
import type { SafetensorsHeader } from '../safetensors/safetensorsRead.ts';
import { Sha256 } from '../bytes/sha256.ts';
import type { CheckpointStorage } from '../bytes/storage.ts';
import { readSafetensorsHeader, streamTensors, type TensorChunk } from '../folder/streamTensors.ts';

/** Header field of a flat checkpoint that holds the state. */
const STATE_KEY = 'state';

export interface TensorReceiver {
  /** Takes the next values of a tensor; they are valid until it resolves. */
  receive(chunk: TensorChunk): Promise<void> | void;
}

/** A checkpoint that is whole, before its tensors are read. */
export interface FoundCheckpoint {
  readonly iteration: number;
  /** `flat`: one tensor per flat buffer, of the first releases. */
  readonly form: ManifestEntry['form'];
  readonly state: unknown;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

interface OpenCheckpoint extends FoundCheckpoint {
  read(receiver: TensorReceiver): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error, CheckpointError: what is wrong with it, to follow "cannot be used:". */
export async function openEntry(storage: CheckpointStorage, entry: ManifestEntry): Promise<OpenCheckpoint> {
  const { iteration, form, files } = entry;
  const sources: ByteSource[] = [];
  const close = async () => {
    for (const source of sources) await source.close();
  };
  try {
    const shards: { source: ByteSource; header: SafetensorsHeader }[] = [];
    let state: unknown = null;
    for (const file of files) {
      const source = await openChecked(storage, file, form);
      sources.push(source);
      if (file.name.endsWith(STATE_ENDING)) state = parse(await readBytes(source, 0, source.size));
      if (!file.name.endsWith('.safetensors')) continue;
      const header = await readSafetensorsHeader(source);
      shards.push({ source, header });
      if (form === 'flat') state = JSON.parse(header.metadata[STATE_KEY]);
    }
    const tensors = shards.flatMap(({ header }) => [...header.tensors.values()]);
    return {
      iteration,
      form,
      state,
      shapes: new Map(tensors.map(({ name, shape }) => [name, shape])),
      close,
      async read(receiver) {
        for (const { source, header } of shards) {
          for await (const chunk of streamTensors(source, header)) await receiver.receive(chunk);
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The state of a checkpoint alone; null where the first releases kept it elsewhere. @throws as {@link openEntry} */
export async function readState(
  storage: CheckpointStorage,
  { form, files }: ManifestEntry,
): Promise<unknown> {
  const file = files.find(({ name }) => name.endsWith(STATE_ENDING));
  if (!file) return null;
  const source = await openChecked(storage, file, form);
  try {
    return parse(await readBytes(source, 0, source.size));
  } finally {
    await source.close();
  }
}

async function openChecked(
  storage: CheckpointStorage,
  { name, bytes, hash }: ManifestFile,
  form: ManifestEntry['form'],
): Promise<ByteSource> {
  const source = await storage.open(name);
  if (!source) throw new Error(`its file ${name} is gone.`);
  try {
    if (source.size !== bytes) throw new Error(`its file ${name} has ${source.size} of ${bytes} bytes.`);
    const found = form === 'flat' ? await plainHash(source) : await hashPieces(source);
    if (found !== hash) throw new Error(`its file ${name} is damaged.`);
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function plainHash(source: ByteSource): Promise<string> {
  const hash = new Sha256();
  for await (const piece of sourcePieces(source)) hash.update(piece);
  return hash.hex();
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
