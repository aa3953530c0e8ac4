/**
 * Checkpoint files in a folder on disk, for the engine without a page. Not to be imported by anything
 * that runs in a browser. Knows no checkpoint and no format.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskChain, type CheckpointStorage, type StoredFile } from './storage.ts';

/** Opens (and creates) `folder`. */
export async function openDiskStorage(folder: string): Promise<CheckpointStorage> {
  await mkdir(folder, { recursive: true });
  return new DiskStorage(folder);
}

class DiskStorage implements CheckpointStorage {
  readonly #chain = new TaskChain();

  constructor(private readonly folder: string) {}

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const temporary = join(this.folder, `${name}.tmp`);
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(this.folder, name));
  }

  async read(name: string): Promise<Uint8Array | null> {
    try {
      return new Uint8Array(await readFile(join(this.folder, name)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
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
}
