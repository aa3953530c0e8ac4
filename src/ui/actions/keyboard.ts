/**
 * Turns key presses into actions of the registry. Knows which elements want their keys for
 * themselves; must not know what the actions do.
 */
import type { App } from '../createApp.ts';
import { ACTIONS, isMac, type Action, type Shortcut } from './registry.ts';

/** Listens on `target` until the returned function is called. */
export function listenForShortcuts(app: App, target: Window = window): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || wantsItself(event)) return;
    const found = findAction(event);
    if (!found || !found.action.enabled(app)) return;
    event.preventDefault();
    if (found.digit !== undefined) leaveButton(event.target);
    found.action.perform(app, found.digit);
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

/**
 * Who ranks with digits goes on with Enter, which a button elsewhere would take for itself: the one that opened a
 * dialog has the focus again when the dialog is closed.
 */
function leaveButton(target: EventTarget | null): void {
  if (target instanceof HTMLElement && target.matches('button, summary') && !target.closest('[data-ranking]'))
    target.blur();
}

function findAction(event: KeyboardEvent): { action: Action; digit?: number } | null {
  for (const action of ACTIONS) {
    for (const shortcut of action.shortcuts) {
      if (!matches(shortcut, event)) continue;
      return shortcut.key === 'digit' ? { action, digit: Number(event.key) } : { action };
    }
  }
  return null;
}

function matches(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const otherMod = isMac() ? event.ctrlKey : event.metaKey;
  if (mod !== (shortcut.mod ?? false) || otherMod || event.altKey !== (shortcut.alt ?? false)) return false;
  if (shortcut.key === 'digit') return /^[1-9]$/.test(event.key);
  // '?' and '=' need Shift on some keyboards and not on others; the character is what counts.
  const isLetter = /^[a-z]$/.test(shortcut.key);
  if (isLetter && event.shiftKey !== (shortcut.shift ?? false)) return false;
  if (isLetter && event.altKey) return event.code === `Key${shortcut.key.toUpperCase()}`;
  return (isLetter ? event.key.toLowerCase() : event.key) === shortcut.key;
}

/** True when the element in focus uses this key itself, or a dialog is open. */
function wantsItself(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return false;
  if (target.closest('dialog[open]')) return event.key !== '?';
  if (target.closest('input:not([type=checkbox]), select, textarea, [contenteditable=true]')) return true;
  const isNative = target.closest('button, a[href], summary, input[type=checkbox]');
  if (isNative && (event.key === 'Enter' || event.key === ' ')) return true;
  const isRanking = target.closest('[data-ranking]') !== null || target === document.body;
  // Outside the answers, arrows scroll and Backspace belongs to the page.
  return !isRanking && /^(Arrow|Backspace$)/.test(event.key) && !event.altKey;
}
