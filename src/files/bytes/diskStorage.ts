/**
 * Checkpoint files in a folder on disk, for the engine without a page. Not to be imported by anything
 * that runs in a browser. Knows no checkpoint and no format.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { unreadable, type ByteSource } from './byteSource.ts';
import { TaskChain, type CheckpointStorage, type StoredFile } from './storage.ts';

/** Opens (and creates) `folder`. */
export async function openDiskStorage(folder: string): Promise<CheckpointStorage> {
  await mkdir(folder, { recursive: true });
  return new DiskStorage(folder);
}

class DiskStorage implements CheckpointStorage {
  readonly #chain = new TaskChain();

  constructor(private readonly folder: string) {}

  write(name: string, bytes: Uint8Array): Promise<void> {
    return this.#replace(name, (file) => file.writeFile(bytes));
  }

  create(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#replace(name, async (file) => {
      for await (const chunk of chunks) await file.writeFile(chunk);
    });
  }

  async read(name: string): Promise<Uint8Array | null> {
    const bytes = await readFile(join(this.folder, name)).catch(missingAsNull);
    return bytes && new Uint8Array(bytes);
  }

  async open(name: string): Promise<ByteSource | null> {
    const path = join(this.folder, name);
    const found = await stat(path).catch(missingAsNull);
    if (!found) return null;
    const file = await open(path, 'r');
    return {
      name,
      size: found.size,
      async readInto(offset, target, { signal, onBytes } = {}) {
        let filled = 0;
        while (filled < target.byteLength) {
          signal?.throwIfAborted();
          const { bytesRead } = await file.read(target, filled, target.byteLength - filled, offset + filled);
          if (bytesRead === 0) throw unreadable(name, `it ends after ${offset + filled} bytes`);
          filled += bytesRead;
          onBytes?.(bytesRead);
        }
      },
      close: () => file.close(),
    };
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }

  async list(): Promise<readonly StoredFile[]> {
    const names = await readdir(this.folder);
    return Promise.all(
      names.map(async (name) => ({ name, bytes: (await stat(join(this.folder, name))).size })),
    );
  }

  /** One process uses a folder at a time; within it, tasks take turns. */
  exclusive<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#chain.run(task);
  }

  /** Written beside it and moved there when it is complete. */
  async #replace(name: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
    const temporary = join(this.folder, `${name}.tmp`);
    const file = await open(temporary, 'w');
    try {
      await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(this.folder, name));
  }
}

function missingAsNull(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
