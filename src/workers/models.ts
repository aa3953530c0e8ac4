/**
 * The checkpoint worker's work: one store of models, what the page asks of it, word of what goes on. One model at
 * a time is fetched or copied, so that one chunk is held however many are asked for. Knows the protocol; must not
 * know the DOM.
 */
import { CheckpointError } from '../files/errors.ts';
import { storePickedFiles, storeRemoteModel, type StoreOptions } from '../files/store/download.ts';
import type { FillProgress } from '../files/store/fillModel.ts';
import { readAdapterConfig } from '../files/folder/adapterTensors.ts';
import type { InspectedModel } from '../files/folder/inspect.ts';
import { pickedFiles } from '../files/folder/pickedFiles.ts';
import type { ModelStore } from '../files/store/modelStore.ts';
import { RateMeter } from '../files/store/rate.ts';
import type { RemoteOptions } from '../files/hub/remoteModel.ts';
import { addressId, filesId } from '../files/store/storedModel.ts';
import { TaskChain } from '../files/bytes/storage.ts';
import type { DryDeviceOptions } from '../gpu/dryDevice.ts';
import { preparePrompts, templatesOf } from '../model/prompts/prompts.ts';
import { ownTokenizer } from '../model/tokenizing/ownRules.ts';
import type { Tokenizer } from '../model/tokenizing/tokenizer.ts';
import { remembering, type PromptTokenizer } from '../model/prompts/promptIds.ts';
import type { RankingEvent } from '../preferences/event.ts';
import { standingTokens } from '../rl/runs/standing.ts';
import { adviseMemory, type MemoryAdvice } from '../rl/runs/memoryAdvice.ts';
import type { FetchedFiles } from './fetchedFiles.ts';
import { checkAdapter, embeddedPlace, inspectChoice, inspectOwn, type OwnChoice } from './ownModel.ts';
import type { AdapterBase } from '../files/folder/adapterFolder.ts';
import type {
  AskedOfModel,
  ModelsEvent,
  ModelsWorkerApi,
  PromptsPreview,
  StorageUsage,
} from './modelsProtocol.ts';
import type { RemoteAddress } from '../files/hub/address.ts';
import type { StoredModel } from '../files/store/storedModel.ts';
import { rootOf } from '../files/hub/modelChoice.ts';
import type { AdapterChoice, ModelChoice } from './protocol.ts';
import type { AskedPrompt } from '../model/prompts/prompts.ts';
import type { Settings } from '../rl/algorithms/settings.ts';

export interface ModelsEnvironment extends RemoteOptions {
  readonly openModels: () => Promise<ModelStore>;
  /** Whether the browser promised to keep the storage. */
  readonly persisted: () => Promise<boolean>;
  /** The limits of the device that a run would have. */
  readonly device: () => Promise<DryDeviceOptions>;
  readonly chunkBytes?: number;
}

type LookedAt = InspectedModel & { readonly tokenizer: PromptTokenizer };

/** Milliseconds between words of progress. */
const PACE = 100;

interface Transfer {
  readonly abort: AbortController;
  readonly ended: Promise<StoredModel>;
}

export class ModelsService implements ModelsWorkerApi {
  readonly #chain = new TaskChain();
  readonly #transfers = new Map<string, Transfer>();
  /** Of what is fetched and not stored. */
  readonly #fetching = new Map<string, AbortController>();
  #port: MessagePort | null = null;
  #store: Promise<ModelStore> | null = null;
  /** The model that prompts were last previewed for. */
  #looked: { readonly key: string; readonly model: Promise<LookedAt> } | null = null;

  constructor(private readonly environment: ModelsEnvironment) {}

  listen(port: MessagePort): Promise<void> {
    this.#port = port;
    return Promise.resolve();
  }

  async list(): Promise<readonly StoredModel[]> {
    return (await this.#open()).list();
  }

  async usage(): Promise<StorageUsage> {
    const { storage } = await this.#open();
    return { ...(await storage.room()), persisted: await this.environment.persisted() };
  }

  download(address: RemoteAddress): Promise<StoredModel> {
    return this.#transfer(addressId(address), 'download', (store, options) =>
      storeRemoteModel(store, address, options),
    );
  }

