/**
 * What the name of a model on the command line stands for: a folder on disk, perhaps an adapter's, or something on the network.
 * Knows names and folders; fetches nothing.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { shown } from '../files/errors.ts';
import { ADAPTER_CONFIG } from '../files/folder/adapterFolder.ts';
import { trimmed, type RemoteAddress } from '../files/hub/address.ts';
import { parseAddress } from '../files/hub/typedAddress.ts';
import { adapterOnDisk } from './adapterFolder.ts';
import { OptionsError } from './optionsError.ts';

/**
 * Where a name leads to on the network; null where a folder has that name, or it is no such name.
 * @throws OptionsError for a web address of something else than a model
 */
export function addressOf(root: string, name: string, hub: string): RemoteAddress | null {
  if (existsSync(resolve(root, name))) return null;
  const isAddress = /^(https?|hf):\/\//i.test(name);
  // A name alone, or a path, is a folder that is missing.
  if (!isAddress && (!/^[\w.-]+\/[\w.-]+(@[^@]+)?$/.test(name) || /^\.{1,2}\//.test(name))) return null;
  const address = parseAddress(name);
  if (address === null && (isAddress || name.includes('@'))) {
    throw new OptionsError(
      `${shown(name)} is not the address of a model. Name one as OWNER/NAME, OWNER/NAME@REVISION or by the web address of its folder.`,
    );
  }
  return address?.kind === 'hub' ? { ...address, host: trimmed(hub) } : address;
}

/** The name of the model below an adapter on disk: asked for, or found by the name that the adapter gives. */
export function baseOnDisk(root: string, model: string, asked: string | undefined): string | null {
  const adapter = adapterOnDisk(root, model);
  if (!adapter) {
    if (asked === undefined) return null;
    throw noAdapter(model);
  }
  const base = asked ?? adapter.base;
  if (base !== null) return base;
  throw missingBase(model, adapter.named);
}

/** The refusal of an adapter whose base is nowhere. @param named as the adapter calls it; null where it does not */
export function missingBase(model: string, named: string | null): OptionsError {
  const base = named === null ? 'a model that it does not name' : shown(named);
  return new OptionsError(
    `${model} is an adapter for ${base}, which is not found. Name its folder with --base FOLDER, or with --base OWNER/NAME what is fetched from the hub.`,
  );
}

/** The refusal of a base below a whole model. */
export function noAdapter(model: string): OptionsError {
  return new OptionsError(`--base is for adapters, and ${model} is none (it has no ${ADAPTER_CONFIG}).`);
}
