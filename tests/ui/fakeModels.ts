/**
 * A checkpoint worker without storage or network: models are a list that tests give, downloads wait until told.
 * Everything the page calls is recorded in `calls`.
 */
import { readAdapterConfig } from '../../src/files/folder/adapterTensors.ts';
import { pickedFiles } from '../../src/files/folder/pickedFiles.ts';
import type { RankingEvent } from '../../src/preferences/event.ts';
import type { FetchedFiles } from '../../src/workers/fetchedFiles.ts';
import type { ConnectModels } from '../../src/workers/modelsClient.ts';
import { addressId, filesId, type StoredModel } from '../../src/files/store/storedModel.ts';
import { addressLabel, type RemoteAddress } from '../../src/files/hub/address.ts';
import type { AdapterBase } from '../../src/files/folder/adapterFolder.ts';
import type { MemoryAdvice, MemoryOutcome } from '../../src/rl/runs/memoryAdvice.ts';
import type {
  ModelsApi,
  ModelsEvent,
  AskedOfModel,
  PromptsPreview,
  StorageUsage,
} from '../../src/workers/modelsProtocol.ts';
import { readPromptFile } from '../../src/model/prompts/promptFile.ts';
import { methodChange, type Settings } from '../../src/rl/algorithms/settings.ts';
import type { AdapterChoice, ModelChoice } from '../../src/workers/protocol.ts';
import type { AskedPrompt, ChatRecord } from '../../src/model/prompts/prompts.ts';

const MIB = 2 ** 20;

export const STORED: StoredModel = {
  id: 'tiny-poet-0123456789ab',
  label: 'someone/tiny-poet',
  source: { kind: 'hub', id: 'someone/tiny-poet' },
  bytes: 52_000_000,
  totalBytes: 52_000_000,
  complete: true,
  files: [],
  architecture: 'llama',
  parameters: 13_000_000,
};

export const PARTLY: StoredModel = {
  ...STORED,
  id: 'half-poet-0123456789ab',
  label: 'someone/half-poet',
  source: { kind: 'hub', id: 'someone/half-poet', revision: 'v2' },
  bytes: 20_000_000,
  complete: false,
};

export interface FakeModelsOptions {
  readonly models?: readonly StoredModel[];
  /** Rejects what is called with this message. */
  readonly errors?: Partial<Record<keyof ModelsApi, string>>;
  /** Bytes that a run takes; less by each change that is set. */
  readonly runBytes?: number;
  /** The chat templates that models bring, by name, the usual one first. */
  readonly template?: string | readonly string[];
  /** Why no device could hold it. */
  readonly refused?: string;
  /** What lies at every address: an adapter's or a reward model's files, which no download takes. */
  readonly notAlone?: FetchedFiles;
  /** Why an adapter does not fit its base. */
  readonly misfits?: (model: AdapterChoice) => string | undefined;
}

export class FakeModels implements ModelsApi {
  readonly calls: { readonly name: keyof ModelsApi; readonly args: readonly unknown[] }[] = [];
  models: readonly StoredModel[];
  #options: FakeModelsOptions;
  #persisted = false;
  #onEvent: (event: ModelsEvent) => void = () => undefined;
  #pending = new Map<string, (model: StoredModel) => void>();

  constructor(options: FakeModelsOptions = {}) {
    this.#options = options;
    this.models = options.models ?? [];
  }

  readonly connect: ConnectModels = (onEvent) => {
    this.#onEvent = onEvent;
    return { api: this, close: () => undefined };
  };

