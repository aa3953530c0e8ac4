/**
 * All that the page may know of the checkpoint worker, which keeps models of one's own in this browser: what it
 * can ask (RPC over comlink) and what it is told (one-way events on a MessagePort).
 */
import type { RankingEvent } from '../preferences/event.ts';
import type { AdapterBase } from '../files/folder/adapterFolder.ts';
import type { RemoteAddress } from '../files/hub/address.ts';
import type { StoredModel } from '../files/store/storedModel.ts';
import type { MemoryAdvice } from '../rl/runs/memoryAdvice.ts';
import type { AskedPrompt, ChatOptions, ChatRecord } from '../model/prompts/prompts.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import type { FetchedFiles } from './fetchedFiles.ts';
import type { AdapterChoice, ModelChoice } from './protocol.ts';

/** Room in this browser's storage for this page. */
export interface StorageUsage {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** Whether the browser promised not to delete it when it needs room. */
  readonly persisted: boolean;
}

/** What a model is asked to write to, as its opening takes it. */
export interface AskedOfModel {
  readonly prompts?: readonly AskedPrompt[];
  readonly chat?: ChatOptions;
  /** Whether the run of it that goes on has a reward model that was brought in. */
  readonly reward?: boolean;
}

/** What a model would read of what it is asked. */
export interface PromptsPreview {
  /** The chat templates that the model brings, by their names, the usual one first. */
  readonly templates: readonly string[];
  /** The date that the template wrote into the texts, as it is now; null where it wrote none. */
  readonly date: string | null;
  /** The texts in the order asked; those that it would be given where nothing is asked. */
  readonly texts: readonly string[];
  /** Tokens of each text. */
  readonly tokens: ReadonlyMap<string, number>;
  /** What the template made of them, by their texts. */
  readonly chats: ReadonlyMap<string, ChatRecord>;
  /** The most tokens that the model can read, prompt and answer together. */
  readonly positions: number;
  /** Why they cannot be written, in words; then there are no texts. */
  readonly problem: string | null;
}

/**
 * Rejections are Errors whose message says what happened, what was kept and what to do.
 */
export interface ModelsApi {
  /** Every stored model, whole or on the way, by label. */
  list(): Promise<readonly StoredModel[]>;
  usage(): Promise<StorageUsage>;
  /** Asks the browser to keep the storage; it may ask the person. Resolves with its answer. */
  persist(): Promise<boolean>;
  /**
   * Fetches a model into the store, or goes on where an earlier download stopped. Its id is `addressId(address)`.
   * Resolves with the model as it is stored then: not complete if it was paused; rejects with an AbortError if it
   * was paused before anything was stored. Everything is checked that can
   * be (config, tokenizer, every weights file's header, room) before any weight is fetched.
   */
  download(address: RemoteAddress): Promise<StoredModel>;
  /**
   * The files of an adapter or a reward model at an address, which {@link download} and {@link preview} refuse with an error
   * that `isNotAlone` tells: as if its folder had been dropped. Progress is told, and `pause` stops it, by `addressId`.
   */
  fetchFiles(address: RemoteAddress): Promise<FetchedFiles>;
  /** Stops a download or import; what is stored stays. Resolves when it has stopped. */
  pause(id: string): Promise<void>;
  /** Deletes a model; stops its download first. Rejects while another tab downloads or loads it. */
  remove(id: string): Promise<void>;
  /** Copies a model's files into the store: config, tokenizer, weights; others are left out. */
  importFiles(files: readonly File[], label: string): Promise<StoredModel>;
  /**
   * What a run of a model would take of this device's memory with the prompts that it would be given and the
   * rankings that stand, and which settings
   * would make it fit into `budget` bytes. Nothing is allocated and no weight is read.
   */
  fit(
    model: ModelChoice,
    settings: Settings,
    budget: number,
    asked: AskedOfModel,
    rankings?: readonly RankingEvent[],
  ): Promise<MemoryAdvice>;
  /** What a model would read of what it is asked. No weight is read. */
  preview(model: ModelChoice, asked: AskedOfModel): Promise<PromptsPreview>;
  /** What an adapter was trained for; rejects for one that can be opened on no base here, with why. */
  adapterBase(files: readonly File[]): Promise<AdapterBase>;
  /** Rejects where an adapter does not fit its base, with why. Of the base no weight is read. */
  fitAdapter(model: AdapterChoice): Promise<void>;
  /** The prompts in a file (.txt, .jsonl, .json, .csv); rejects with where it cannot be read. */
  readPrompts(file: File): Promise<readonly AskedPrompt[]>;
}

export type ModelsEvent =
  | {
      readonly type: 'progress';
      readonly id: string;
      /** `check`: reading config, tokenizer and headers. `verify`: hashing what an earlier download left. */
      readonly stage: 'check' | 'verify' | 'download' | 'import';
      /** What is being read. */
      readonly file: string;
      /** Bytes of the whole model, not of the file. */
      readonly done: number;
      /** 0 while it is unknown. */
      readonly total: number;
      /** Of the network or the disk, lately; 0 while it is unknown. */
      readonly bytesPerSecond: number;
    }
  /** A model came, grew into a complete one, stopped or went. */
  | { readonly type: 'models'; readonly models: readonly StoredModel[] };

/**
 * The worker's side of it: a page's window alone can ask for persistence, and knows where the embedded models are.
 */
export interface ModelsWorkerApi extends Omit<ModelsApi, 'persist' | 'fit' | 'fitAdapter' | 'preview'> {
  /** Events go to `port` from then on. */
  listen(port: MessagePort): Promise<void>;
  /** @param modelRoot URL the embedded models' folders live under, with trailing slash. */
  fit(
    model: ModelChoice,
    settings: Settings,
    budget: number,
    asked: AskedOfModel,
    rankings: readonly RankingEvent[],
    modelRoot: string,
  ): Promise<MemoryAdvice>;
  preview(model: ModelChoice, asked: AskedOfModel, modelRoot: string): Promise<PromptsPreview>;
  fitAdapter(model: AdapterChoice, modelRoot: string): Promise<void>;
}
