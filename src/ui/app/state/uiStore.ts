/**
 * What the page remembers about itself: language, theme, open panels, messages.
 * Knows localStorage through the Storage it is given; must not know the trainer or React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Language = 'en' | 'zh';
/** `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark';

/** The halves of the page, each behind a tab of its own on a phone: the person's job, and the model's. */
export type Tab = 'rank' | 'watch';

/** Answers to look into beside those of an iteration: to rank, just ranked, before and after training. */
export type LookedAt = 'ranking' | 'last' | 'comparison';

export interface Notice {
  readonly kind: 'info' | 'error';
  readonly text: string;
  /** What can be done about it. */
  readonly action?: 'takeBack';
  /** What has to work for it to go by itself; see notices.ts. */
  readonly about?: string;
}

export interface UiState {
  readonly language: Language;
  readonly theme: Theme;
  readonly smoothing: boolean;
  /** Whether shortcuts of a single character work. */
  readonly singleKeys: boolean;
  /** The half of the page that a phone shows; null until somebody has chosen. */
  readonly tab: Tab | null;
  /** Whether the tabs are there, and with them a way to the other half. */
  readonly tabbed: boolean;
  readonly dialog:
    | 'shortcuts'
    | 'settings'
    | 'reset'
    | 'classifier'
    | 'model'
    | 'export'
    | 'cluster'
    | 'runs'
    | 'lab'
    | 'experiments'
    | 'link'
    | 'projector'
    | 'share'
    | 'share-on'
    | 'share-worse'
    | 'share-receipt'
    | 'class'
    | 'handIn'
    | 'quality'
    | null;
  readonly notice: Notice | null;
  /** Whether an assignment is being worked on. */
  readonly assigned: boolean;
  /** The experiment that was looked at last, by its id. */
  readonly experiment: string | null;
  /** The mark that stands out on the curves, by its id. */
  readonly mark: string | null;
  /** The iteration that is looked into, null for the newest, and which of its answers is open; null while nobody looks. */
  readonly inside: {
    readonly iteration: number | null;
    readonly answer: number;
    /** Answers that no iteration sampled to learn from, in place of an iteration's. */
    readonly of?: LookedAt;
  } | null;
  /** What is under the pointer among formulas, tokens and curves: a chart by its id, a token's quantity by its name. */
  readonly lit: { readonly chart: string | null; readonly quantity: string | null } | null;
  /** Whether an iteration is gone through stage by stage, with pauses. */
  readonly slowMotion: boolean;
  /** Whether the guide stands beside the page. */
  readonly guide: boolean;
  /** How far somebody is with it, in its own words; null on a first visit, until it was opened or declined. */
  readonly guideKept: string | null;
  /** Last thing said to screen readers; `count` makes equal texts distinct. */
  readonly announcement: { readonly text: string; readonly count: number };
}

export type UiStore = StoreApi<UiState>;

const LANGUAGE_KEY = 'nudge:language';
const THEME_KEY = 'nudge:theme';
const GUIDE_KEY = 'nudge:guide';
const KEYS_KEY = 'nudge:keys';
const TAB_KEY = 'nudge:tab';
/** Of these words and how they are kept; where it is not there, as it was not at first, it is 1. */
const VERSION_KEY = 'nudge:version';
const VERSION = '1';

/** @param languages the browser's preferred languages, best first. */
export function createUiStore(storage: Storage, languages: readonly string[]): UiStore {
  const store = createStore<UiState>(() => ({
    language: readLanguage(storage, languages),
    theme: readTheme(storage),
    smoothing: true,
    singleKeys: read(storage, KEYS_KEY) !== 'off',
    tab: readTab(storage),
    tabbed: false,
    dialog: null,
    notice: null,
    assigned: false,
    experiment: null,
    mark: null,
    inside: null,
    lit: null,
    slowMotion: false,
    guide: false,
    guideKept: read(storage, GUIDE_KEY),
    announcement: { text: '', count: 0 },
  }));
  store.subscribe((state, before) => {
    if (state.guideKept !== before.guideKept && state.guideKept !== null)
      write(storage, GUIDE_KEY, state.guideKept);
    const keep = (key: string, kept: (of: UiState) => string) => {
      if (kept(state) === kept(before)) return;
      write(storage, key, kept(state));
      write(storage, VERSION_KEY, VERSION);
    };
    keep(LANGUAGE_KEY, ({ language }) => language);
    keep(KEYS_KEY, ({ singleKeys }) => (singleKeys ? 'on' : 'off'));
    keep(THEME_KEY, ({ theme }) => theme);
    keep(TAB_KEY, ({ tab }) => tab ?? '');
  });
  return store;
}

/** Says `text` in the page's live region. */
export function announce(store: UiStore, text: string): void {
  store.setState((state) => ({ announcement: { text, count: state.announcement.count + 1 } }));
}

function readLanguage(storage: Storage, languages: readonly string[]): Language {
  const stored = read(storage, LANGUAGE_KEY);
  if (stored === 'en' || stored === 'zh') return stored;
  return languages[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function readTheme(storage: Storage): Theme {
  const stored = read(storage, THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function readTab(storage: Storage): Tab | null {
  const stored = read(storage, TAB_KEY);
  return stored === 'rank' || stored === 'watch' ? stored : null;
}

// Storage throws where cookies are blocked; the page then simply forgets.
function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    return;
  }
}
