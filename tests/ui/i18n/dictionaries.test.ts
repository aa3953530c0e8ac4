import { expect, test } from 'vitest';
import { dialogWords } from '../../../src/ui/i18n/dialogs.ts';
import { en } from '../../../src/ui/i18n/en.ts';
import { zh } from '../../../src/ui/i18n/zh.ts';
import {
  compact,
  duration,
  fileSize,
  fixed,
  memorySize,
  percent,
  signed,
} from '../../../src/ui/i18n/format.ts';

/** Paths of all plain strings of a dictionary. */
function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => strings(part, `${path}.${key}`));
}

test('Chinese says in Chinese what English says in English', () => {
  // Names, symbols and units are the same in both.
  const shared =
    /^\.(otherLanguage|.*blurbs-(tiny|small)|charts\.kl|models\.embedded\.blurbs-\w+\.name|models\.add\.example|models\.fit\.unit|settings\.choices\.weightStorage\..*|charts\.units\..*|compare\.(kl|logp|logpRef)|samples\.kl|settings\.groups\.ppo|unsupported\.browsers\.[23]\.name)$/;
  const english = new Map(strings({ ...en, ...dialogWords('en') }));
  for (const [path, text] of strings({ ...zh, ...dialogWords('zh') })) {
    if (shared.test(path)) continue;
    expect(text, path).not.toBe(english.get(path));
    expect(text, path).toMatch(/\p{Script=Han}/u);
  }
});

test('numbers have a true minus sign and no negative zero', () => {
  expect(fixed(-1.234)).toBe('\u22121.23');
  expect(fixed(-0.001)).toBe('0.00');
  expect(signed(0.5, 1)).toBe('+0.5');
  expect(signed(-0.04, 1)).toBe('0.0');
  expect(fixed(NaN)).toBe('–');
  expect(percent(0.126)).toBe('13 %');
  expect(compact(0.0002)).toBe('2.0e\u22124');
  expect(compact(0.0512)).toBe('0.051');
});

test('sizes and times read as people write them', () => {
  expect(fileSize(999)).toBe('999 B');
  expect(fileSize(1_886_592)).toBe('1.9 MB');
  expect(fileSize(548_105_171)).toBe('548 MB');
  expect(memorySize(2 ** 29)).toBe('512 MiB');
  expect(memorySize(1.5 * 2 ** 30)).toBe('1.5 GiB');
  expect(duration(42.4)).toBe('0:42');
  expect(duration(3723)).toBe('1:02:03');
});
