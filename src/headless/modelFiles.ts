/**
 * Model files from disk, behind the same interface as files that a page fetches or is given. Knows no format.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { TEMPLATES, type ModelFiles } from '../files/folder/modelFiles.ts';
import { checkRange, unreadable, type ByteSource } from '../files/bytes/byteSource.ts';
import { OptionsError } from './options.ts';

/**
 * The files of `root`/`model`, to be read piece by piece.
 * @throws OptionsError (when listing or opening) where there is no such folder
 */
export function diskFiles(root: string, model: string): ModelFiles {
  const folder = resolve(root, model);
  const missing = (cause: unknown) =>
    new OptionsError(`There is no model folder ${folder}; see --model and --model-root.`, { cause });
  return {
    async open(name) {
      const file = resolve(folder, name);
      if (!file.startsWith(folder + sep))
        throw new Error(`${name} is not inside the model folder ${folder}.`);
      try {
        return await fileSource(file, name);
      } catch (error) {
        if (!isMissing(error)) throw error;
        if (!(await isFolder(folder))) throw missing(error);
        return null;
      }
    },
    async list() {
      const names = await readdir(folder).catch((error: unknown) => {
        throw isMissing(error) ? missing(error) : error;
      });
      if (!names.includes(TEMPLATES) || !(await isFolder(resolve(folder, TEMPLATES)))) return names;
      const inside = await readdir(resolve(folder, TEMPLATES));
      return [...names, ...inside.toSorted().map((name) => `${TEMPLATES}/${name}`)];
    },
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
