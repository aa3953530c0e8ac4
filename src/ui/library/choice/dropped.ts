/**
 * A model's folder out of what was dropped or chosen: the files beside its config.json, and its further chat templates. Knows the browser's
 * entries; knows no format.
 */
import { templateName } from '../../../files/folder/modelFiles.ts';
import { takeDrop, type TakenDrop } from './taken.ts';

export interface DroppedModel {
  /** The folder's name, or the first file's. */
  readonly label: string;
  readonly files: readonly File[];
  /** An adapter that lay beside it, to be opened on it. */
  readonly adapter?: DroppedModel;
  /** The reward model of a bundle for a cluster, which lies beside its policy. */
  readonly reward?: DroppedModel;
  /** Rankings that came along, as a bundle for a cluster has them beside its models. */
  readonly rankings?: readonly File[];
}

export interface Found {
  /** With folders, `/` between them. */
  readonly path: string;
  readonly file: File;
}

/** Folders inside folders are looked at this deep: a model lies near the top of what was dropped. */
const DEPTH = 3;

/** @returns null when nothing readable was dropped */
export function readDropped(transfer: DataTransfer): Promise<DroppedModel | null> {
  return readTaken(takeDrop(transfer));
}

/** The same of a drop that was taken already. */
export async function readTaken(taken: TakenDrop): Promise<DroppedModel | null> {
  return modelOf(await allOf(taken));
}

/** Every file of a drop, with the folders that it lay in. */
export async function allOf({ entries, files }: TakenDrop): Promise<readonly Found[]> {
  if (entries.length === 0) return files.map((file) => ({ path: file.name, file }));
  const found = await Promise.all(entries.map((entry) => filesOf(entry, '', DEPTH)));
  return found.flat();
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
 * two at one height a model's comes before an adapter's, which comes along where it is the only one beside the only model.
 */
function modelOf(found: readonly Found[]): DroppedModel | null {
  if (found.length === 0) return null;
  const [models, adapters] = [CONFIG, ADAPTER_CONFIG].map((name) =>
    found.filter(({ path }) => fileName(path) === name).map(({ path }) => folderOf(path)),
  );
  const [folder] = [...models, ...adapters].toSorted((a, b) => depthOf(a) - depthOf(b));
  if (folder === undefined) return named(folderOf(found[0].path), found);
  const [[model, ...otherModels], [adapter, ...otherAdapters]] = [models, adapters];
  const rankings = found.filter(({ path }) => /(^|\/)data\/rankings\.jsonl$/.test(path));
  const alone = otherModels.length === 0 && otherAdapters.length === 0;
  const together = alone && model !== undefined && adapter !== undefined && areBeside(model, adapter);
  const place = together ? model : folder;
  const taught = models.find((one) => fileName(place) === 'policy' && one === sibling(place, 'reward'));
  const [mine, its] = together ? pairOf(found, model, adapter) : [found, []];
  return {
    ...named(place, inFolder(place, mine)),
    ...(its.length > 0 && { adapter: named(adapter, its) }),
    ...(taught !== undefined && { reward: named(taught, inFolder(taught, found)) }),
    ...(rankings.length > 0 && { rankings: rankings.map(({ file }) => file) }),
  };
}

const CONFIG = 'config.json';
const ADAPTER_CONFIG = 'adapter_config.json';

/** Neither in the other: a model's folder may hold adapters of its own. Files without a folder lie in one place. */
function areBeside(model: string, adapter: string): boolean {
  const [a, b] = [`${model}/`, `${adapter}/`];
  return model === '' ? adapter === '' : !a.startsWith(b) && !b.startsWith(a);
}

/** The files of a model, and those of the adapter beside it. */
function pairOf(
  found: readonly Found[],
  model: string,
  adapter: string,
): [readonly Found[], readonly Found[]] {
  if (model !== adapter) return [found, found.filter(({ path }) => folderOf(path) === adapter)];
  const isIts = ({ path }: Found): boolean => fileName(path).startsWith('adapter_');
  return [found.filter((one) => !isIts(one)), found.filter(isIts)];
}

function inFolder(folder: string, found: readonly Found[]): readonly Found[] {
  return found.flatMap((one) => ofFolder(folder, one) ?? []);
}

function named(folder: string, found: readonly Found[]): DroppedModel {
  const files = found.map(({ file }) => file);
  return { label: folder.split('/').at(-1) || files[0].name, files };
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
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

/** The folder of this name beside another. */
function sibling(folder: string, name: string): string {
  return folder.slice(0, folder.length - fileName(folder).length) + name;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
