/**
 * Model files from disk, behind the same interface as files fetched by a page. Knows no format.
 */
import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

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
