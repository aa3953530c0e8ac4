import { expect, test } from 'vitest';
import { ACTIONS, actionOf, ariaShortcut, shortcutText } from '../../../src/ui/actions/registry.ts';

test('no two actions share a shortcut', () => {
  const shortcuts = ACTIONS.flatMap((action) =>
    action.shortcuts.map((shortcut) => shortcutText(shortcut, false)),
  );
  expect(new Set(shortcuts).size).toBe(shortcuts.length);
});

test('no two actions share an id', () => {
  expect(new Set(ACTIONS.map((action) => action.id)).size).toBe(ACTIONS.length);
});

test('shortcuts read as each system writes them', () => {
  const [, redo] = [actionOf('undo'), actionOf('redo').shortcuts[0]];
  expect(shortcutText(redo, true)).toBe('⌘⇧Z');
  expect(shortcutText(redo, false)).toBe('Ctrl+Shift+Z');
  expect(ariaShortcut(actionOf('submit').shortcuts[0])).toBe('Enter');
});
