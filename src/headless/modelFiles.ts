/**
 * Model files from disk, behind the same interfaces as files that a page fetches or is given. Knows no format.
 */
import { open, readFile, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { SourceOpener } from '../files/folder/weightFiles.ts';
import { checkRange, unreadable, type ByteSource } from '../files/bytes/byteSource.ts';
import { OptionsError } from './options.ts';

/** Reads one file by its path inside the model's folder, with forward slashes. */
export type ReadModelFile = (path: string) => Promise<Uint8Array>;

/**
 * A reader of `root`/`model`.
 * @throws (when reading) an Error naming the file, when it is missing or outside the folder
 */
export function modelFiles(root: string, model: string): ReadModelFile {
  const folder = resolve(root, model);
  return async (path) => {
    const file = resolve(folder, path);
    if (!file.startsWith(folder + sep)) throw new Error(`${path} is not inside the model folder ${folder}.`);
    try {
      const bytes = await readFile(file);
      // Node may hand out a slice of a shared pool; the copy owns its memory, like a fetched body.
      return new Uint8Array(bytes);
    } catch (cause) {
      throw new Error(
        `The model file ${file} cannot be read. Models are looked for in ${resolve(root)}; see --model and --model-root.`,
        { cause },
      );
    }
  };
}

/**
 * Opens the files of `root`/`model`, to be read piece by piece; null for one that is not there, as most folders lack
 * some.
 * @throws OptionsError (when opening) where there is no such folder
 */
export function modelOpener(root: string, model: string): SourceOpener {
  const folder = resolve(root, model);
  return async (name) => {
    const file = resolve(folder, name);
    if (!file.startsWith(folder + sep)) throw new Error(`${name} is not inside the model folder ${folder}.`);
    try {
      return await fileSource(file, name);
    } catch (error) {
      if (!isMissing(error)) throw error;
      if (!(await isFolder(folder))) {
        throw new OptionsError(`There is no model folder ${folder}; see --model and --model-root.`, {
          cause: error,
        });
      }
      return null;
    }
  };
}

/** A source over a file on disk, which is open until it is closed. */
async function fileSource(file: string, name: string): Promise<ByteSource> {
  const handle = await open(file);
  const { size } = await handle.stat();
  return {
    name,
    size,
    async readInto(offset, target, { signal, onBytes } = {}) {
      signal?.throwIfAborted();
      checkRange(name, size, offset, target.byteLength);
      for (let filled = 0; filled < target.byteLength;) {
        const { bytesRead } = await handle.read(target, filled, target.byteLength - filled, offset + filled);
        if (bytesRead === 0) throw unreadable(name, `it ends after ${offset + filled} bytes`);
        filled += bytesRead;
      }
      onBytes?.(target.byteLength);
    },
    close: () => handle.close(),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as Error & { code?: unknown }).code === 'ENOENT';
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
