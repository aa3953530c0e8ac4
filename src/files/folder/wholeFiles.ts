/**
 * A small model's files, each read whole and once: over the network those that come with the page, from wherever a reader
 * finds them. The browser's cache keeps what is asked for as a whole, and nothing is asked for that is not known to be there.
 * Knows readers; knows no format.
 */
import { bytesSource } from '../bytes/byteSource.ts';
import { readFile, type FileReader, type ReadOptions } from './folderFiles.ts';
import type { ModelFiles } from './modelFiles.ts';

/**
 * @param known the files that there may be; left out, every one is asked for.
 * @param options `signal` ends every read, also those of callers that bring none.
 */
export function wholeFiles(
  read: FileReader,
  known?: readonly string[],
  { signal, onProgress }: ReadOptions = {},
): ModelFiles {
  const held = new Map<string, Promise<Uint8Array | null>>();
  const bytesOf = (file: string, aborted = signal): Promise<Uint8Array | null> => {
    const reading = held.get(file) ?? readFile(read, file, { signal: aborted, onProgress });
    held.set(file, reading);
    // What failed once may be asked for again.
    reading.catch(() => held.delete(file));
    return reading;
  };
  return {
    async open(file, aborted) {
      const bytes = await bytesOf(file, aborted);
      return bytes && bytesSource(bytes, file);
    },
    ...(known && { list: () => Promise.resolve(known) }),
  };
}
