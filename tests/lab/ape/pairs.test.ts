import { describe, expect, it } from 'vitest';
import { parsePairs, usable } from '../../../src/lab/ape/pairs.ts';

const FIVE = [
  ['cat', 'c'],
  ['dog', 'd'],
  ['sun', 's'],
  ['map', 'm'],
  ['ink', 'i'],
];
const WANTED = FIVE.map(([input, output]) => ({ input, outputs: [output] }));

describe('pairs as people give them', () => {
  it.each([
    ['arrows', FIVE.map(([a, b]) => `${a} -> ${b}`).join('\n')],
    ['fat arrows and a file of Windows', `\uFEFF${FIVE.map(([a, b]) => `${a} => ${b}`).join('\r\n')}\r\n`],
    ['CSV with a heading', `input,output\n${FIVE.map((pair) => pair.join(',')).join('\n')}`],
    ['CSV with quotes', FIVE.map(([a, b]) => `"${a}","${b}"`).join('\n')],
    ['tabs', FIVE.map((pair) => pair.join('\t')).join('\n')],
    ['JSON lines', FIVE.map(([input, output]) => JSON.stringify({ input, output })).join('\n')],
    ['a JSON list', JSON.stringify(FIVE.map(([input, output]) => ({ input, output })))],
    ['a JSON list of lists', JSON.stringify(FIVE)],
    [
      "the data set's layout",
      JSON.stringify({
        examples: Object.fromEntries(FIVE.map(([input, output], i) => [i + 1, { input, output }])),
      }),
    ],
    ['blocks', FIVE.map(([a, b]) => `Input: ${a}\nOutput: ${b}`).join('\n\n')],
  ])('reads %s', (_, text) => {
    const parsed = parsePairs(text);
    expect(parsed.pairs).toEqual(WANTED);
    expect(parsed.problems).toEqual([]);
    expect(usable(parsed)).toBe(true);
  });

  it('keeps commas and quotes inside quotes, and several right outputs', () => {
    expect(parsePairs('"a, ""b""",c').pairs[0]).toEqual({ input: 'a, "b"', outputs: ['c'] });
    expect(parsePairs('{"input": "big", "output": ["small", "little"]}').pairs[0].outputs).toEqual([
      'small',
      'little',
    ]);
  });

  it('says that nothing was given, and how many are missing', () => {
    expect(parsePairs(' \n ').problems).toEqual([{ kind: 'empty' }]);
    expect(parsePairs('a -> b\nc -> d').problems).toEqual([{ kind: 'few', given: 2, needed: 5 }]);
    expect(usable(parsePairs('a -> b\nc -> d'))).toBe(false);
  });

  it('names a contradiction with both outputs; the same pair twice is none', () => {
    const text = FIVE.map(([a, b]) => `${a} -> ${b}`).join('\n');
    const parsed = parsePairs(`${text}\ncat -> t\ndog -> d`);
    expect(parsed.problems).toEqual([{ kind: 'contradiction', input: 'cat', outputs: ['c', 't'] }]);
    expect(parsed.pairs).toHaveLength(5);
    expect(usable(parsed)).toBe(false);
  });

  it('names lines that are no pair, and keeps the others', () => {
    const text = `${FIVE.map(([a, b]) => `${a} -> ${b}`).join('\n')}\nwhat is this`;
    const parsed = parsePairs(text);
    expect(parsed.problems).toEqual([{ kind: 'line', line: 6, text: 'what is this' }]);
    expect(parsed.pairs).toHaveLength(5);
    expect(usable(parsed)).toBe(true);
    expect(parsePairs('{"input": "a", "output": null}').problems[0]).toMatchObject({ kind: 'line', line: 1 });
  });

  it('reads so many and says that there were more', () => {
    const text = Array.from({ length: 1200 }, (_, i) => `${i} -> ${i + 1}`).join('\n');
    const parsed = parsePairs(text);
    expect(parsed.pairs).toHaveLength(1000);
    expect(parsed.problems).toEqual([{ kind: 'many', most: 1000 }]);
  });
});
