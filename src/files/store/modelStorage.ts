/**
 * What a place for models must offer: folders of large files that are written piece by piece and read by ranges.
 * And the simplest such place: memory. Knows no model and no format.
 */
import type { StoredFile } from '../bytes/storage.ts';

/** A file that is written, by nobody else meanwhile. */
export interface OpenFile {
  /** Bytes in it now. */
  size(): number;
  /** Fills `target` from `offset` on; returns how many bytes there were. */
  read(offset: number, target: Uint8Array): number;
  /** Writes all of `bytes` at `offset`. A full disk throws; see isStorageFull. */
  write(offset: number, bytes: Uint8Array): void;
  truncate(size: number): void;
  /** What was written is safe when this returns. */
  flush(): void;
  close(): void;
}

export interface Room {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

export interface ModelStorage {
  folders(): Promise<readonly string[]>;
  /** The files of a folder; none when there is no such folder. */
  files(folder: string): Promise<readonly StoredFile[]>;
  /** Opens a file for writing; creates folder and file. */
  open(folder: string, file: string): Promise<OpenFile>;
  /** A file as it is now, for reading by ranges; null when there is none. */
  blob(folder: string, file: string): Promise<Blob | null>;
  removeFile(folder: string, file: string): Promise<void>;
  /** Does nothing when there is no such folder. */
  removeFolder(folder: string): Promise<void>;
  room(): Promise<Room>;
  /**
   * Runs `task` unless another one, in any tab, holds the folder: alone, or shared with other readers.
   * @returns null when it is held.
   */
  locked<Result>(
    folder: string,
    mode: 'exclusive' | 'shared',
    task: () => Promise<Result>,
  ): Promise<{ readonly result: Result } | null>;
}

/** Models that last as long as the object: for tests, and where a browser offers no storage. */
export class MemoryModelStorage implements ModelStorage {
  readonly #folders = new Map<string, Map<string, Uint8Array<ArrayBuffer>>>();
  readonly #held = new Map<string, number>();

  /** @param quota bytes that all files together may have. */
  constructor(public quota = Infinity) {}

  folders(): Promise<readonly string[]> {
    return Promise.resolve([...this.#folders.keys()]);
  }

  files(folder: string): Promise<readonly StoredFile[]> {
    const files = [...(this.#folders.get(folder) ?? [])];
    return Promise.resolve(files.map(([name, { byteLength }]) => ({ name, bytes: byteLength })));
  }

  open(folder: string, file: string): Promise<OpenFile> {
    const files = this.#folders.get(folder) ?? new Map<string, Uint8Array<ArrayBuffer>>();
    this.#folders.set(folder, files);
    const bytes = () => files.get(file) ?? new Uint8Array();
    files.set(file, bytes());
    const resize = (size: number): Uint8Array<ArrayBuffer> => {
      const resized = new Uint8Array(size);
      resized.set(bytes().subarray(0, size));
      files.set(file, resized);
      return resized;
    };
    return Promise.resolve({
      size: () => bytes().byteLength,
      read: (offset, target) => {
        const found = bytes().subarray(offset, offset + target.byteLength);
        target.set(found);
        return found.byteLength;
      },
      write: (offset, piece) => {
        const size = Math.max(bytes().byteLength, offset + piece.byteLength);
        if (this.#used() - bytes().byteLength + size > this.quota) {
          throw new DOMException('The quota is used up.', 'QuotaExceededError');
        }
        (size === bytes().byteLength ? bytes() : resize(size)).set(piece, offset);
      },
      truncate: (size) => void resize(size),
      flush: () => undefined,
      close: () => undefined,
    });
  }

  blob(folder: string, file: string): Promise<Blob | null> {
    const bytes = this.#folders.get(folder)?.get(file);
    return Promise.resolve(bytes ? new Blob([bytes]) : null);
  }

  removeFile(folder: string, file: string): Promise<void> {
    this.#folders.get(folder)?.delete(file);
    return Promise.resolve();
  }

  removeFolder(folder: string): Promise<void> {
    this.#folders.delete(folder);
    return Promise.resolve();
  }

  room(): Promise<Room> {
    return Promise.resolve({ usedBytes: this.#used(), quotaBytes: this.quota });
  }

  async locked<Result>(
    folder: string,
    mode: 'exclusive' | 'shared',
    task: () => Promise<Result>,
  ): Promise<{ readonly result: Result } | null> {
    const held = this.#held.get(folder) ?? 0;
    if (held === Infinity || (held > 0 && mode === 'exclusive')) return null;
    this.#held.set(folder, mode === 'exclusive' ? Infinity : held + 1);
    try {
      return { result: await task() };
    } finally {
      this.#held.set(folder, mode === 'exclusive' ? 0 : (this.#held.get(folder) ?? 1) - 1);
    }
  }

  #used(): number {
    const files = [...this.#folders.values()].flatMap((folder) => [...folder.values()]);
    return files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }
}
