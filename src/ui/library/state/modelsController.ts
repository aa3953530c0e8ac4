/**
 * Models of one's own: list, fetch, store, delete, measure, and the way to opening one. Starts the checkpoint
 * worker when first needed. Must not know React or how models are kept.
 */
import type { ConnectModels, ModelsConnection } from '../../../workers/modelsClient.ts';
import { addressId, filesId, type StoredModel } from '../../../files/store/storedModel.ts';
import { addressLabel, type RemoteAddress } from '../../../files/hub/address.ts';
import type { MemoryAdvice } from '../../../rl/runs/memoryAdvice.ts';
import type { ModelsEvent, PromptsPreview } from '../../../workers/modelsProtocol.ts';
import type { AskedPrompt } from '../../../model/prompts/prompts.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';
import { dictionary } from '../../words/index.ts';
import { choiceKey, choiceLabel } from '../choice/choice.ts';
import type { DroppedModel } from '../choice/dropped.ts';
import { chatOf, NOTHING_ASKED, type Asked } from '../choice/prompts.ts';
import { activeRankings } from '../../../preferences/log.ts';
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import type { ModelsStore, Transfer } from './modelsStore.ts';
import { announce, type UiStore } from '../../app/state/uiStore.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import type { AdapterWays } from './adapterController.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

/** Loaded with the first model that is dropped. */
const adapters = () => import('./adapterController.ts');

/** What opens the model that is chosen. */
interface Session {
  setModel(model: ModelChoice, asked?: Asked): Promise<void>;
}

export class ModelsController {
  readonly store: ModelsStore;
  #ui: UiStore;
  #preferences: PreferencesStore;
  #run: RunStore;
  #session: Session;
  #connect: ConnectModels;
  #link: TrainerLink;
  #connection: ModelsConnection | null = null;

  constructor(
    ui: UiStore,
    store: ModelsStore,
    preferences: PreferencesStore,
    run: RunStore,
    session: Session,
    connect: ConnectModels,
    link: TrainerLink,
  ) {
    this.#ui = ui;
    this.#preferences = preferences;
    this.store = store;
    this.#run = run;
    this.#session = session;
    this.#connect = connect;
    this.#link = link;
  }

  /** Reads the list and the room there is. */
  async refresh(): Promise<void> {
    await this.#attempt(async () => {
      const [models, usage] = await Promise.all([this.#api.list(), this.#api.usage()]);
      this.store.setState({ models, usage });
    });
  }

  /** Asks the browser not to delete models when it needs room. */
  async persist(): Promise<void> {
    await this.#attempt(async () => {
      await this.#api.persist();
      this.store.setState({ usage: await this.#api.usage() });
    });
  }

