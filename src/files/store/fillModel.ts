/**
 * Copies a model's files into the store through one chunk, from a server or from picked files, and goes on where
 * an earlier copy stopped. What is found there is trusted as far as its record proves it and no further. Knows
 * the store and files that are read by ranges; knows no server and no format.
 */
import { bytesSource, type ByteSource } from '../bytes/byteSource.ts';
import { CheckpointError, unusableModel } from '../errors.ts';
import { FiniteCheck } from '../safetensors/finiteCheck.ts';
import { keptFiles } from './keptFiles.ts';
import { freshRecord, type ModelPlan } from './modelPlan.ts';
import { EMPTY_HASH, isRecordFile, writeRecord, type FileRecord, type ModelRecord } from './modelRecord.ts';
import { amount, checkRoom } from './modelRoom.ts';
import type { ModelStorage, OpenFile } from './modelStorage.ts';
import { Sha256 } from '../bytes/sha256.ts';
import { isStorageFull } from '../bytes/storage.ts';

/** Most bytes that are held at once. */
export const CHUNK = 4 << 20;

export interface FillProgress {
  readonly stage: 'verify' | 'copy';
  readonly file: string;
  /** Bytes of the model that are in the store, of `total`. */
  readonly done: number;
  readonly total: number;
}

export interface FillOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FillProgress) => void;
  readonly chunkBytes?: number;
}

/**
 * Fills a model's folder. The caller holds its lock. When the signal aborts it, or anything fails, what has come
 * stays and the next call goes on from there.
 * @throws CheckpointError of kind `full` when there is no room, before anything is copied where that is known; of
 * kind `format` when a file is not what it should be; the source's errors; the signal's reason.
 */
export async function fillModel(
  storage: ModelStorage,
  plan: ModelPlan,
  options: FillOptions = {},
): Promise<void> {
  await new Filling(storage, plan, options).run();
}

class Filling {
  #record: ModelRecord;
  #done = 0;
  /** Whether it can never be used. */
  #broken = false;
  readonly #total: number;
  readonly #chunk: Uint8Array;
  /** Of files that are partly here, over what is here. */
  #hashes: ReadonlyMap<string, Sha256> = new Map();

  constructor(
    private readonly storage: ModelStorage,
    private readonly plan: ModelPlan,
    private readonly options: FillOptions,
  ) {
    this.#record = freshRecord(plan);
    const { files } = this.#record;
    this.#total = files.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
    const largest = Math.max(0, ...files.map(({ totalBytes }) => totalBytes));
    this.#chunk = new Uint8Array(Math.min(options.chunkBytes ?? CHUNK, largest));
  }

  async run(): Promise<void> {
    try {
      await this.#fill();
    } catch (error) {
      if (this.#broken) await this.storage.removeFolder(this.plan.id);
      throw error;
    }
  }

  async #fill(): Promise<void> {
    const { storage, plan } = this;
    const { id, small } = plan;
    await this.#takeUp();
    await this.#makeSure();
    await this.#guard(() => this.#save());
    for (const { name, bytes } of await storage.files(id)) {
      const mine = this.#record.files.find((file) => file.name === name);
      if (!mine && !isRecordFile(name)) await storage.removeFile(id, name);
      // Its record does not say so: what was written there proves nothing.
      if (mine?.kept === 0 && bytes > 0) await storage.removeFile(id, name);
    }
    for (const file of this.#record.files) {
      if (file.done) continue;
      const bytes = small.get(file.name);
      if (bytes) await this.#copy(file.name, () => Promise.resolve(bytesSource(bytes, file.name)));
      else await this.#copy(file.name, () => this.#source(file));
    }
  }

  /** Goes on with what is here, as far as it is proven. */
  async #takeUp(): Promise<void> {
    const { storage, plan, options } = this;
    const onProven = (file: string, bytes: number) => this.#tell('verify', file, bytes);
    const { signal } = options;
    const { record, hashes } = await keptFiles(storage, plan.id, this.#record, { signal, onProven });
    this.#record = record;
    this.#hashes = hashes;
    this.#done = record.files.reduce((sum, { kept }) => sum + kept, 0);
  }

  /** Asks for room before anything is written. */
  async #makeSure(): Promise<void> {
    const kept = new Map(this.#record.files.map((file) => [file.name, file.kept]));
    const files = await this.storage.files(this.plan.id);
    await checkRoom(this.storage, {
      folder: this.plan.id,
      label: this.plan.label,
      needed: this.#total - this.#done,
      here: this.#done,
      // Written anew, so that their room is free again.
      spare: files.reduce((sum, { name, bytes }) => sum + (kept.get(name) ? 0 : bytes), 0),
    });
  }

