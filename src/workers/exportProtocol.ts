/**
 * What the page may ask of an export, and what it gets: part of protocol.ts. Knows no session and no file format but
 * by name.
 */
import type { StoredType } from '../files/safetensors/storedFloats.ts';

/** The id under which `cancel` ends an export, and the name of its progress (bytes of files written so far). */
export const EXPORTING = 'export';

/**
 * The progress of what comes before: measuring what rounding would lose, in values. Cancelling it cancels the export.
 */
export const ROUNDING = 'rounding';

/**
 * `policy`, `reward`: with adapters merged into the weights, as transformers loads them. `reference`: the model the
 * run began with. `adapter`: the policy's adapter alone, as peft loads it; only a run that trains adapters has one.
 */
export type ExportedModel = 'policy' | 'reference' | 'reward' | 'adapter';

export type ExportTarget =
  /** A directory that the user picked for writing. Files of the same names are replaced. */
  | { readonly kind: 'folder'; readonly directory: FileSystemDirectoryHandle }
  /** One zip, handed back to be downloaded. At most 4 GiB. */
  | { readonly kind: 'zip' };

export interface ExportRequest {
  readonly what: ExportedModel;
  /** How weights are stored. */
  readonly dtype: StoredType;
  /** Most bytes of weights in one file; Infinity for one file. A single larger tensor has a file of its own. */
  readonly shardBytes: number;
  readonly target: ExportTarget;
}

/** Everything to go on with on a cluster: see cluster/. */
export type BundleRequest = Omit<ExportRequest, 'what'>;

export interface ExportResult {
  /** Files written, and their bytes before any compression. */
  readonly files: number;
  readonly bytes: number;
  /**
   * Share of what training changed that rounding to the number format lost, 0 to 1: see lostChange. null where nothing
   * was rounded, or nothing had changed.
   */
  readonly lost: number | null;
  /** Iteration that the exported weights are of. */
  readonly iteration: number;
  /** A name for the folder or the zip, without its ending. */
  readonly name: string;
  /** The zip, which lies in this browser's storage for an hour at least. Null for a folder. */
  readonly zip: File | null;
}
