/** What a zip holds of what the page reads: a model, a bundle with models in it, or files of feedback. Loaded with the first one. */
import { zipEntries } from '../../../preferences/files.ts';
import { readUnzipped, type DroppedModel } from '../../library/choice/dropped.ts';

/** Most files that are taken out of a zip. */
const MOST_FILES = 500;

/**
 * @returns a model as if its folder had been dropped, or files to be read one by one; null where there is neither
 * @throws CheckpointError for a zip that is broken
 */
export async function unzip(
  zip: File,
): Promise<{ readonly model: DroppedModel } | { readonly files: readonly File[] } | null> {
  const entries = await zipEntries(zip);
  const model = entries.some(({ path }) => /(^|\/)(adapter_)?config\.json$/.test(path));
  const wanted = entries.filter(({ path }) => model || /\.jsonl?$/.test(path)).slice(0, MOST_FILES);
  // What names a run is when its model's files were changed: the same zip must be the same model.
  const { lastModified } = zip;
  const found: { path: string; file: File }[] = [];
  for (const { path, open } of wanted) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    found.push({ path, file: new File([await open()], name, { lastModified }) });
  }
  if (!model) return found.length === 0 ? null : { files: found.map(({ file }) => file) };
  const taken = readUnzipped(found)!;
  // Files at the top of a zip have no folder that names them.
  const unnamed = taken.files.some(({ name }) => name === taken.label);
  return { model: { ...taken, label: unnamed ? zip.name.replace(/\.zip$/i, '') : taken.label } };
}