  async #source({ name, totalBytes }: FileRecord): Promise<ByteSource> {
    const source = await this.plan.open(name, this.options.signal);
    if (!source) throw unusableModel(`${name} is no longer there.`);
    if (source.size === totalBytes) return source;
    await source.close();
    throw unusableModel(
      `${name} has ${source.size} bytes now; it had ${totalBytes} when its header was read.`,
    );
  }

  /** Copies what is missing of a file; from its start once more when what was there before turns out wrong. */
  async #copy(name: string, open: () => Promise<ByteSource>): Promise<void> {
    const { kept: before, expected } = this.#file(name);
    const first = await this.#copyRest(name, open);
    if (first === null) return;
    const again = before > 0 ? await this.#copyRest(name, open) : first;
    if (again === null) return;
    throw new CheckpointError({
      kind: 'format',
      happened:
        expected === null
          ? `${name} changed at its source while it was copied.`
          : `${name} has the SHA-256 ${again}; expected was ${expected}.`,
      kept: 'It was deleted; the other files of the model stay.',
      todo: 'Start it again; if this happens twice, the file at its source is damaged.',
    });
  }

  /** @returns null when the file is what it should be, otherwise its hash; it is empty again then. */
  async #copyRest(name: string, open: () => Promise<ByteSource>): Promise<string | null> {
    const { totalBytes, expected, kept } = this.#file(name);
    const file = await this.#guard(() => this.storage.open(this.plan.id, name));
    try {
      // A second attempt, from the start, has a hash of its own.
      const hash = (kept > 0 ? this.#hashes.get(name) : undefined) ?? new Sha256();
      // Behind the bytes that were proven may be some of a write that was cut short.
      file.truncate(kept);
      if (hash.length < totalBytes || totalBytes === 0) {
        const source = await open().catch((error: unknown) => {
          throw this.#interrupted(error);
        });
        try {
          await this.#stream(name, source, file, hash, this.#checkFrom(name, kept, file));
        } finally {
          await source.close();
        }
      }
      const digest = hash.hex();
      const wrong = expected === null ? await this.#changed(name) : digest !== expected;
      if (wrong) {
        this.#done -= totalBytes;
        file.truncate(0);
        file.flush();
      }
      this.#update(name, wrong ? { kept: 0, keptHash: EMPTY_HASH } : { done: true, keptHash: digest });
      await this.#guard(() => this.#save());
      return wrong ? digest : null;
    } finally {
      file.close();
    }
  }

  /** Whether a file that nobody has a hash of is another version now than when it was looked at. */
  async #changed(name: string): Promise<boolean> {
    const { signal } = this.options;
    if (!this.plan.version || this.plan.small.has(name)) return false;
    const now = await this.plan.version(name, signal).catch((error: unknown) => {
      throw this.#interrupted(error);
    });
    const { etag, modified } = this.#file(name);
    return now.etag !== etag || now.modified !== modified;
  }

  #checkFrom(name: string, kept: number, file: OpenFile): FiniteCheck {
    const planned = this.plan.weights.find((weights) => weights.name === name);
    const check = new FiniteCheck(planned?.tensors ?? []);
    const last = new Uint8Array(1);
    if (kept > 0) file.read(kept - 1, last);
    check.resume(kept, last[0]);
    return check;
  }

  async #stream(
    name: string,
    source: ByteSource,
    file: OpenFile,
    hash: Sha256,
    check: FiniteCheck,
  ): Promise<void> {
    const { signal } = this.options;
    while (hash.length < source.size) {
      const offset = hash.length;
      const piece = this.#chunk.subarray(0, Math.min(this.#chunk.length, source.size - offset));
      let come = 0;
      const onBytes = (count: number): void => {
        come += count;
        this.#tell('copy', name, this.#done + come);
      };
      let failure: { readonly error: unknown } | null = null;
      try {
        await source.readInto(offset, piece, { signal, onBytes });
      } catch (error) {
        failure = { error };
      }
      // Also what came before the connection broke.
      const usable = piece.subarray(0, Math.min(come, piece.length));
      const problem = check.take(usable);
      if (problem !== null) {
        this.#broken = true;
        throw new CheckpointError({
          kind: 'model',
          happened: problem,
          kept: 'Nothing of the model is kept.',
          todo: 'Use another version of it, or another model.',
        });
      }
      if (usable.length > 0) await this.#keep(name, file, offset, usable, hash);
      if (failure) throw this.#interrupted(failure.error);
    }
  }

  /** A source that failed for good, with what is kept all the same. */
  #interrupted(error: unknown): unknown {
    if (!(error instanceof CheckpointError)) return error;
    return new CheckpointError({
      kind: error.kind,
      happened: error.happened,
      kept: `${amount(this.#done)} of ${amount(this.#total)} are stored and stay.`,
      todo: 'Start it again when the source can be read: it goes on from there.',
      cause: error,
    });
  }

  async #keep(name: string, file: OpenFile, offset: number, bytes: Uint8Array, hash: Sha256): Promise<void> {
    await this.#guard(async () => {
      file.write(offset, bytes);
      file.flush();
      hash.update(bytes);
      this.#done += bytes.length;
      this.#update(name, { kept: hash.length, keptHash: hash.clone().hex() });
      await this.#save();
    });
  }

  async #save(): Promise<void> {
    this.#record = await writeRecord(this.storage, this.plan.id, this.#record);
  }

  #file(name: string): FileRecord {
    return this.#record.files.find((file) => file.name === name)!;
  }

  #update(name: string, change: Partial<FileRecord>): void {
    const files = this.#record.files.map((file) => (file.name === name ? { ...file, ...change } : file));
    this.#record = { ...this.#record, files };
  }

  #tell(stage: FillProgress['stage'], file: string, done: number): void {
    this.options.onProgress?.({ stage, file, done: Math.min(done, this.#total), total: this.#total });
  }

  /** Puts a failure of the storage into words. */
  async #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof CheckpointError) throw cause;
      const full = isStorageFull(cause);
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CheckpointError({
        kind: full ? 'full' : 'storage',
        happened: full
          ? `There is no room left in this browser's storage for ${this.plan.label}.`
          : `${this.plan.label} could not be stored: ${why}.`,
        kept: `${amount(this.#done)} of ${amount(this.#total)} are stored and stay.`,
        todo: full
          ? 'Delete another stored model or free disk space, then start it again: it goes on from there.'
          : 'Start it again: it goes on from there. If another tab stores the same model, wait for it.',
        cause,
      });
    }
  }
}