  importFiles(files: readonly File[], label: string): Promise<StoredModel> {
    return this.#transfer(filesId(label, files), 'import', (store, options) =>
      storePickedFiles(store, files, label, options),
    );
  }

  async fetchFiles(address: RemoteAddress): Promise<FetchedFiles> {
    const id = addressId(address);
    const abort = new AbortController();
    this.#fetching.set(id, abort);
    const { fetch, retry, headers } = this.environment;
    const teller = new Teller((event) => this.#tell(event), id, 'download');
    const { fetchNotAlone } = await import('./fetchedFiles.ts');
    return fetchNotAlone(address, {
      fetch,
      retry,
      headers,
      signal: abort.signal,
      onProgress: (file, done, total) => teller.copy({ stage: 'copy', file, done, total }),
    }).finally(() => this.#fetching.delete(id));
  }

  async pause(id: string): Promise<void> {
    this.#fetching.get(id)?.abort();
    const transfer = this.#transfers.get(id);
    transfer?.abort.abort();
    await transfer?.ended.catch(() => undefined);
  }

  async remove(id: string): Promise<void> {
    await this.pause(id);
    await (await this.#open()).remove(id);
    await this.#tellModels();
  }

  async fit(
    model: ModelChoice,
    settings: Settings,
    budget: number,
    asked: AskedOfModel,
    rankings: readonly RankingEvent[],
    modelRoot: string,
  ): Promise<MemoryAdvice> {
    const { fetch, retry, headers, device } = this.environment;
    const places = { fetch, retry, headers, openModels: () => this.#open() };
    const { config, tokenizer, tokens, promptSuffix } = await inspectChoice(places, model, modelRoot, asked);
    const standing = standingTokens({ config, tokenizer, promptSuffix }, rankings);
    const promptTokens = [...tokens.values()];
    const { reward: taken } = asked;
    const request = { config, settings, promptTokens, standing, taken, device: await device() };
    return adviseMemory(request, budget);
  }

  async preview(model: ModelChoice, asked: AskedOfModel, modelRoot: string): Promise<PromptsPreview> {
    const root = rootOf(model);
    const embedded = root.kind === 'embedded';
    const looked = await this.#look(embedded ? embeddedPlace(root, modelRoot) : root);
    const { config, tokenizerConfig, files } = looked;
    // Those that come with the page were trained on prompts as they are.
    const templates = embedded ? [] : templatesOf(looked).map(({ name }) => name);
    const shared = { templates, positions: config.positions };
    try {
      const { texts, tokens, chats, template } = await preparePrompts(
        { tokenizer: looked.tokenizer, tokenizerConfig, files, prompts: looked.prompts },
        asked.prompts,
        embedded ? { template: false } : asked.chat,
      );
      return { ...shared, date: template?.date ?? null, texts, tokens, chats, problem: null };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const { happened, todo } = error;
      return {
        ...shared,
        date: null,
        texts: [],
        tokens: new Map(),
        chats: new Map(),
        problem: `${happened} ${todo}`,
      };
    }
  }

  async adapterBase(files: readonly File[]): Promise<AdapterBase> {
    const { base, revision } = (await readAdapterConfig(pickedFiles(files).open)).config;
    return { base, revision };
  }

  async fitAdapter(model: AdapterChoice, modelRoot: string): Promise<void> {
    const { fetch, retry, headers } = this.environment;
    const places = { fetch, retry, headers, openModels: () => this.#open() };
    await checkAdapter(places, model, modelRoot);
  }

  async readPrompts(file: File): Promise<readonly AskedPrompt[]> {
    const { readPromptFile } = await import('../model/prompts/promptFile.ts');
    return readPromptFile(file.name, await file.text());
  }

  /** Somebody who types asks again and again of the same model. */
  #look(model: OwnChoice): Promise<LookedAt> {
    const named = model.kind === 'files' ? filesId(model.label, model.files) : model;
    const key = JSON.stringify([model.kind, named]);
    if (this.#looked?.key === key) return this.#looked.model;
    const { fetch, retry, headers } = this.environment;
    const looking = inspectOwn({ fetch, retry, headers, openModels: () => this.#open() }, model).then(
      (found) => ({ ...found, tokenizer: remembering(tokenizerOf(found)) }),
    );
    this.#looked = { key, model: looking };
    looking.catch(() => {
      if (this.#looked?.model === looking) this.#looked = null;
    });
    return looking;
  }

  /** A store that could not be opened is tried again the next time. */
  #open(): Promise<ModelStore> {
    this.#store ??= this.environment.openModels().catch((error: unknown) => {
      this.#store = null;
      throw error;
    });
    return this.#store;
  }

  /** Two calls for one model are one transfer. */
  #transfer(
    id: string,
    stage: 'download' | 'import',
    work: (store: ModelStore, options: StoreOptions & RemoteOptions) => Promise<StoredModel>,
  ): Promise<StoredModel> {
    const running = this.#transfers.get(id);
    if (running && !running.abort.signal.aborted) return running.ended;
    const abort = new AbortController();
    const ended = this.#chain.run(() => this.#run(id, stage, abort.signal, work));
    const transfer = { abort, ended };
    this.#transfers.set(id, transfer);
    const forget = (): void => {
      if (this.#transfers.get(id) === transfer) this.#transfers.delete(id);
    };
    ended.then(forget, forget);
    return ended;
  }

  async #run(
    id: string,
    stage: 'download' | 'import',
    signal: AbortSignal,
    work: (store: ModelStore, options: StoreOptions & RemoteOptions) => Promise<StoredModel>,
  ): Promise<StoredModel> {
    const store = await this.#open();
    const { fetch, retry, headers, chunkBytes } = this.environment;
    const teller = new Teller(
      (event) => this.#tell(event),
      id,
      stage,
      () => this.#tellModels(),
    );
    try {
      signal.throwIfAborted();
      return await work(store, {
        fetch,
        retry,
        headers,
        chunkBytes,
        signal,
        onCheck: (file) => teller.check(file),
        onProgress: (progress) => teller.copy(progress),
        check: (model) => void tokenizerOf(model),
      });
    } catch (error) {
      // Paused: what is here is the answer. Nothing may be here yet.
      const stored = signal.aborted ? await store.find(id) : null;
      if (!stored) throw error;
      return stored;
    } finally {
      await this.#tellModels();
    }
  }

  async #tellModels(): Promise<void> {
    this.#tell({ type: 'models', models: await this.list() });
  }

  #tell(event: ModelsEvent): void {
    this.#port?.postMessage(event, []);
  }
}

