/**
 * Files into a directory that the user picked, or that the browser keeps. Knows the File System API; knows nothing
 * of what is in the files.
 */
import { CheckpointError } from '../errors.ts';
import { toStream, type OutputFile } from '../bytes/outputFile.ts';
import { isStorageFull } from '../bytes/storage.ts';

export interface FolderOptions {
  readonly signal?: AbortSignal;
  /** Called before each file and at the end, with the bytes of the files written so far. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Writes `files` below `directory`, one after the other; folders in their names are made, files of the same names
 * replaced. The browser writes beside a file and moves the bytes there when they are complete: after a failure it is
 * as it was before, or empty when it is new.
 * @throws the signal's reason when aborted; CheckpointError of kind `full` when the disk is; what made a file's
 *   chunks fail. Files written before stay.
 */
export async function writeFolder(
  directory: FileSystemDirectoryHandle,
  files: readonly OutputFile[],
  { signal, onProgress }: FolderOptions = {},
): Promise<void> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const file of files) {
    signal?.throwIfAborted();
    onProgress?.({ done, total });
    const path = file.name.split('/');
    const name = path.pop()!;
    let folder = directory;
    for (const part of path) folder = await folder.getDirectoryHandle(part, { create: true });
    try {
      const handle = await folder.getFileHandle(name, { create: true });
      // The pipe closes the file at the end, and discards it when either side fails.
      await toStream(file.chunks()).pipeTo(await handle.createWritable(), { signal });
    } catch (error) {
      throw isStorageFull(error) ? full(file.name, error) : error;
    }
    done += file.size;
  }
  onProgress?.({ done, total });
}

function full(name: string, cause: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'full',
    happened: `There was no room for ${name}.`,
    kept: 'The files before it were written.',
    todo: 'Make room and export again, or export in F16.',
    cause,
  });
}
