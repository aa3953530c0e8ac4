import { describe, expect, it } from 'vitest';
import { compilePattern, PatternError, patternProblem } from '../../src/tastes/linearPattern.ts';
import { stream } from '../../src/rl/random.ts';

const TEXTS = [
  '',
  'a',
  'ab',
  'aab b',
  'Hello, World!',
  'line\nbreak 42',
  'café 👍 中文',
  'foo.bar@baz',
  '  x_1 ',
  'abcabc',
];

describe('a pattern finds what JavaScript finds', () => {
  it.each([
    'a',
    '^a',
    'b$',
    '^$',
    '',
    'a|b',
    '(a|b)+c',
    'a*b',
    'a{2}',
    'a{2,}',
    'a{1,2}b',
    'a?b?c?$',
    '(?:ab)+',
    '(?<first>a)b',
    '[a-c]{3}',
    '[^a-z\\s]',
    '\\d+',
    '\\bworld\\b',
    '\\Bo',
    '\\w+@\\w+',
    'k.*42',
    'é',
    '\\p{L}{4}',
    '\\p{Script=Han}',
    '\\u{1F44D}',
    '\\uD83D\\uDC4D',
    '\\x41',
    '[\\]x]',
    '\\.',
    'a||b',
    '(a*)*b',
    '(|a)+b',
    'HELLO',
    '.{11}',
    '\\s$',
  ])('%s', (source) => {
    const found = compilePattern(source);
    for (const text of TEXTS)
      expect(found(text), JSON.stringify(text)).toBe(new RegExp(source, 'iu').test(text));
  });

  it('also where patterns are put together at random', () => {
    const draws = stream(3, 'patterns');
    const pick = <T>(of: readonly T[]) => of[Math.floor(draws.uniform() * of.length)];
    const make = (depth: number): string => {
      if (depth === 0) return pick(['a', 'b', '.', '[ab]', '\\b', '^', '$']);
      const inner = make(depth - 1);
      const other = make(depth - 1);
      return pick([
        `(${inner}|${other})`,
        inner + other,
        `(?:${inner})*`,
        `(${inner})?`,
        `(?:${inner}){1,2}`,
      ]);
    };
    let matched = 0;
    for (let i = 0; i < 400; i++) {
      const source = make(3);
      const text = Array.from({ length: 6 }, () => pick(['a', 'b', ' ', 'c'])).join('');
      const wanted = new RegExp(source, 'iu').test(text);
      matched += Number(wanted);
      expect(compilePattern(source)(text), `${source} in "${text}"`).toBe(wanted);
    }
    expect(matched).toBeGreaterThan(40);
    expect(matched).toBeLessThan(380);
  });
});

it.each(['(a+)+$', '^(a|a)*$', '(a*)*b', '([a-z]+)*\\d', '(x+x+)+y', '(a|aa)+$', '(.*a){12}'])(
  'the pattern %s ends though JavaScript would not',
  (source) => {
    const text = `${'a'.repeat(4000)}x`.repeat(2) + 'x'.repeat(2000) + '!';
    expect(compilePattern(source)(text)).toBe(source === '(.*a){12}');
  },
);

describe('a pattern is refused in words', () => {
  it.each([
    ['(', /no regular expression: .*group/i],
    ['[a', /no regular expression/],
    ['*', /no regular expression: .*repeat/i],
    ['a{3,2}', /no regular expression/],
    ['(a)\\1', /reference back cannot be used/i],
    ['(?<n>a)\\k<n>', /reference back cannot be used/i],
    ['a(?=b)', /looking ahead or behind cannot/i],
    ['(?<!a)b', /looking ahead or behind cannot/i],
    ['(a{100}){100}', /too large/],
    ['a'.repeat(300), /at most 200/],
  ])('%s', (source, message) => {
    expect(() => compilePattern(source)).toThrow(PatternError);
    expect(patternProblem(source)).toMatch(message);
    expect(patternProblem(source)!.length).toBeLessThan(500);
  });

  it('and one that can be used is not', () => {
    expect(patternProblem('^I (?:am|was)\\b')).toBeNull();
  });
});
