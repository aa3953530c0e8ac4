/**
 * Turns key presses into actions of the registry. Knows which elements want their keys for
 * themselves; must not know what the actions do.
 */
import type { App } from '../app/createApp.ts';
import { keyOf } from './keys.ts';
import { ACTIONS, isMac, isSingleKey, type Action, type Shortcut } from './registry.ts';

/** Listens on `target` until the returned function is called. */
export function listenForShortcuts(app: App, target: Window = window): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const key = keyOf(event);
    if (event.defaultPrevented || key === null || wantsItself(event, key)) return;
    const found = findAction(event, key);
    if (!found || isOff(app, found.shortcut, event) || isBehind(found.action)) return;
    if (!found.action.enabled(app)) return;
    event.preventDefault();
    // A key held down walks through the answers, but judges or starts nothing twice.
    if (event.repeat && !key.startsWith('Arrow')) return;
    if (found.digit !== undefined) leaveButton(event.target);
    found.action.perform(app, found.digit);
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

/**
 * Shortcuts of a single character can be turned off, for those whose voice or tremor types them. Digits and "=" stay
 * where they act on what has the focus: on the answers.
 */
function isOff(app: App, shortcut: Shortcut, event: KeyboardEvent): boolean {
  if (app.ui.getState().singleKeys || !isSingleKey(shortcut)) return false;
  const ranks = /^(?:digit|0|=)$/.test(shortcut.key);
  return !(ranks && event.target instanceof Element && event.target.closest('[data-ranking]'));
}

/** Whether the answers are behind the other tab of a phone: what nobody sees is not ranked. */
function isBehind({ id, group }: Action): boolean {
  const ranks = group === 'rank' && id !== 'undo' && id !== 'redo';
  return ranks && document.querySelector('#half-rank[hidden]') !== null;
}

/**
 * Who ranks with digits goes on with Enter, which a button elsewhere would take for itself: the one that opened a
 * dialog has the focus again when the dialog is closed.
 */
function leaveButton(target: EventTarget | null): void {
  if (target instanceof HTMLElement && target.matches('button, summary') && !target.closest('[data-ranking]'))
    target.blur();
}

function findAction(
  event: KeyboardEvent,
  key: string,
): { action: Action; shortcut: Shortcut; digit?: number } | null {
  for (const action of ACTIONS) {
    for (const shortcut of action.shortcuts) {
      if (!matches(shortcut, event, key)) continue;
      return shortcut.key === 'digit' ? { action, shortcut, digit: Number(key) } : { action, shortcut };
    }
  }
  return null;
}

function matches(shortcut: Shortcut, event: KeyboardEvent, key: string): boolean {
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const otherMod = isMac() ? event.ctrlKey : event.metaKey;
  if (mod !== (shortcut.mod ?? false) || otherMod || event.altKey !== (shortcut.alt ?? false)) return false;
  if (shortcut.key === 'digit') return /^[1-9]$/.test(key);
  // Signs and digits need Shift on some keyboards and not on others; the character is what counts.
  if (/^[a-z]$/.test(shortcut.key) && event.shiftKey !== (shortcut.shift ?? false)) return false;
  return key === shortcut.key;
}

/** True when the element in focus uses this key itself, or a dialog is open. */
function wantsItself(event: KeyboardEvent, key: string): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return false;
  const writes =
    target.closest('input:not([type=checkbox], [type=range]), select, textarea, [contenteditable=true]') !==
    null;
  // Settings are changed in a dialog, and can be taken back there.
  if (target.closest('dialog[open]')) return writes || !(key === '?' || event.ctrlKey || event.metaKey);
  if (writes) return true;
  // The handle is for dragging and for arrows: Enter goes on from it as from its card.
  const isNative = target.closest('button:not([data-handle]), a[href], summary, input[type=checkbox]');
  if (isNative && (key === 'Enter' || event.key === ' ')) return true;
  const isRanking = target.closest('[data-ranking]') !== null || target === document.body;
  // Outside the answers, arrows scroll and Backspace belongs to the page.
  return !isRanking && /^(Arrow|Backspace$)/.test(key) && !event.altKey;
}
