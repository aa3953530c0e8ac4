/**
 * The classifier from a hub that ranks: asks the trainer for it, remembers which one it was, and brings it back when
 * the trainer starts again. Must not know React or what a classifier computes.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { CLASSIFIER, type ClassifierInfo, type ClassifierRequest } from '../../../workers/protocol.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';
import { dictionary } from '../../words/index.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import { announce, type UiStore } from '../../app/state/uiStore.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

export interface ClassifierState {
  /** The last one that was asked for, on this visit or before. */
  readonly request: ClassifierRequest | null;
  /** The one that is loaded now. */
  readonly info: ClassifierInfo | null;
  readonly loading: boolean;
  /** Why the last one could not be had. */
  readonly error: string | null;
}

const KEY = 'nudge:classifier';
/** Of what is kept; what has none, as all had none at first, is of version 1. */
const VERSION = 1;

/** What takes the setting that a classifier ranks. */
interface Session {
  configure(change: Partial<Settings>): void;
}

export class ClassifierController {
  readonly store: StoreApi<ClassifierState>;
  #ui: UiStore;
  #run: RunStore;
  #session: Session;
  #link: TrainerLink;
  #storage: Storage;

  constructor(ui: UiStore, run: RunStore, session: Session, link: TrainerLink, storage: Storage) {
    this.#ui = ui;
    this.#run = run;
    this.#session = session;
    this.#link = link;
    this.#storage = storage;
    const request = recall(storage);
    this.store = createStore(() => ({ request, info: null, loading: false, error: null }));
    run.subscribe((state, before) => {
      if (state.status === before.status) return;
      if (state.status === 'loading') this.store.setState({ info: null, loading: false });
      if (state.status === 'ready') void this.#bringBack();
    });
  }

  /** Takes the rater `classifier`: at once when one is loaded, else asks which. */
  choose(): void {
    if (this.store.getState().info) this.#session.configure({ rater: CLASSIFIER });
    else this.#ui.setState({ dialog: 'classifier' });
  }

  /** Loads a classifier, or changes the label of the one loaded; it is the rater then. */
  async load(request: ClassifierRequest): Promise<boolean> {
    const { api } = this.#link;
    if (!api || this.store.getState().loading) return false;
    this.store.setState({ loading: true, error: null });
    try {
      const info = await api.useClassifier(request);
      if (api !== this.#link.api) return false;
      const chosen = { ...request, label: info.label };
      this.store.setState({ loading: false, info, request: chosen });
      remember(this.#storage, chosen);
      if (this.#run.getState().settings.rater !== CLASSIFIER) this.#session.configure({ rater: CLASSIFIER });
      announce(this.#ui, dictionary(this.#ui.getState().language).classifier.loaded(info.id, info.label));
      return true;
    } catch (error) {
      if (api !== this.#link.api) return false;
      const cancelled = error instanceof Error && error.name === 'AbortError';
      this.store.setState({ loading: false, error: cancelled ? null : messageOf(error) });
      return false;
    }
  }

  async cancel(): Promise<void> {
    await this.#link.api?.cancel(CLASSIFIER);
  }

  async #bringBack(): Promise<void> {
    const { request } = this.store.getState();
    if (request === null || this.#run.getState().settings.rater !== CLASSIFIER) return;
    if (await this.load(request)) return;
    const { error } = this.store.getState();
    if (error !== null) this.#ui.setState({ notice: { kind: 'error', text: error } });
  }
}

// Storage throws where cookies are blocked, and may hold anything; the page then simply asks again.
function recall(storage: Storage): ClassifierRequest | null {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    if (typeof found !== 'object' || found === null) return null;
    const { id, revision, host, label } = found as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
    return typeof id === 'string'
      ? { id, revision: text(revision), host: text(host), label: text(label) }
      : null;
  } catch {
    return null;
  }
}

function remember(storage: Storage, request: ClassifierRequest): void {
  try {
    storage.setItem(KEY, JSON.stringify({ version: VERSION, ...request }));
  } catch {
    return;
  }
}
