/**
 * Models in the origin private file system of a browser. They are written through sync access handles, which only
 * dedicated workers have; reading works everywhere. Knows no model and no format.
 */
import { CheckpointError } from '../errors.ts';
import { privateRoot, roomInBrowser, withLock } from '../siteStorage.ts';
import type { ModelStorage, OpenFile, Room } from './modelStorage.ts';
import type { StoredFile } from '../bytes/storage.ts';

/** Milliseconds to wait for another tab to let go of a model. */
const PATIENCE = 1_500;
/** What stands for a slash in a file's name. */
const SLASH = '%2F';
/** Milliseconds for which a file may still be held by a worker that was ended. */
const RELEASE = 5_000;

/**
 * Opens (and creates) this origin's folder of models.
 * @throws CheckpointError of kind `storage` where the browser has no such storage, as in some private modes.
 */
export async function openOpfsModels(folder = 'models'): Promise<ModelStorage> {
  try {
    const root = await privateRoot();
    return new OpfsModels(await root.getDirectoryHandle(folder, { create: true }), folder);
  } catch (cause) {
    throw new CheckpointError({
      kind: 'storage',
      happened: 'This browser gives the page no storage for models.',
      kept: 'Nothing was stored.',
      todo: 'Leave private browsing or allow site data; models can still be opened from a folder or an address.',
      cause,
    });
  }
}

class OpfsModels implements ModelStorage {
  constructor(
    private readonly directory: FileSystemDirectoryHandle,
    private readonly name: string,
  ) {}

  async folders(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const [name, handle] of this.directory.entries()) {
      if (handle.kind === 'directory') names.push(name);
    }
    return names;
  }

  async files(folder: string): Promise<readonly StoredFile[]> {
    const directory = await this.#folder(folder);
    const files: StoredFile[] = [];
    if (!directory) return files;
    for await (const [name, handle] of directory.entries()) {
      if (handle.kind !== 'file') continue;
      const file = await missingAsNull(handle.getFile());
      if (file) files.push({ name: name.replaceAll(SLASH, '/'), bytes: file.size });
    }
    return files;
  }

  async open(folder: string, file: string): Promise<OpenFile> {
    const directory = await this.directory.getDirectoryHandle(folder, { create: true });
    const handle = await directory.getFileHandle(flat(file), { create: true });
    const access = await released(() => handle.createSyncAccessHandle());
    return {
      size: () => access.getSize(),
      read: (offset, target) => access.read(target, { at: offset }),
      write(offset, bytes) {
        for (let done = 0; done < bytes.byteLength;) {
          const part = bytes.subarray(done) as Uint8Array<ArrayBuffer>;
          const written = access.write(part, { at: offset + done });
          if (written === 0) throw new DOMException(`No byte of ${file} was taken.`, 'QuotaExceededError');
          done += written;
        }
      },
      truncate: (size) => access.truncate(size),
      flush: () => access.flush(),
      close: () => access.close(),
    };
  }

  async blob(folder: string, file: string): Promise<Blob | null> {
    const directory = await this.#folder(folder);
    const handle = directory && (await missingAsNull(directory.getFileHandle(flat(file))));
    return handle && handle.getFile();
  }

  async removeFile(folder: string, file: string): Promise<void> {
    const directory = await this.#folder(folder);
    if (directory) await released(() => missingAsNull(directory.removeEntry(flat(file))));
  }

  async removeFolder(folder: string): Promise<void> {
    await released(() => missingAsNull(this.directory.removeEntry(folder, { recursive: true })));
  }

  async room(): Promise<Room> {
    const { usage, quota } = await roomInBrowser();
    return { usedBytes: usage, quotaBytes: quota };
  }

  async locked<Result>(
    folder: string,
    mode: 'exclusive' | 'shared',
    task: () => Promise<Result>,
  ): Promise<{ readonly result: Result } | null> {
    let held = false;
    const run = async (): Promise<{ readonly result: Result }> => {
      held = true;
      return { result: await task() };
    };
    // Not refused at once: of a tab that was closed the lock goes a moment later.
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      return await withLock(`nudge/${this.name}/${folder}`, { mode, signal }, run);
    } catch (error) {
      if (held || !signal.aborted) throw error;
      return null;
    }
  }

  #folder(name: string): Promise<FileSystemDirectoryHandle | null> {
    return missingAsNull(this.directory.getDirectoryHandle(name));
  }
}

/** A path as the name of a file: a model's folder is one folder here. */
function flat(file: string): string {
  return file.replaceAll('/', SLASH);
}

/** Tries again while a file is held: a worker that was ended lets go of its files a moment later. */
async function released<Result>(task: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  for (;;) {
    try {
      return await task();
    } catch (error) {
      const held = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!held || performance.now() - started > RELEASE) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function missingAsNull<Result>(pending: Promise<Result>): Promise<Result | null> {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
