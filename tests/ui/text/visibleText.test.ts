import { expect, test } from 'vitest';
import { visibleText } from '../../../src/ui/text/visibleText.ts';

test('texts of any script stay as they are written', () => {
  const texts = [
    'def f():\n\treturn 1\n',
    'العربية، نص',
    'שלום',
    '👩‍👩‍👧‍👦 🏳️‍🌈',
    'नमस्ते',
    'می‌خواهم',
    'Z̸̢̛a̷l̴g̵o',
    '中文。',
    '𝒳',
  ];
  for (const text of texts) expect(visibleText(text)).toBe(text);
});

test('what would act on the page is shown as a sign', () => {
  expect(visibleText('a\u0000b\u001b[31mc\u007fd\re\r\nf')).toBe('a␀b␛[31mc␡d␍e\nf');
  expect(visibleText('\u202eabc\u202c \u2066x\u2069')).toBe('[U+202E]abc[U+202C] [U+2066]x[U+2069]');
  expect(visibleText('\u009b1m\ufeff')).toBe('[U+009B]1m[U+FEFF]');
  expect(visibleText('\ud83d!')).toBe('\ufffd!');
});
