/**
 * Models in a folder on disk, for the engine without a page: a folder a model. Not to be imported by anything that runs in a
 * browser. Knows no model and no format.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openAsBlob,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { mkdir, open, readFile, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredFile } from '../bytes/storage.ts';
import type { ModelStorage, OpenFile, Room } from './modelStorage.ts';

/** What stands for a slash in a file's name. */
const SLASH = '%2F';

/** Models in `folder`, which is made with the first of them. */
export function openDiskModels(folder: string): ModelStorage {
  return new DiskModels(folder);
}

class DiskModels implements ModelStorage {
  constructor(private readonly root: string) {}

  async folders(): Promise<readonly string[]> {
    const entries = await orMissing(readdir(this.root, { withFileTypes: true }), []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  async files(folder: string): Promise<readonly StoredFile[]> {
    const names = await orMissing(readdir(join(this.root, folder)), []);
    return Promise.all(
      names.map(async (name) => ({
        name: name.replaceAll(SLASH, '/'),
        bytes: (await stat(join(this.root, folder, name))).size,
      })),
    );
  }

  async open(folder: string, file: string): Promise<OpenFile> {
    await mkdir(join(this.root, folder), { recursive: true });
    const path = this.#path(folder, file);
    // Made where it is missing, and left as it is where it is not.
    await (await open(path, 'a')).close();
    const handle = openSync(path, 'r+');
    return {
      size: () => fstatSync(handle).size,
      read: (offset, target) => readSync(handle, target, 0, target.byteLength, offset),
      write(offset, bytes) {
        for (let done = 0; done < bytes.byteLength;) {
          done += writeSync(handle, bytes, done, bytes.byteLength - done, offset + done);
        }
      },
      truncate: (size) => ftruncateSync(handle, size),
      flush: () => fsyncSync(handle),
      close: () => closeSync(handle),
    };
  }

  async blob(folder: string, file: string): Promise<Blob | null> {
    const path = this.#path(folder, file);
    return (await orMissing(stat(path), null)) && openAsBlob(path);
  }

  async removeFile(folder: string, file: string): Promise<void> {
    await rm(this.#path(folder, file), { force: true });
  }

  async removeFolder(folder: string): Promise<void> {
    await rm(join(this.root, folder), { recursive: true, force: true });
  }

  async room(): Promise<Room> {
    await mkdir(this.root, { recursive: true });
    const { bavail, blocks, bsize } = await statfs(this.root);
    return { usedBytes: (blocks - bavail) * bsize, quotaBytes: blocks * bsize };
  }

  /** Other processes are kept out by a file beside the folder, which says who made it: one that is dead holds nothing. */
  async locked<Result>(
    folder: string,
    mode: 'exclusive' | 'shared',
    task: () => Promise<Result>,
  ): Promise<{ readonly result: Result } | null> {
    const lock = join(this.root, `${folder}.lock`);
    await mkdir(this.root, { recursive: true });
    const holder = await orMissing(readFile(lock, 'utf8'), null);
    if (holder !== null && isAlive(Number(holder))) return null;
    if (holder !== null) await rm(lock, { force: true });
    if (mode === 'shared') return { result: await task() };
    try {
      const file = await open(lock, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
      throw error;
    }
    try {
      return { result: await task() };
    } finally {
      await rm(lock, { force: true });
    }
  }

  #path(folder: string, file: string): string {
    return join(this.root, folder, file.replaceAll('/', SLASH));
  }
}

function isAlive(id: number): boolean {
  try {
    return Number.isSafeInteger(id) && id > 0 && process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function orMissing<Found, Otherwise>(
  work: Promise<Found>,
  otherwise: Otherwise,
): Promise<Found | Otherwise> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