  /** Arguments of the calls of one name, oldest first. */
  callsOf(name: keyof ModelsApi): readonly (readonly unknown[])[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args);
  }

  emit(event: ModelsEvent): void {
    this.#onEvent(event);
  }

  /** Ends a download or import: the model is there, whole or as far as it came. */
  finish(id: string, model: Partial<StoredModel> = {}): void {
    const stored = { ...STORED, ...model, id };
    this.models = [...this.models.filter((other) => other.id !== id), stored];
    this.#pending.get(id)?.(stored);
    this.#pending.delete(id);
  }

  async list(): Promise<readonly StoredModel[]> {
    this.#record('list');
    return this.models;
  }

  async usage(): Promise<StorageUsage> {
    const usedBytes = this.models.reduce((sum, { bytes }) => sum + bytes, 0);
    return { usedBytes, quotaBytes: 10e9, persisted: this.#persisted };
  }

  async persist(): Promise<boolean> {
    this.#record('persist');
    this.#persisted = true;
    return true;
  }

  async download(address: RemoteAddress): Promise<StoredModel> {
    this.#record('download', address);
    this.#refuseNotAlone();
    const model = await this.#wait(addressId(address));
    return { ...model, label: addressLabel(address) };
  }

  async fetchFiles(address: RemoteAddress): Promise<FetchedFiles> {
    this.#record('fetchFiles', address);
    return this.#options.notAlone!;
  }

  /** As an error is that came out of a worker. */
  #refuseNotAlone(): void {
    if (this.#options.notAlone)
      throw Object.assign(new Error('It opens on another.'), { name: 'NotAloneError' });
  }

  async pause(id: string): Promise<void> {
    this.#record('pause', id);
    this.finish(id, PARTLY);
  }

  async remove(id: string): Promise<void> {
    this.#record('remove', id);
    this.models = this.models.filter((model) => model.id !== id);
  }

  async importFiles(files: readonly File[], label: string): Promise<StoredModel> {
    this.#record('importFiles', files, label);
    return { ...(await this.#wait(filesId(label, files))), label };
  }

  async fit(
    model: ModelChoice,
    settings: Settings,
    budget: number,
    asked: AskedOfModel,
    rankings: readonly RankingEvent[] = [],
  ): Promise<MemoryAdvice> {
    this.#record('fit', model, settings, budget, asked, ...(rankings.length > 0 ? [rankings] : []));
    const { refused, runBytes = 512 * MIB } = this.#options;
    if (refused !== undefined) {
      return { now: { use: null, refused }, budget, fits: false, options: [], fitting: null };
    }
    const bytes = (change: Partial<Settings>) => {
      const { recompute, method } = { ...settings, ...change };
      return runBytes * (recompute ? 0.75 : 1) * (method === 'lora' ? 0.5 : 1);
    };
    const changes: Partial<Settings>[] = [
      ...(settings.recompute ? [] : [{ recompute: true }]),
      ...(settings.method === 'lora' ? [] : [methodChange(settings, 'lora')]),
    ];
    const options = changes.map((change) => ({ change, outcome: outcomeOf(bytes(change)) }));
    const fits = bytes({}) <= budget;
    const all: Partial<Settings> = { recompute: true, ...methodChange(settings, 'lora') };
    const fitting = fits
      ? null
      : (options.find(({ outcome }) => outcome.use.total <= budget) ??
        (bytes(all) <= budget ? { change: all, outcome: outcomeOf(bytes(all)) } : null));
    return { now: outcomeOf(bytes({})), budget, fits, options, fitting };
  }

  /** Reads a character as a token; a template writes <user>…<answer>, and refuses the system text "no". */
  async preview(model: ModelChoice, { prompts = [], chat = {} }: AskedOfModel): Promise<PromptsPreview> {
    this.#record('preview', model, prompts, chat);
    if (model.kind === 'remote') this.#refuseNotAlone();
    const { template: given } = this.#options;
    const templates = given === undefined ? [] : [given].flat();
    const { system = '', template: wanted = true, named = templates[0] } = chat;
    const template = templates.length > 0;
    // Other templates than the usual one, and those that tell the day, write so.
    const date = template && wanted && named.includes('date') ? '2025-03-03T00:00:00' : null;
    const shared = { templates, date, positions: 256 };
    if (template && wanted && system === 'no') {
      const problem = 'The template refuses a system text.';
      return { ...shared, texts: [], tokens: new Map(), chats: new Map(), problem };
    }
    const chats = new Map<string, ChatRecord>();
    const asked = prompts.length > 0 ? prompts : ['What is new?'];
    const texts = asked.map((prompt) => {
      const turns = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
      if (!template || !wanted) return turns.map(({ content }) => content).join('\n\n');
      const messages = system ? [{ role: 'system', content: system }, ...turns] : turns;
      const text = `${named === templates[0] ? '' : `<${named}>`}${messages.map(({ role, content }) => `<${role}>${content}`).join('')}<answer>`;
      chats.set(text, { messages, template: `fake ${system}` });
      return text;
    });
    const tokens = new Map(texts.map((text) => [text, text.length]));
    return { ...shared, texts, tokens, chats, problem: null };
  }

  async adapterBase(files: readonly File[]): Promise<AdapterBase> {
    this.#record('adapterBase', files);
    const { base, revision } = (await readAdapterConfig(pickedFiles(files).open)).config;
    return { base, revision };
  }

  async fitAdapter(model: AdapterChoice): Promise<void> {
    this.#record('fitAdapter', model);
    const refused = this.#options.misfits?.(model);
    if (refused !== undefined) throw new Error(refused);
  }

  async readPrompts(file: File): Promise<readonly AskedPrompt[]> {
    this.#record('readPrompts', file);
    return readPromptFile(file.name, await file.text());
  }

  #wait(id: string): Promise<StoredModel> {
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }

  #record(name: keyof ModelsApi, ...args: unknown[]): void {
    this.calls.push({ name, args });
    const error = this.#options.errors?.[name];
    if (error !== undefined) throw new Error(error);
  }
}

function outcomeOf(total: number): MemoryOutcome & { readonly use: object } {
  const part = total / 8;
  const parts = {
    weights: 2 * part,
    gradients: part,
    moments: 2 * part,
    rollback: part,
    activations: part,
    kvCache: part,
    method: 0,
    exchange: 0,
  };
  return { use: { parts, method: 'PPO', total, largestBuffer: part }, refused: null };
}
