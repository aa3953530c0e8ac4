/**
 * The address of a model, and how to call and cite what lies there. Knows addresses; knows no network and no storage.
 */

/** Where a model can be fetched from. */
export type RemoteAddress =
  | {
      readonly kind: 'hub';
      /** `owner/name`. */
      readonly id: string;
      /** A branch, tag or commit; `main` when left out. */
      readonly revision?: string;
      /** Another server that speaks the hub's paths. */
      readonly host?: string;
    }
  | {
      readonly kind: 'url';
      /** The folder that holds config.json. */
      readonly url: string;
    };

/** Where a stored model came from; null when its record is damaged. */
export type ModelOrigin = RemoteAddress | { readonly kind: 'files' } | null;

/** The hub that is meant where no other is named. */
export const DEFAULT_HOST = 'https://huggingface.co';

/** What to call the model at an address. */
export function addressLabel(address: RemoteAddress): string {
  if (address.kind === 'url') return address.url;
  const { id, revision = 'main', host } = address;
  const elsewhere = host !== undefined && trimmed(host) !== DEFAULT_HOST ? ` on ${trimmed(host)}` : '';
  return id + (revision === 'main' ? '' : ` at ${revision}`) + elsewhere;
}

/** A model that another was made from, as cards and adapters name it. */
export interface BaseModel {
  /** `owner/name` on a hub; else what it is called. */
  readonly id: string;
  /** A branch, tag or commit, where it is not the main branch. */
  readonly revision?: string;
  /** Licence of its weights by its hub name, where it is known. */
  readonly license?: string;
}

/** How to name a model as the base of another: loaders take a hub's id and the revision apart. */
export function baseOf(source: ModelOrigin, label: string): BaseModel {
  if (source?.kind !== 'hub') return { id: label };
  const { id, revision = 'main' } = source;
  return { id, ...(revision !== 'main' && { revision }) };
}

/** A URL without slashes at its end. */
export function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
