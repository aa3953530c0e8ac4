/**
 * A folder on disk as a browser hands one to a page, as far as an export writes into it. Knows no format.
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

/** What an export asks of a directory that somebody picked. */
type WrittenFolder = Pick<FileSystemDirectoryHandle, 'getDirectoryHandle' | 'getFileHandle'>;

/** @param folder made where it is not there */
export function diskFolder(folder: string): FileSystemDirectoryHandle {
  const written = {
    getDirectoryHandle: async (name: string) => diskFolder(join(folder, name)),
    getFileHandle: async (name: string) => ({
      async createWritable() {
        await mkdir(folder, { recursive: true });
        const file = await open(join(folder, name), 'w');
        return new WritableStream<Uint8Array>({
          write: (chunk) => file.writeFile(chunk),
          close: () => file.close(),
          abort: () => file.close(),
        });
      },
    }),
  };
  return written as unknown as WrittenFolder as FileSystemDirectoryHandle;
}
