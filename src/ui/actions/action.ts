/**
 * What an action of the page is: id, keys, when it is possible, what it does. Knows no action; registry.ts has them all.
 */
import type { App } from '../app/createApp.ts';
import type { Dictionary } from '../words/index.ts';

export type ActionId = keyof Dictionary['actions'];

/** Keys that trigger an action. `mod` is Ctrl, or ⌘ on a Mac. `digit` stands for 1 to 9. */
export interface Shortcut {
  readonly key: string;
  readonly mod?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

export interface Action {
  readonly id: ActionId;
  readonly group: 'rank' | 'train' | 'page';
  readonly shortcuts: readonly Shortcut[];
  enabled(app: App): boolean;
  /** @param digit the digit pressed, for the `digit` shortcut */
  perform(app: App, digit?: number): void;
}

/** Whether a model is open. */
export const isReady = (app: App) => app.run.getState().status === 'ready';

export const always = () => true;
