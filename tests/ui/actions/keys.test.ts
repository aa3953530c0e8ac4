import { expect, test } from 'vitest';
import { keyOf, type KeyPress } from '../../../src/ui/actions/keys.ts';

const press = (
  key: string,
  code: string,
  more: Partial<KeyPress> & { altGraph?: boolean } = {},
): KeyPress => ({
  key,
  code,
  shiftKey: false,
  getModifierState: (name) => name === 'AltGraph' && more.altGraph === true,
  ...more,
});

test('what a key writes counts, wherever it lies', () => {
  expect(keyOf(press('1', 'Digit1'))).toBe('1');
  expect(keyOf(press('1', 'Numpad1'))).toBe('1');
  // AZERTY: digits with Shift, M beside L, the comma where M is elsewhere.
  expect(keyOf(press('2', 'Digit2', { shiftKey: true }))).toBe('2');
  expect(keyOf(press('m', 'Semicolon'))).toBe('m');
  expect(keyOf(press(',', 'KeyM'))).toBe(',');
  // QWERTZ and Dvorak.
  expect(keyOf(press('z', 'KeyY'))).toBe('z');
  expect(keyOf(press('s', 'Semicolon'))).toBe('s');
  expect(keyOf(press('=', 'Digit0', { shiftKey: true }))).toBe('=');
  expect(keyOf(press('S', 'KeyS'))).toBe('s');
  for (const name of ['Enter', 'ArrowUp', 'Backspace', 'Escape']) expect(keyOf(press(name, name))).toBe(name);
});

test('digits of a French row without Shift, and of any script', () => {
  const row = ['&', 'é', '"', "'", '(', '-', 'è', '_', 'ç'];
  row.forEach((key, at) => expect(keyOf(press(key, `Digit${at + 1}`))).toBe(String(at + 1)));
  expect(keyOf(press('à', 'Digit0'))).toBe('0');
  expect(keyOf(press('+', 'Digit1'))).toBe('1');
  for (const digits of ['٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹', '０１２３４５６７８９', '०१२३४५६७८९', '๐๑๒๓๔๕๖๗๘๙'])
    Array.from(digits).forEach((key, at) => expect(keyOf(press(key, `Digit${at}`)), key).toBe(String(at)));
});

test('letters of another script by where they lie', () => {
  for (const [key, code, letter] of [
    ['ы', 'KeyS', 's'],
    ['т', 'KeyN', 'n'],
    ['Я', 'KeyZ', 'z'],
    ['σ', 'KeyS', 's'],
    ['ז', 'KeyZ', 'z'],
    ['ㄋ', 'KeyS', 's'],
    ['б', 'Comma', ','],
    ['ｓ', 'KeyS', 's'],
    ['？', 'Slash', '?'],
    ['，', 'Comma', ','],
    ['＝', 'Equal', '='],
  ] as const)
    expect(keyOf(press(key, code)), key).toBe(letter);
});

test('what is meant for something else is no key of ours', () => {
  for (const event of [
    press('Dead', 'BracketLeft'),
    press('Dead', 'Digit7'),
    press('Process', 'Digit1'),
    press('1', 'Digit1', { isComposing: true }),
    press('s', 'KeyS', { keyCode: 229 }),
    press('!', 'Digit1', { shiftKey: true }),
    press('~', 'Digit2', { altGraph: true }),
    press('²', 'Backquote'),
    press(';', 'Comma'),
    press(',', 'NumpadDecimal'),
    press('ö', 'Semicolon'),
    press(' ', 'Space'),
    press('', ''),
  ])
    expect(keyOf(event), event.key).toBe(null);
});
