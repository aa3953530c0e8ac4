/**
 * Every action of the page in one list: id, shortcut, when it is possible, what it does. Buttons,
 * the key handler and the shortcut sheet all read it; labels come from the dictionaries by id.
 * Must not know React.
 */
import type { App } from '../app/createApp.ts';
import type { UiState } from '../app/state/uiStore.ts';
import { always, isReady, type Action, type ActionId, type Shortcut } from './action.ts';
import { PAGE_ACTIONS } from './pageActions.ts';

export type { Action, ActionId, Shortcut };

const hasAnswers = (app: App) => app.ranking.getState().current !== null;
const isIdle = (app: App) => !app.run.getState().running && !app.run.getState().pending;

const LIST: readonly Action[] = [
  {
    id: 'rank',
    group: 'rank',
    shortcuts: [{ key: 'digit' }],
    enabled: hasAnswers,
    perform: (app, digit) => digit !== undefined && app.rater.rank(digit),
  },
  {
    id: 'unrank',
    group: 'rank',
    shortcuts: [{ key: 'Backspace' }, { key: '0' }],
    enabled: hasAnswers,
    perform: (app) => app.rater.rank(null),
  },
  {
    id: 'next',
    group: 'rank',
    shortcuts: [{ key: 'ArrowDown' }],
    enabled: hasAnswers,
    perform: (app) => app.rater.focusBy(1),
  },
  {
    id: 'previous',
    group: 'rank',
    shortcuts: [{ key: 'ArrowUp' }],
    enabled: hasAnswers,
    perform: (app) => app.rater.focusBy(-1),
  },
  {
    id: 'moveUp',
    group: 'rank',
    shortcuts: [{ key: 'ArrowUp', alt: true }, { key: 'ArrowLeft' }],
    enabled: hasAnswers,
    perform: (app) => app.rater.moveUp(),
  },
  {
    id: 'moveDown',
    group: 'rank',
    shortcuts: [{ key: 'ArrowDown', alt: true }, { key: 'ArrowRight' }],
    enabled: hasAnswers,
    perform: (app) => app.rater.moveDown(),
  },
  {
    id: 'tie',
    group: 'rank',
    shortcuts: [{ key: '=' }],
    enabled: hasAnswers,
    perform: (app) => app.rater.tie(),
  },
  {
    id: 'submit',
    group: 'rank',
    shortcuts: [{ key: 'Enter' }],
    enabled: (app) => app.rater.canSubmit,
    perform: (app) => void app.rater.submit(),
  },
  {
    id: 'skip',
    group: 'rank',
    shortcuts: [{ key: 's' }],
    enabled: (app) => app.rater.canJudge,
    perform: (app) => void app.rater.skip(),
  },
  {
    id: 'unusable',
    group: 'rank',
    shortcuts: [{ key: 'n' }],
    enabled: (app) => app.rater.canJudge,
    perform: (app) => void app.rater.unusable(),
  },
  {
    id: 'undo',
    group: 'rank',
    shortcuts: [{ key: 'z', mod: true }],
    enabled: (app) => app.undo.canUndo,
    perform: (app) => void app.undo.undo(),
  },
  {
    id: 'redo',
    group: 'rank',
    shortcuts: [
      { key: 'z', mod: true, shift: true },
      { key: 'y', mod: true },
    ],
    enabled: (app) => app.undo.canRedo,
    perform: (app) => void app.undo.redo(),
  },
  {
    id: 'play',
    group: 'train',
    shortcuts: [{ key: 'p' }],
    enabled: (app) => app.training.canTrain,
    perform: (app) => void app.training.toggle(),
  },
  {
    id: 'stepIteration',
    group: 'train',
    shortcuts: [{ key: 'i' }],
    enabled: (app) => app.training.canTrain && isIdle(app),
    perform: (app) => void app.training.step('iteration'),
  },
  {
    id: 'stepStage',
    group: 'train',
    shortcuts: [{ key: 'g' }],
    enabled: (app) => app.training.canTrain && isIdle(app),
    perform: (app) => void app.training.step('stage'),
  },
  {
    id: 'slowMotion',
    group: 'train',
    shortcuts: [{ key: 'w' }],
    enabled: (app) => app.ui.getState().slowMotion || (app.training.canTrain && !app.run.getState().pending),
    perform: (app) =>
      app.ui.setState(({ slowMotion, inside }) => ({
        slowMotion: !slowMotion,
        inside: { answer: inside?.answer ?? 0, iteration: null },
      })),
  },
  {
    id: 'inspect',
    group: 'train',
    shortcuts: [{ key: 't' }],
    enabled: always,
    perform: (app) =>
      app.ui.setState(({ inside }) => ({
        inside: inside ? null : firstLook(app),
        slowMotion: false,
        lit: null,
      })),
  },
  { id: 'reset', group: 'train', shortcuts: [], enabled: isReady, perform: (app) => app.resets.ask() },
  {
    id: 'takeBack',
    group: 'train',
    shortcuts: [],
    enabled: (app) => app.resets.canTakeBack,
    perform: (app) => void app.resets.takeBack(),
  },
  {
    id: 'simulate',
    group: 'train',
    shortcuts: [],
    enabled: (app) => isReady(app) && isIdle(app) && app.run.getState().settings.rater !== 'person',
    perform: (app) => void app.training.simulate(),
  },
  {
    id: 'compare',
    group: 'train',
    shortcuts: [{ key: 'c' }],
    enabled: (app) => isReady(app) && !app.run.getState().comparing,
    perform: (app) => void app.training.compare(),
  },
  {
    id: 'measure',
    group: 'train',
    shortcuts: [],
    enabled: (app) => isReady(app) && !app.run.getState().measuring,
    perform: (app) => void app.training.measure(),
  },
  ...PAGE_ACTIONS,
];

