/**
 * A model folder on disk that holds an adapter, and where its base lies. Knows folders and PEFT's settings; reads no weight.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ADAPTER_CONFIG, adapterBase } from '../files/folder/adapterFolder.ts';
import { parsePythonJson } from '../files/pythonJson.ts';

/** What an adapter's folder says of its base. */
export interface AdapterOnDisk {
  /** As it is named there, or null. */
  readonly named: string | null;
  /** A path to it from the folder of model folders, or null where no folder of that name is found. */
  readonly base: string | null;
}

/**
 * Looks whether `root`/`model` is an adapter: settings of one, and no weights of a whole model. Its base is looked for where
 * its name leads from the folder of models, from here, and from the adapter, and by the last part of its name beside them.
 * @returns null for any other folder, and for none
 */
export function adapterOnDisk(root: string, model: string): AdapterOnDisk | null {
  const folder = resolve(root, model);
  const whole = ['model.safetensors', 'model.safetensors.index.json'];
  if (!existsSync(resolve(folder, ADAPTER_CONFIG)) || whole.some((file) => existsSync(resolve(folder, file))))
    return null;
  const { base: named } = adapterBase(settingsOf(folder));
  if (named === null) return { named, base: null };
  const last = named.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const places = [
    resolve(root, named),
    resolve(named),
    resolve(folder, named),
    resolve(folder, '..', last),
    resolve(root, last),
  ];
  const base = places.find((place) => place !== folder && existsSync(resolve(place, 'config.json')));
  return { named, base: base ?? null };
}

/** Broken settings are told when the adapter is opened. */
function settingsOf(folder: string): unknown {
  try {
    return parsePythonJson(readFileSync(resolve(folder, ADAPTER_CONFIG), 'utf8'));
  } catch {
    return null;
  }
}
