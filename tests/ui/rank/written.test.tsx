/** Texts of any script, as models write them, on the cards: lines, directions, signs, languages. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { mount, unmount, type Mounted } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const card = (letter: string) =>
  page.getByRole('group', { name: `Answer ${letter}`, exact: true }).element() as HTMLElement;
const textOf = (letter: string) => card(letter).querySelector('p') as HTMLElement;

/** Mounts the page with a model of one's own that writes these. */
async function writing(texts: readonly string[], own = true): Promise<Mounted> {
  const session = own ? { model: 'mine', modelLabel: 'mine' } : {};
  const mounted = await mount({ trainer: { texts, session } });
  await expect.poll(() => mounted.app.ranking.getState().current?.streaming).toBe(false);
  await expect.poll(() => document.querySelector('[data-card] p')?.textContent ?? '').not.toBe('');
  return mounted;
}

test('line breaks and indentation stand as written', async () => {
  await writing(['def f(x):\n    if x:\n        return 1\n    return 2', 'a', 'b', 'c']);
  const text = textOf('A');
  expect(text.textContent).toBe('def f(x):\n    if x:\n        return 1\n    return 2');
  expect(text.innerText).toBe('def f(x):\n    if x:\n        return 1\n    return 2');
  expect(text.getBoundingClientRect().height).toBeGreaterThan(textOf('B').getBoundingClientRect().height * 3);
});

test('each text runs in its own direction, in no language that it may not be in', async () => {
  await writing(['مرحبا، كيف حالك؟', 'Hello there!', 'שלום (1) עולם.', 'ok']);
  expect(['A', 'B', 'C'].map((letter) => getComputedStyle(textOf(letter)).direction)).toEqual([
    'rtl',
    'ltr',
    'rtl',
  ]);
  for (const letter of ['A', 'B', 'C', 'D']) {
    expect(textOf(letter).dir).toBe('auto');
    expect(textOf(letter).lang).toBe('');
    expect(textOf(letter).closest('[lang]')?.getAttribute('lang')).toBe('');
    expect(textOf(letter).getAttribute('translate')).toBe('no');
  }
  // What stands first in Arabic stands on the right.
  const range = document.createRange();
  range.setStart(textOf('A').firstChild!, 0);
  range.setEnd(textOf('A').firstChild!, 1);
  const box = textOf('A').getBoundingClientRect();
  expect(range.getBoundingClientRect().left).toBeGreaterThan(box.left + box.width / 2);
});

test('the models that come with the page write English', async () => {
  await writing(['a', 'b', 'c', 'd'], false);
  expect(textOf('A').lang).toBe('en');
});

test('words without spaces, piled marks, control signs and nothing at all stay within their cards', async () => {
  const zalgo = `Z${'\u0327\u0335\u0341\u0300\u0311'.repeat(40)}algo`;
  await writing(['x'.repeat(600), zalgo, 'a\u202eb\u0000c', '  \n']);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(1440);
  for (const letter of ['A', 'B', 'C']) {
    const text = textOf(letter);
    expect(text.scrollWidth).toBeLessThanOrEqual(Math.ceil(card(letter).getBoundingClientRect().width));
    expect(getComputedStyle(text).overflow).toBe('clip');
  }
  expect(textOf('C').textContent).toBe('a[U+202E]b␀c');
  expect(textOf('D').textContent).toBe('The model wrote nothing.');
});
