/**
 * What the page knows about models of one's own: the list, the room they take, what is on its way, and which one
 * is about to be opened. Knows localStorage through the Storage it is given; must not know the worker or React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelsEvent, StorageUsage } from '../../../workers/modelsProtocol.ts';
import type { StoredModel } from '../../../files/store/storedModel.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import type { OfferedAdapter } from '../choice/adapters.ts';
import type { DroppedModel } from '../choice/dropped.ts';
import { askedFromLines, askedFromText, askedToText, type Asked } from '../choice/prompts.ts';

/** A download or import under way. */
export type Transfer = Omit<Extract<ModelsEvent, { type: 'progress' }>, 'type'> & {
  readonly label: string;
};

export interface ModelsState {
  /** Null until first asked for. */
  readonly models: readonly StoredModel[] | null;
  readonly usage: StorageUsage | null;
  /** By model id. */
  readonly transfers: Readonly<Record<string, Transfer>>;
  /** The last thing that went wrong, in the worker's words. */
  readonly error: string | null;
  /** The model whose fit and prompts are on screen, before it is opened. */
  readonly chosen: ModelChoice | null;
  /** Files of a model that were dropped or chosen, not opened or stored yet. */
  readonly offered: DroppedModel | null;
  /** An adapter that waits for its base, or stands on the chosen one. */
  readonly adapter: OfferedAdapter | null;
  /** The address field: filled from the page's own address when that names a model on the network. */
  readonly address: string;
  /** Bytes that a run may take of the device. */
  readonly budget: number;
}

export interface ModelsStore extends StoreApi<ModelsState> {
  /** What a model of one's own is asked to write to, as last asked. */
  askedOf(key: string): Asked;
  /** @returns false where the browser keeps nothing, or has no room for as much */
  keepAsked(key: string, asked: Asked): boolean;
}

const GIB = 2 ** 30;
/** What a run may take where the browser does not even tell the computer's memory. */
const UNKNOWN_BUDGET = 4 * GIB;
const BUDGET_KEY = 'nudge:budget';
const ASKED_KEY = 'nudge:asked:';
/** Where earlier versions kept prompts, in a form of their own. */
const LINES_KEY = 'nudge:prompts:';

/** @param deviceMemory the computer's memory in GiB, as far as the browser tells it */
export function createModelsStore(storage: Storage, deviceMemory: number | undefined): ModelsStore {
  const usual = deviceMemory === undefined ? UNKNOWN_BUDGET : (deviceMemory / 2) * GIB;
  const store = createStore<ModelsState>(() => ({
    models: null,
    usage: null,
    transfers: {},
    error: null,
    chosen: null,
    offered: null,
    adapter: null,
    address: '',
    budget: Number(read(storage, BUDGET_KEY)) || usual,
  }));
  store.subscribe((state, before) => {
    if (state.budget !== before.budget) write(storage, BUDGET_KEY, String(state.budget));
  });
  return {
    ...store,
    askedOf(key) {
      const text = read(storage, ASKED_KEY + key);
      return text === null ? askedFromLines(read(storage, LINES_KEY + key) ?? '') : askedFromText(text);
    },
    keepAsked(key, asked) {
      const kept = write(storage, ASKED_KEY + key, askedToText(asked));
      if (kept) write(storage, LINES_KEY + key, '');
      return kept;
    },
  };
}

// Storage throws where cookies are blocked; the page then simply forgets.
function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, value: string): boolean {
  try {
    if (value === '') storage.removeItem(key);
    else storage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
