/**
 * What the checkpoint store asks of a place to keep files, and the simplest such place: memory. Knows no
 * checkpoint and no format.
 */
import { bytesSource, type ByteSource } from './byteSource.ts';

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/**
 * A flat folder of files. Writing is not assumed to be atomic: after a crash a file may be cut short or
 * hold old bytes, and the store copes with that.
 */
export interface CheckpointStorage {
  /** Creates or replaces a file; resolves once it is flushed. A full disk rejects; see isStorageFull. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** null when there is no such file. */
  read(name: string): Promise<Uint8Array | null>;
  /**
   * Creates or replaces a file by chunks as they come, each written before the next is asked for; resolves once it
   * is flushed. Rejects with what either side fails with, and leaves what it has: a file cut short, or none.
   */
  create(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Opens a file to be read in ranges; null when there is none. */
  open(name: string): Promise<ByteSource | null>;
  /** Does nothing when there is no such file. */
  remove(name: string): Promise<void>;
  list(): Promise<readonly StoredFile[]>;
  /** Runs `task` while no other user of the same folder, in any tab, runs one. */
  exclusive<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** Whether a write failed for lack of room, in a browser or on a disk. */
export function isStorageFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  return error.name === 'QuotaExceededError' || code === 'ENOSPC' || code === 'EDQUOT';
}

/** Runs tasks one after the other, whether or not the one before failed. */
export class TaskChain {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task, task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Files that last as long as the object: for tests, and where a browser offers no storage. */
export class MemoryStorage implements CheckpointStorage {
  protected readonly files = new Map<string, Uint8Array>();
  readonly #chain = new TaskChain();

  write(name: string, bytes: Uint8Array): Promise<void> {
    this.files.set(name, bytes.slice());
    return Promise.resolve();
  }

  read(name: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.files.get(name)?.slice() ?? null);
  }

  async create(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    try {
      for await (const chunk of chunks) parts.push(chunk.slice());
    } finally {
      await this.write(name, new Uint8Array(await new Blob(parts).arrayBuffer()));
    }
  }

  open(name: string): Promise<ByteSource | null> {
    const bytes = this.files.get(name);
    return Promise.resolve(bytes ? bytesSource(bytes, name) : null);
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  list(): Promise<readonly StoredFile[]> {
    return Promise.resolve([...this.files].map(([name, { byteLength }]) => ({ name, bytes: byteLength })));
  }

  exclusive<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#chain.run(task);
  }
}