  /**
   * Fetches a model, or goes on where it stopped; offers to open it once it is whole. What opens on another model only is
   * taken as if it were dropped.
   */
  async download(address: RemoteAddress): Promise<void> {
    await this.#transfer(addressId(address), addressLabel(address), 'download', () =>
      this.#api.download(address).catch((error: unknown) => this.#takeRefused(address, error)),
    );
  }

  /** Shows a model at an address, to be opened without being stored; the same of what opens on another. */
  async stream(address: RemoteAddress): Promise<void> {
    const model = { kind: 'remote', address } as const;
    this.choose(model);
    if (this.store.getState().adapter) return;
    const refused = await this.#api.preview(model, {}).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (!refused || this.store.getState().chosen !== model) return;
    // Of anything else it is said beside it why it cannot be opened.
    if (!(await adapters()).isNotAlone(refused.error)) return;
    this.store.setState({ chosen: null });
    await this.download(address);
  }

  /** Copies a folder into the store; offers to open it then. */
  async importModel({ files, label }: DroppedModel): Promise<void> {
    await this.#transfer(filesId(label, files), label, 'import', () => this.#api.importFiles(files, label));
  }

  async pause(id: string): Promise<void> {
    await this.#attempt(() => this.#api.pause(id));
  }

  async remove(id: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#api.remove(id);
      const chosen = this.store.getState().chosen;
      if (chosen?.kind === 'stored' && chosen.id === id) this.store.setState({ chosen: null });
      await this.refresh();
    });
  }

  /** What a run of `model` takes of a device with what it is asked, and which changes would make it fit. */
  fit(model: ModelChoice, settings: Settings, budget: number, asked: Asked): Promise<MemoryAdvice> {
    const standing = activeRankings(this.#preferences.store.getState().events);
    const { session, model: open } = this.#run.getState();
    const same =
      choiceKey(model) === choiceKey(open) || (model.kind === 'embedded' && model.name === session?.model);
    const reward = same && session?.reward != null;
    const given = { prompts: asked.prompts, chat: chatOf(asked), ...(reward && { reward }) };
    return this.#api.fit(model, settings, budget, given, standing);
  }

  /** What a model would read of what it is asked. */
  preview(model: ModelChoice, asked: Asked): Promise<PromptsPreview> {
    return this.#api.preview(model, { prompts: asked.prompts, chat: chatOf(asked) });
  }

  /** The prompts in a file. */
  readPrompts(file: File): Promise<readonly AskedPrompt[]> {
    return this.#api.readPrompts(file);
  }

  /**
   * Shows a model's fit and prompts, and the button that opens it; null goes back to the list. Where an adapter waits, it
   * is put on the model first.
   */
  choose(chosen: ModelChoice | null): void {
    if (chosen && this.store.getState().adapter) {
      void this.#attempt(async () => (await adapters()).putOnBase(this.#ways, chosen));
    } else this.store.setState({ chosen, error: null });
  }

  /** Takes a model's files: an adapter's to their base, a reward model's to the run, others to be stored or opened. */
  offer(model: DroppedModel): Promise<void> {
    return this.#attempt(async () => (await adapters()).offerModel(this.#ways, model));
  }

  /** Rankings alone teach the reward model again. */
  leaveReward(): Promise<void> {
    return this.#attempt(async () => (await import('./rewardController.ts')).takeReward(this.#ways, null));
  }

  /** Forgets what was about to be opened. */
  leave(): void {
    this.store.setState({ chosen: null, adapter: null, error: null });
  }

  async #takeRefused(address: RemoteAddress, error: unknown): Promise<null> {
    await (await adapters()).takeRefused(this.#ways, address, error);
    return null;
  }

  get #ways(): AdapterWays {
    return { api: this.#api, models: this.store, run: this.#run, ui: this.#ui, link: this.#link };
  }

  /**
   * Opens the chosen model to write to what is asked, and leaves the dialog.
   * @param notKept what to say where the browser cannot keep as much for the next visit
   */
  async openChosen(asked: Asked = NOTHING_ASKED, notKept = ''): Promise<void> {
    const { chosen } = this.store.getState();
    if (!chosen) return;
    const kept = this.store.keepAsked(choiceKey(chosen), asked);
    this.store.setState({ chosen: null, adapter: null });
    this.#ui.setState({ dialog: null });
    if (!kept && notKept !== '') this.#ui.setState({ notice: { kind: 'info', text: notKept } });
    await this.#session.setModel(chosen, asked);
    if (chosen.kind === 'files') await (await adapters()).takeRewardBeside(this.#ways, chosen.files);
  }

  /** What to call a model of the page's choice. */
  labelOf(choice: ModelChoice): string | null {
    return choiceLabel(choice, this.store.getState().models ?? []);
  }

  get #api() {
    this.#connection ??= this.#connect(
      (event) => this.#receive(event),
      (message) => {
        // Nothing will come of what it was doing; the next call starts another one.
        this.#connection?.close();
        this.#connection = null;
        this.store.setState({ error: message, transfers: {} });
      },
    );
    return this.#connection.api;
  }

  async #transfer(
    id: string,
    label: string,
    stage: 'download' | 'import',
    start: () => Promise<StoredModel | null>,
  ): Promise<void> {
    const begun: Transfer = {
      id,
      label,
      stage: stage === 'download' ? 'check' : stage,
      file: '',
      done: 0,
      total: 0,
      bytesPerSecond: 0,
    };
    this.store.setState((state) => ({ transfers: { ...state.transfers, [id]: begun } }));
    await this.#attempt(async () => {
      let model: StoredModel | null;
      try {
        model = await start();
      } finally {
        this.#end(id);
      }
      if (!model) return;
      await this.refresh();
      if (!model.complete) return;
      announce(this.#ui, dictionary(this.#ui.getState().language).said.modelStored(model.label));
      // Where nothing else is being looked at, the next step is to open it.
      if (this.store.getState().chosen === null) this.choose({ kind: 'stored', id: model.id });
    });
  }

  #end(id: string): void {
    this.store.setState((state) => {
      const { [id]: _, ...transfers } = state.transfers;
      return { transfers };
    });
  }

  #receive(event: ModelsEvent): void {
    if (event.type === 'models') {
      this.store.setState({ models: event.models });
      return;
    }
    const { type: _, ...progress } = event;
    const label = this.store.getState().transfers[event.id]?.label;
    // Word of what has stopped meanwhile comes too late.
    if (label === undefined) return;
    this.store.setState((state) => ({
      transfers: { ...state.transfers, [event.id]: { ...progress, label } },
    }));
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.store.setState({ error: null });
    try {
      await work();
    } catch (error) {
      // Paused before anything was stored: as it was asked for.
      if (error instanceof Error && error.name === 'AbortError') return;
      this.store.setState({ error: messageOf(error) });
    }
  }
}
