/**
 * What is said of a model of one's own: where it comes from, what of it is kept in this browser, what it is.
 * Knows addresses and lists; knows no storage and no network.
 */
import { Sha256 } from '../bytes/sha256.ts';
import { DEFAULT_HOST, trimmed, type ModelOrigin, type RemoteAddress } from '../hub/address.ts';

export interface ModelFile {
  readonly name: string;
  /** Bytes in the store, of `totalBytes`. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Hexadecimal; of files whose every byte was hashed. */
  readonly sha256: string | null;
}

/** A model in this browser's storage, whole or on the way. */
export interface StoredModel {
  /** Names it in every call. */
  readonly id: string;
  /** What to call it. */
  readonly label: string;
  /** Where it came from: give a remote one to `download` again to go on. */
  readonly source: ModelOrigin;
  /** Bytes in the store, of `totalBytes`. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Whether every byte is here and was checked: only then can it be opened. */
  readonly complete: boolean;
  readonly files: readonly ModelFile[];
  /** config.json's model_type; null when the record is damaged. */
  readonly architecture: string | null;
  /** Weights it has; null when the record is damaged. */
  readonly parameters: number | null;
}

/** The id under which the model at an address is stored, known before it is. */
export function addressId(address: RemoteAddress): string {
  const parts =
    address.kind === 'url'
      ? ['url', trimmed(address.url)]
      : ['hub', trimmed(address.host ?? DEFAULT_HOST), address.id, address.revision ?? 'main'];
  return idOf(address.kind === 'url' ? trimmed(address.url) : address.id, parts);
}

/** The id of a model that came as files: the same files have the same id. */
export function filesId(
  label: string,
  files: readonly Pick<File, 'name' | 'size' | 'lastModified'>[],
): string {
  const parts = files.map(({ name, size, lastModified }) => `${name} ${size} ${lastModified}`).sort();
  return idOf(label, ['files', label, ...parts]);
}

/** The id of the model that an adapter makes of its base: the same numbers on the same base have the same id. */
export function adaptedId(label: string, base: string, sha256: string): string {
  return idOf(label, ['adapter', base, sha256]);
}

/** What to call the model that an adapter makes of its base: to others it is no longer the base. */
export function adaptedLabel(base: string, label: string): string {
  return `${base} + ${label}`;
}

/** A folder's name that a person can read and that no other model has. */
function idOf(readable: string, parts: readonly string[]): string {
  const last = readable.split('/').filter(Boolean).at(-1) ?? '';
  const start = last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const hash = new Sha256().update(new TextEncoder().encode(JSON.stringify(parts))).hex();
  return `${start || 'model'}-${hash.slice(0, 12)}`;
}
