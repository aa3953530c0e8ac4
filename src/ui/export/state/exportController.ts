/**
 * Trained models out into a folder or a zip, and everything that a cluster needs to go on. Must not know React or
 * what is in the files.
 */
import {
  EXPORTING,
  type BundleRequest,
  type ExportRequest,
  type ExportResult,
  type ExportTarget,
} from '../../../workers/exportProtocol.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

export interface ExportState {
  readonly writing: boolean;
  /** Of the last export, until the next one begins or its dialog is left. */
  readonly outcome:
    | { readonly kind: 'done'; readonly result: ExportResult }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly message: string }
    | null;
}

/** Asks the person for a folder to write to; null where the browser cannot. */
export type PickFolder = (() => Promise<FileSystemDirectoryHandle>) | null;

/** Hands a file to the person. */
export type DownloadFile = (name: string, file: Blob) => void;

export class ExportController {
  readonly store: StoreApi<ExportState> = createStore<ExportState>(() => ({ writing: false, outcome: null }));
  #link: TrainerLink;
  #pickFolder: PickFolder;
  #download: DownloadFile;

  constructor(link: TrainerLink, pickFolder: PickFolder, download: DownloadFile) {
    this.#link = link;
    this.#pickFolder = pickFolder;
    this.#download = download;
  }

  get toFolders(): boolean {
    return this.#pickFolder !== null;
  }

  model(request: Omit<ExportRequest, 'target'>, to: ExportTarget['kind']): Promise<void> {
    return this.#write(to, (target) => this.#link.api?.exportModel({ ...request, target }));
  }

  bundle(request: Omit<BundleRequest, 'target'>, to: ExportTarget['kind']): Promise<void> {
    return this.#write(to, (target) => this.#link.api?.exportBundle({ ...request, target }));
  }

  async cancel(): Promise<void> {
    await this.#link.api?.cancel(EXPORTING);
  }

  /** Forgets how the last export ended. */
  leave(): void {
    this.store.setState({ outcome: null });
  }

  async #write(
    to: ExportTarget['kind'],
    start: (target: ExportTarget) => Promise<ExportResult> | undefined,
  ): Promise<void> {
    if (this.store.getState().writing) return;
    this.store.setState({ writing: true, outcome: null });
    let outcome: ExportState['outcome'] = null;
    try {
      const result = await start(await this.#target(to));
      if (result?.zip) this.#download(`${result.name}.zip`, result.zip);
      if (result) outcome = { kind: 'done', result };
    } catch (error) {
      // The folder picker's way of saying that the person closed it is the same as a cancelled export's.
      const cancelled = error instanceof Error && error.name === 'AbortError';
      outcome = cancelled ? { kind: 'cancelled' } : { kind: 'failed', message: messageOf(error) };
    } finally {
      this.store.setState({ writing: false, outcome });
    }
  }

  async #target(to: ExportTarget['kind']): Promise<ExportTarget> {
    if (to === 'zip' || !this.#pickFolder) return { kind: 'zip' };
    return { kind: 'folder', directory: await this.#pickFolder() };
  }
}