/** Tells of one transfer, not more often than can be read. */
class Teller {
  readonly #rate = new RateMeter();
  #toldAt = Number.NEGATIVE_INFINITY;
  #copying = false;

  constructor(
    private readonly tell: (event: ModelsEvent) => void,
    private readonly id: string,
    private readonly stage: 'download' | 'import',
    private readonly onStored: () => Promise<void> = () => Promise.resolve(),
  ) {}

  check(file: string): void {
    this.tell({ type: 'progress', id: this.id, stage: 'check', file, done: 0, total: 0, bytesPerSecond: 0 });
  }

  copy({ stage, file, done, total }: FillProgress): void {
    const first = stage === 'copy' && !this.#copying;
    if (first) {
      this.#copying = true;
      // From now on there is something of it to list.
      void this.onStored().catch(() => undefined);
    }
    const now = performance.now();
    if (!first && done < total && now - this.#toldAt < PACE) return;
    this.#toldAt = now;
    const bytesPerSecond = stage === 'copy' ? this.#rate.add(done) : 0;
    const shown = stage === 'copy' ? this.stage : stage;
    this.tell({ type: 'progress', id: this.id, stage: shown, file, done, total, bytesPerSecond });
  }
}

/** Of a model that was looked at. @throws CheckpointError when it is of a kind that cannot be read: before anything is stored */
function tokenizerOf({ tokenizerJson, tokenizerConfig, config }: InspectedModel): Tokenizer {
  return ownTokenizer(tokenizerJson, tokenizerConfig, config.vocab);
}
