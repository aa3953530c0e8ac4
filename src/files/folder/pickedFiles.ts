/**
 * A model among files that a person picked or dropped: a folder's files, perhaps with others of its subfolders.
 * Knows files' names; knows no format.
 */
import { blobSource } from '../bytes/byteSource.ts';
import type { ModelFiles } from './modelFiles.ts';

/**
 * Picked files by their names, which of files in a folder of the model's are paths. Of several with one name, that which lies
 * nearest to the folder's top counts.
 */
export function pickedFiles(files: readonly File[]): ModelFiles {
  const byName = new Map<string, File>();
  // Node's files have no path.
  const depth = ({ webkitRelativePath: path }: { readonly webkitRelativePath?: string }): number =>
    path?.split('/').length ?? 0;
  for (const file of [...files].sort((a, b) => depth(a) - depth(b))) {
    if (!byName.has(file.name)) byName.set(file.name, file);
  }
  return {
    open(name) {
      const file = byName.get(name);
      return Promise.resolve(file ? blobSource(file, name) : null);
    },
    list: () => Promise.resolve([...byName.keys()]),
  };
}
