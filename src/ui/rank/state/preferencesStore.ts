/**
 * The preference log as the page sees it: the truth that the trainer gets copies of. An event is on disk before
 * anyone else hears of it, or it is kept here and written again until it is. Must not know the trainer or React.
 *
 * A log that could not be read is not an empty log: until it is read, or the person goes on without it, nobody is
 * told that there are no rankings. What was said meanwhile is put behind it when it comes.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isSiteDataBlocked } from '../../../files/siteStorage.ts';
import { messageOf } from '../../../workers/failures.ts';
import { storedLog } from '../../../preferences/storedLog.ts';
import type { PreferenceEvent } from '../../../preferences/event.ts';
import type { PreferenceDb, Remembered } from '../../storage/preferenceDb.ts';

/**
 * `refused`: this browser keeps nothing. `unread`: what is stored has not been read yet. `unsaved`: some of what is on
 * screen is not stored yet.
 */
export interface StorageTrouble {
  readonly kind: 'refused' | 'unread' | 'unsaved';
  /** The browser's own words; '' when it has not answered. */
  readonly message: string;
}

export interface PreferencesState {
  readonly events: readonly PreferenceEvent[];
  /** False while the stored log is still to be read, and nobody decided to go on without it. */
  readonly loaded: boolean;
  /** What is not as it should be now, or null; it goes when it is no longer true. */
  readonly trouble: StorageTrouble | null;
}

export interface PreferencesStore {
  readonly store: StoreApi<PreferencesState>;
  /** Resolves when the log is {@link PreferencesState.loaded}. */
  readonly ready: Promise<void>;
  /** How many events would not outlive the page now. */
  readonly unsaved: number;
  /** Stores the events, then shows them: also when they could not be stored, which is tried again. In order. */
  append(events: readonly PreferenceEvent[]): Promise<void>;
  /** What {@link remember} was last given, as far as it could be read. */
  recall(): Partial<Remembered>;
  /** Keeps a part of the page for the next visit. Never fails: without storage it is forgotten. */
  remember(part: Partial<Remembered>): void;
  /** Tries at once what is otherwise tried again after a while. */
  retry(): Promise<void>;
  /** Goes on with what was said on this visit; the stored log joins it when it can be read. */
  goOnWithout(): void;
  /** Calls when the stored log was read after the page went on without it. */
  onLate(listener: () => void): void;
}

/** Milliseconds before the page appears without an answer, or shows a ranking that is still being written. */
const PATIENCE_MS = 1500;
/** Milliseconds between tries; the last one for all that follow. */
const RETRY_MS = [100, 400, 1000, 2000, 4000, 8000, 15_000, 30_000];
/** Tries before an error of no known name counts as a refusal. */
const DOUBT = 3;
/** What browsers call it when site data is not allowed. */
const REFUSALS = new Set(['SecurityError', 'NotAllowedError', 'NotSupportedError', 'InvalidStateError']);
/** What Chromium says under the name of UnknownError. */
const DENIED = /denied permission|access .* denied/i;
/** Most characters of a browser's own words. */
const LONGEST_WORDS = 200;
/** Events of one transaction: on a disk that is nearly full some of a long log is better than nothing. */
const PORTION = 200;

/** Begins to read the stored log, and waits for it for a moment. Never rejects. */
export async function createPreferencesStore(open: () => Promise<PreferenceDb>): Promise<PreferencesStore> {
  const keeper = new Keeper(open);
  void keeper.retry();
  await Promise.race([keeper.ready, sleep(PATIENCE_MS)]);
  keeper.waited();
  return keeper;
}

class Keeper implements PreferencesStore {
  readonly store = createStore<PreferencesState>(() => ({ events: [], loaded: false, trouble: null }));
  readonly ready: Promise<void>;
  #open: () => Promise<PreferenceDb>;
  #db: PreferenceDb | null = null;
  #read = false;
  /** What is stored may not be what this page knows to be stored: looked at before the next write. */
  #doubtful = false;
  #pending: readonly PreferenceEvent[] = [];
  #page: Partial<Remembered> = {};
  #recalled: Partial<Remembered> = {};
  #failures = 0;
  #flight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<void> = Promise.resolve();
  #tellReady = () => {};
  #tellLate = () => {};

