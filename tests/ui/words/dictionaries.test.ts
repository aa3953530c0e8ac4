import { expect, test } from 'vitest';
import { enReveal } from '../../../src/ui/rank/words/enReveal.ts';
import { zhReveal } from '../../../src/ui/rank/words/zhReveal.ts';
import { dialogWords } from '../../../src/ui/words/dialogs.ts';
import { en } from '../../../src/ui/words/en.ts';
import { dictionary, loadDictionary } from '../../../src/ui/words/index.ts';
import { zh } from '../../../src/ui/words/zh.ts';
import {
  compact,
  duration,
  fileSize,
  fixed,
  memorySize,
  percent,
  signed,
} from '../../../src/ui/text/format.ts';

/** Paths of all plain strings of a dictionary. */
function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => strings(part, `${path}.${key}`));
}

// Names, symbols and units are the same in both.
const shared =
  /^\.(otherLanguage|.*blurbs-(tiny|small)|charts\.kl|models\.embedded\.(?:[a-z]+-\w+|stories260k)\.name|models\.add\.example|models\.fit\.unit|settings\.choices\.weightStorage\..*|charts\.units\..*|compare\.(kl|logp|logpRef)|samples\.kl|settings\.groups\.ppo|unsupported\.browsers\.(firefox|safari)\.name)$/;

test('Chinese says in Chinese what English says in English', () => {
  const english = new Map(strings({ ...en, ...dialogWords('en'), enReveal }));
  for (const [path, text] of strings({ ...zh, ...dialogWords('zh'), enReveal: zhReveal })) {
    if (shared.test(path)) continue;
    expect(text, path).not.toBe(english.get(path));
    expect(text, path).toMatch(/\p{Script=Han}/u);
  }
});

test('of a model of one’s own nothing is said that only holds for blurbs from facts', async () => {
  await Promise.all([loadDictionary('en'), loadDictionary('zh')]);
  // Names of the embedded models, of facts and of the taste for them and what it likes, and the recorded run of blurbs.
  const named = /^\.(facts|recorded|rank\.raters|simulated\.likes|models)\./;
  for (const [language, blurbs] of [
    ['en', /blurb|\bfacts?\b/i],
    ['zh', /介绍|短评|信息/],
  ] as const) {
    const own = { ...dictionary(language, true), ...dialogWords(language, true) };
    const embedded = { ...dictionary(language), ...dialogWords(language) };
    const said = (words: object) =>
      strings(words)
        .filter(([path, text]) => !named.test(path) && blurbs.test(text))
        .map(([path]) => path);
    expect(said(own)).toEqual([]);
    expect(own.train.stageText.sample(32)).not.toMatch(blurbs);
    expect(said(embedded).length).toBeGreaterThan(10);
    expect(embedded.train.stageText.sample(32)).toMatch(blurbs);
    // What is not said otherwise is there all the same.
    expect(strings(own).map(([path]) => path)).toEqual(strings(embedded).map(([path]) => path));
  }
  const chinese = new Map(strings(dictionary('zh', true)));
  for (const [path, text] of strings(dictionary('en', true)))
    if (!shared.test(path)) expect(chinese.get(path), path).not.toBe(text);
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