export const ACTIONS: readonly Action[] = LIST;

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));

/** The newest iteration; before there is one, the answer to rank that has the focus. */
function firstLook(app: App): UiState['inside'] {
  const { iteration, samples, done, view } = app.run.getState();
  const { current, focused } = app.ranking.getState();
  const none = iteration === 0 && !samples && done.length === 0 && view === 'live';
  return none && current
    ? { iteration: null, answer: focused, of: 'ranking' }
    : { iteration: null, answer: 0 };
}

/** @throws {Error} when no such action is in the list */
export function actionOf(id: ActionId): Action {
  const action = BY_ID.get(id);
  if (!action) throw new Error(`There is no action ${id}.`);
  return action;
}

/** True for one character without Ctrl, ⌘ or Alt, which speech and tremor can type by accident. */
export function isSingleKey(shortcut: Shortcut): boolean {
  return !shortcut.mod && !shortcut.alt && (shortcut.key.length === 1 || shortcut.key === 'digit');
}

/** A shortcut as people read it: ⌘Z on a Mac, Ctrl+Z elsewhere. */
export function shortcutText(shortcut: Shortcut, mac = isMac()): string {
  const names: Record<string, string> = {
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Backspace: '⌫',
    digit: '1 … 4',
  };
  const key = names[shortcut.key] ?? (shortcut.key.length === 1 ? shortcut.key.toUpperCase() : shortcut.key);
  const parts = [
    shortcut.mod ? (mac ? '⌘' : 'Ctrl') : null,
    shortcut.alt ? (mac ? '⌥' : 'Alt') : null,
    shortcut.shift ? (mac ? '⇧' : 'Shift') : null,
    key,
  ].filter((part) => part !== null);
  return parts.join(mac ? '' : '+');
}

/** The same in the form `aria-keyshortcuts` asks for. */
export function ariaShortcut(shortcut: Shortcut): string {
  const key = shortcut.key === 'digit' ? '1' : shortcut.key;
  return [
    shortcut.mod && (isMac() ? 'Meta' : 'Control'),
    shortcut.alt && 'Alt',
    shortcut.shift && 'Shift',
    key,
  ]
    .filter(Boolean)
    .join('+');
}

export function isMac(): boolean {
  return typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);
}