  constructor(open: () => Promise<PreferenceDb>) {
    this.#open = open;
    this.ready = new Promise((resolve) => (this.#tellReady = resolve));
  }

  get unsaved(): number {
    return this.#pending.length;
  }

  append(added: readonly PreferenceEvent[]): Promise<void> {
    const run = async () => {
      this.#pending = [...this.#pending, ...added];
      // Where it is known to fail nobody waits for it.
      const patience = this.store.getState().trouble ? PATIENCE_MS / 10 : PATIENCE_MS;
      let late = false;
      await Promise.race([this.#settle(), sleep(patience).then(() => (late = true))]);
      if (late && this.#pending.length > 0) this.#complain(this.store.getState().trouble?.message ?? '');
      this.store.setState(({ events }) => ({ events: joined(events, added) }));
    };
    return (this.#last = this.#last.then(run));
  }

  recall(): Partial<Remembered> {
    return { ...this.#recalled, ...this.#page };
  }

  remember(part: Partial<Remembered>): void {
    this.#recalled = { ...this.#recalled, ...part };
    this.#page = { ...this.#page, ...part };
    void this.#settle();
  }

  retry(): Promise<void> {
    return this.#settle();
  }

  goOnWithout(): void {
    this.store.setState({ loaded: true });
    this.#tellReady();
  }

  onLate(listener: () => void): void {
    this.#tellLate = listener;
  }

  /** The page appears now, whether or not the browser has answered. */
  waited(): void {
    const { loaded, trouble } = this.store.getState();
    if (!loaded && !trouble) this.#complain('');
  }

  /** Opens, reads and writes what is still to be opened, read and written. Never rejects. */
  #settle(): Promise<void> {
    clearTimeout(this.#timer);
    const work = async () => {
      // More may have been added meanwhile.
      while ((await this.#attempt()) && this.#pending.length > 0);
      this.#flight = null;
    };
    return (this.#flight ??= work());
  }

  /** @returns whether all that was said when it looked is stored */
  async #attempt(): Promise<boolean> {
    let opened = this.#db !== null;
    try {
      if (!this.#db) {
        this.#db = await this.#open();
        this.#db.onLost?.(() => this.#lost());
      }
      opened = true;
      if (!this.#read) await this.#firstRead(this.#db);
      await this.#writeLog(this.#db);
      this.store.setState({ trouble: null });
    } catch (error) {
      this.#later();
      this.#doubtful = this.#read;
      const refused = !opened && this.#isRefusal(error);
      this.#complain(messageOf(error), refused);
      if (refused) this.goOnWithout();
      return false;
    }
    // What is only beside the log is nobody's worry.
    if (await this.#writePage(this.#db)) this.#failures = 0;
    else this.#later();
    return true;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#failures += 1;
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1];
    this.#timer = setTimeout(() => void this.#settle(), wait);
  }

  async #firstRead(db: PreferenceDb): Promise<void> {
    const stored = storedLog(await db.load());
    // What is beside the log is not worth waiting for.
    const recalled = await db.recall().catch((): Partial<Remembered> => ({}));
    this.#recalled = { ...recalled, ...this.#recalled };
    this.#read = true;
    this.#pending = joined(stored, this.#pending).slice(stored.length);
    const late = this.store.getState().loaded;
    this.store.setState(({ events }) => ({ events: joined(stored, events), loaded: true }));
    this.#tellReady();
    if (late) this.#tellLate();
  }

  async #writeLog(db: PreferenceDb): Promise<void> {
    if (this.#doubtful) {
      // A write may have come through although it was told to have failed, and storage may have been cleared.
      const stored = new Set((await db.load()).map(({ id }) => id));
      const known = [...this.store.getState().events, ...this.#pending];
      this.#pending = storedLog(known).filter(({ id }) => !stored.has(id));
      this.#doubtful = false;
    }
    while (this.#pending.length > 0) {
      const portion = this.#pending.slice(0, PORTION);
      await db.append(portion);
      this.#pending = this.#pending.slice(portion.length);
    }
  }

  async #writePage(db: PreferenceDb): Promise<boolean> {
    const page = this.#page;
    this.#page = {};
    if (Object.keys(page).length === 0) return true;
    try {
      await db.remember(page);
      return true;
    } catch {
      this.#page = { ...page, ...this.#page };
      return false;
    }
  }

  #lost(): void {
    this.#doubtful = this.#read;
    this.#failures = 0;
    void (this.#flight ?? Promise.resolve()).then(() => this.#settle());
  }

  #complain(words: string, refused = this.store.getState().trouble?.kind === 'refused'): void {
    const kind = this.#read ? 'unsaved' : refused ? 'refused' : 'unread';
    // Behind a sentence of the page's own.
    const message = words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words;
    this.store.setState({ trouble: { kind, message } });
  }

  #isRefusal(error: unknown): boolean {
    if (isSiteDataBlocked()) return true;
    if (error instanceof DOMException) return REFUSALS.has(error.name) || DENIED.test(error.message);
    return this.#failures >= DOUBT;
  }
}

/** `events`, and behind them those of `added` that are not among them. */
function joined(events: readonly PreferenceEvent[], added: readonly PreferenceEvent[]) {
  const known = new Set(events.map(({ id }) => id));
  return [...events, ...added.filter(({ id }) => !known.has(id))];
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
