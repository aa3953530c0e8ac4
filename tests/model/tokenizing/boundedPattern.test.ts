import { describe, expect, it } from 'vitest';
import {
  boundedPattern,
  TooManySteps,
  UnfollowedPattern,
} from '../../../src/model/tokenizing/boundedPattern.ts';
import { stream } from '../../../src/rl/random.ts';

const TEXTS = [
  '',
  'a',
  'aab b',
  'Hello, World!  It’s 12345 o’clock.\n\n  New line\r\n',
  'line\nbreak 42',
  'café 👍👍🏽 中文 ſK',
  '\ud83d lone \udc4d',
  "we'll they'RE DON'T",
  '   ',
  '1234567',
];

/** As the engine of the language finds them. */
const native = (pattern: RegExp, text: string) =>
  [...text.matchAll(pattern)].map(({ 0: found, index }) => [index, index + found.length]);
const bounded = (pattern: RegExp, text: string) =>
  [...boundedPattern(pattern)(text)].map(({ start, end }) => [start, end]);

describe('finds all that JavaScript finds, where it finds it', () => {
  it.each([
    '',
    'a',
    'a|ab',
    'ab|a',
    'a*',
    'a*?b?',
    '(?:a|b)+?',
    '(a*)*b|',
    '(?:a?){3}',
    '(?:|a)+',
    '\\s+(?!\\S)|\\s+',
    '(?<=\\s)\\S+',
    '(?<!\\w)\\w',
    '(?<=a+)b|(?<=l{2})',
    '(?<![\\s\\S])a|(?<=a)(?=\\n?(?![\\s\\S]))',
    '\\d{1,3}(?=(?:\\d{3})*(?!\\d))',
    '\\b|\\B.',
    '^.|.$',
    '\\p{Script=Han}+|\\p{Emoji_Presentation}',
    '[^\\s\\p{L}\\p{N}]+',
    '.',
    '\\u{1F44D}|\\uD83D\\uDC4D',
    '[\\]x]|(?<name>o)',
    '(?=(?:.(?!z))*K)k?.',
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+('s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  ])('%s', (source) => {
    for (const flags of ['gu', 'giu', 'gmu', 'gsu']) {
      const pattern = new RegExp(source, flags);
      for (const text of TEXTS)
        expect(bounded(pattern, text), `${flags} ${JSON.stringify(text)}`).toEqual(native(pattern, text));
    }
  });

  it('with the case of a part left aside', () => {
    const pattern = new RegExp("(?:'(?:[sdmtSDMT]|ll|LL))|\\p{L}+", 'gu');
    const own = boundedPattern({ source: "(?i:'(?:[sdmt]|ll))|\\p{L}+", flags: 'gu' } as RegExp);
    expect([...own("we'LL DON'T it's")].map(({ start, end }) => [start, end])).toEqual(
      native(pattern, "we'LL DON'T it's"),
    );
  });

  it('also where patterns are put together at random', () => {
    const draws = stream(5, 'patterns');
    const pick = <T>(of: readonly T[]) => of[Math.floor(draws.uniform() * of.length)];
    const make = (depth: number): string => {
      if (depth === 0) return pick(['a', 'b', '.', '[ab]', '\\b', '^', '$', 'ab']);
      const inner = make(depth - 1);
      const other = make(depth - 1);
      return pick([
        `(${inner}|${other})`,
        inner + other,
        `(?:${inner})*`,
        `(?:${inner})*?`,
        `(?:${inner})+`,
        `(${inner})?`,
        `(?:${inner}){1,2}`,
        `(?=${inner})${other}`,
        `${inner}(?!${other})`,
        `(?<=${inner})${other}`,
        `(?<!${inner})${other}`,
      ]);
    };
    let matched = 0;
    for (let i = 0; i < 3000; i++) {
      const pattern = new RegExp(make(3), 'gu');
      const text = Array.from({ length: 8 }, () => pick(['a', 'b', ' ', 'c'])).join('');
      const wanted = native(pattern, text);
      matched += Number(wanted.length > 0);
      expect(bounded(pattern, text), `${pattern.source} in "${text}"`).toEqual(wanted);
    }
    expect(matched).toBeGreaterThan(300);
    expect(matched).toBeLessThan(2900);
  });
});

it.each([
  '(a+)+$',
  '^(a|a)*$',
  '(a*)*b',
  '(x+x+)+y',
  '(a|aa)+$',
  '(?=(a+)+$)b',
  '(?<=b(?:a|aa)+)!',
  '(?:x|xx)+c',
])('the pattern %s comes back though JavaScript’s own would not', (source) => {
  const text = `${'a'.repeat(1000)}!${'x'.repeat(1000)}!`;
  expect(bounded(new RegExp(source, 'gu'), text)).toEqual([]);
});

it('what goes over a long text again and again is stopped after steps that are counted', () => {
  const find = boundedPattern(/(?=(?:a|b)*y)./gu);
  expect(() => [...find(`${'a'.repeat(20_000)}y`)]).toThrow(TooManySteps);
  expect([...find('aay')]).toHaveLength(3);
}, 60_000);

it.each([
  [/(a)\1/u, /reference back/],
  [/(?<n>a)\k<n>/u, /reference back/],
  [/(?:a{100}){100}/u, /so large/],
])('%s is refused', (pattern, reason) => {
  expect(() => boundedPattern(pattern)).toThrow(UnfollowedPattern);
  expect(() => boundedPattern(pattern)).toThrow(reason);
});
