/**
 * What the page remembers about itself: language, theme, open panels, messages.
 * Knows localStorage through the Storage it is given; must not know the trainer or React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Language = 'en' | 'zh';
/** `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark';

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
    | 'class'
    | 'handIn'
    | null;
  readonly notice: Notice | null;
  /** Whether an assignment is being worked on. */
  readonly assigned: boolean;
  /** The experiment that was looked at last, by its id. */
  readonly experiment: string | null;
  /** The mark that stands out on the curves, by its id. */
  readonly mark: string | null;
  /** Last thing said to screen readers; `count` makes equal texts distinct. */
  readonly announcement: { readonly text: string; readonly count: number };
}

export type UiStore = StoreApi<UiState>;

const LANGUAGE_KEY = 'nudge:language';
const THEME_KEY = 'nudge:theme';
const KEYS_KEY = 'nudge:keys';
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
    dialog: null,
    notice: null,
    assigned: false,
    experiment: null,
    mark: null,
    announcement: { text: '', count: 0 },
  }));
  store.subscribe((state, before) => {
    if (state.language !== before.language) write(storage, LANGUAGE_KEY, state.language);
    if (state.singleKeys !== before.singleKeys) write(storage, KEYS_KEY, state.singleKeys ? 'on' : 'off');
    if (state.theme !== before.theme) write(storage, THEME_KEY, state.theme);
    const { language, singleKeys, theme } = before;
    if (state.language !== language || state.singleKeys !== singleKeys || state.theme !== theme)
      write(storage, VERSION_KEY, VERSION);
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
