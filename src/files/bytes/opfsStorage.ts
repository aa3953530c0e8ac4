/**
 * Checkpoint files in the origin private file system of a browser. In a worker it writes through a sync
 * access handle, which flushes; elsewhere through a writable stream. Knows no checkpoint and no format.
 */
import { blobSource, type ByteSource } from './byteSource.ts';
import { CheckpointError } from '../errors.ts';
import { privateRoot, withLock } from '../siteStorage.ts';
import { TaskChain, type CheckpointStorage, type StoredFile } from './storage.ts';

/**
 * Opens (and creates) a folder of this origin.
 * @throws CheckpointError of kind `storage` where the browser has no such storage, as in some private modes.
 */
export async function openOpfsStorage(folder = 'checkpoints'): Promise<CheckpointStorage> {
  const open = async () => {
    const root = await privateRoot();
    return root.getDirectoryHandle(folder, { create: true });
  };
  try {
    return new OpfsStorage(await open(), folder, open);
  } catch (cause) {
    throw new CheckpointError({
      kind: 'storage',
      happened: 'This browser gives the page no storage for checkpoints.',
      kept: 'The run goes on in memory.',
      todo: 'Leave private browsing or allow site data to keep runs across reloads.',
      cause,
    });
  }
}

class OpfsStorage implements CheckpointStorage {
  readonly #chain = new TaskChain();

  /** @param reopen makes the folder again after the person has cleared the site's data */
  constructor(
    private directory: FileSystemDirectoryHandle,
    private readonly folder: string,
    private readonly reopen: () => Promise<FileSystemDirectoryHandle>,
  ) {}

  write(name: string, bytes: Uint8Array): Promise<void> {
    return this.create(name, once(bytes));
  }

  async create(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await this.#made(name);
    // Only dedicated workers have the method, whatever the types say.
    if ('createSyncAccessHandle' in file) {
      const handle = await file.createSyncAccessHandle();
      try {
        handle.truncate(0);
        let end = 0;
        for await (const chunk of chunks) {
          writeAll(handle, name, chunk, end);
          end += chunk.byteLength;
        }
        handle.flush();
      } finally {
        handle.close();
      }
      return;
    }
    const stream = await (file as FileSystemFileHandle).createWritable();
    try {
      for await (const chunk of chunks) await stream.write(chunk as Uint8Array<ArrayBuffer>);
      await stream.close();
    } catch (error) {
      await stream.abort().catch(() => undefined);
      throw error;
    }
  }

  async open(name: string): Promise<ByteSource | null> {
    const file = await missingAsNull(this.directory.getFileHandle(name));
    return file ? blobSource(await file.getFile(), name) : null;
  }

  async read(name: string): Promise<Uint8Array | null> {
    const file = await missingAsNull(this.directory.getFileHandle(name));
    return file ? new Uint8Array(await (await file.getFile()).arrayBuffer()) : null;
  }

  async remove(name: string): Promise<void> {
    await missingAsNull(this.directory.removeEntry(name));
  }

  async list(): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    const entries = this.directory.entries();
    // Of a folder that is gone there is none.
    for (let next = await missingAsNull(entries.next()); next && !next.done;) {
      const [name, handle] = next.value;
      const file = handle.kind === 'file' ? await missingAsNull(handle.getFile()) : null;
      if (file) files.push({ name, bytes: file.size });
      next = await missingAsNull(entries.next());
    }
    return files;
  }

  async #made(name: string): Promise<FileSystemFileHandle> {
    const file = await missingAsNull(this.directory.getFileHandle(name, { create: true }));
    if (file) return file;
    this.directory = await this.reopen();
    return this.directory.getFileHandle(name, { create: true });
  }

  exclusive<Result>(task: () => Promise<Result>): Promise<Result> {
    // The lock spans tabs; the chain alone would let two of them delete each other's unfinished file.
    return this.#chain.run(() => withLock(`nudge/${this.folder}`, {}, task));
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function writeAll(handle: FileSystemSyncAccessHandle, name: string, bytes: Uint8Array, at: number): void {
  let done = 0;
  while (done < bytes.byteLength) {
    const written = handle.write(bytes.subarray(done), { at: at + done });
    if (written === 0) throw new DOMException(`No byte of ${name} was taken.`, 'QuotaExceededError');
    done += written;
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
