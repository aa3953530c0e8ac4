/**
 * A model's folder out of what was dropped or chosen: the files beside its config.json, and its further chat templates. Knows the browser's
 * entries; knows no format.
 */
import { templateName } from '../../../files/folder/modelFiles.ts';

export interface DroppedModel {
  /** The folder's name, or the first file's. */
  readonly label: string;
  readonly files: readonly File[];
  /** Rankings that came along, as a bundle for a cluster has them beside its models. */
  readonly rankings?: readonly File[];
}

interface Found {
  /** With folders, `/` between them. */
  readonly path: string;
  readonly file: File;
}

/** Folders inside folders are looked at this deep: a model lies near the top of what was dropped. */
const DEPTH = 3;

/** @returns null when nothing readable was dropped */
export async function readDropped(transfer: DataTransfer): Promise<DroppedModel | null> {
  // Entries and files must be taken before the first wait: the list is emptied when the event ends.
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const files = [...transfer.files];
  if (entries.length === 0) return modelOf(files.map((file) => ({ path: file.name, file })));
  const found = await Promise.all(entries.map((entry) => filesOf(entry, '', DEPTH)));
  return modelOf(found.flat());
}

/** Of files that an input gave, one by one or a folder with its paths. */
export function readChosen(files: readonly File[]): DroppedModel | null {
  return modelOf(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Of the files of a zip, by their paths in it. */
export function readUnzipped(found: readonly Found[]): DroppedModel | null {
  return modelOf(found);
}

/**
 * Only the folder that holds config.json, or an adapter's, the topmost if there are several; without one, what there is. Of
 * two at one height a model's comes before an adapter's.
 */
function modelOf(found: readonly Found[]): DroppedModel | null {
  if (found.length === 0) return null;
  const configs = ['config.json', 'adapter_config.json'].flatMap((name) =>
    found.map(({ path }) => path).filter((path) => fileName(path) === name),
  );
  const [config] = configs.toSorted((a, b) => a.split('/').length - b.split('/').length);
  const folder = config === undefined ? null : folderOf(config);
  const files = folder === null ? found : found.flatMap((one) => ofFolder(folder, one) ?? []);
  const name = folder === null ? folderOf(files[0].path) : folder;
  const rankings =
    folder === null ? [] : found.filter(({ path }) => /(^|\/)data\/rankings\.jsonl$/.test(path));
  return {
    label: name.split('/').at(-1) || files[0].file.name,
    files: files.map(({ file }) => file),
    ...(rankings.length > 0 && { rankings: rankings.map(({ file }) => file) }),
  };
}

async function filesOf(entry: FileSystemEntry, above: string, depth: number): Promise<Found[]> {
  const path = above === '' ? entry.name : `${above}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path, file }];
  }
  if (!entry.isDirectory || depth === 0) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Found[] = [];
  for (;;) {
    // The browser gives a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const inner of some) found.push(...(await filesOf(inner, path, depth - 1)));
  }
}

/** A file of the folder; one of its chat templates is called by its path, which is what tells it from others. */
function ofFolder(folder: string, found: Found): Found | null {
  const { path, file } = found;
  if (folderOf(path) === folder) return found;
  const inside = folder === '' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
  if (templateName(inside) === null) return null;
  const { type, lastModified } = file;
  return { path, file: new File([file], inside, { type, lastModified }) };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
