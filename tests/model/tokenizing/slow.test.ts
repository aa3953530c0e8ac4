/** Tokenizers made to take for ever: on any text, at opening and later, they come back or say what they stopped at. */
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { ownTokenizer } from '../../../src/model/tokenizing/ownRules.ts';

const tokenizer = (steps: object) =>
  ownTokenizer(
    {
      model: { type: 'BPE', vocab: { '<eos>': 0, a: 1, b: 2, '!': 3 }, merges: [], unk_token: '<eos>' },
      added_tokens: [{ id: 0, content: '<eos>', special: true }],
      ...steps,
    },
    { eos_token: '<eos>' },
    4,
  );
const split = (Regex: string) =>
  tokenizer({ pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false } });
const replace = (pattern: object, content: string) => ({ type: 'Replace', pattern, content });

describe('a pattern that tries every way to part a text', () => {
  const text = `${'a'.repeat(60)}!`;

  it('cuts it all the same', () => {
    expect(split('(a+)+$').encode(text)).toHaveLength(61);
    expect(split('(?:b|bb)+c').encode(`${'b'.repeat(60)}!`)).toHaveLength(61);
  });

  it('replaces it all the same, before and after', () => {
    const normalized = tokenizer({ normalizer: replace({ Regex: '(a+)+!' }, 'b') });
    expect(normalized.encode(text)).toEqual([2]);
    expect(normalized.encode(`${text}a`)).toEqual([2, 1]);
    const decoded = tokenizer({
      decoder: { type: 'Sequence', decoders: [{ type: 'Fuse' }, replace({ Regex: '(a|aa)+b' }, '$&')] },
    });
    expect(decoded.decode(Array.from({ length: 60 }, () => 1))).toBe('a'.repeat(60));
    expect(decoded.decode([1, 1, 2])).toBe('$&');
  });

  it('is stopped by name where the text is long and it goes over it for each character', () => {
    const slow = split('(?=(?:a|b)*!).');
    const long = `${'a'.repeat(20_000)}!`;
    expect(() => slow.encode(long)).toThrow(CheckpointError);
    expect(() => slow.encode(long)).toThrow(/takes too long for "aaa.*Its pattern "\(\?=/);
    try {
      slow.encode(long);
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(500);
    }
    expect(slow.encode('aab')).toEqual([1, 1, 2]);
  }, 60_000);

  it('is refused where nothing can follow it in time', () => {
    expect(() => split('(a+)\\1')).toThrow(/"\(a\+\)\\\\1" could take for ever: a reference back/);
    expect(() => split('(a+)\\1')).toThrow(CheckpointError);
  });
});

describe('steps that make a text longer and longer', () => {
  const doubling = replace({ String: 'a' }, 'aa');
  const many = (step: object, count: number) => Array.from({ length: count }, () => step);

  it.each<[string, object]>([
    ['normalizer', { normalizer: { type: 'Sequence', normalizers: many(doubling, 30) } }],
    ['decoder', { decoder: { type: 'Sequence', decoders: many(doubling, 30) } }],
    ['decoder', { decoder: { type: 'Sequence', decoders: many(replace({ Regex: 'a*' }, 'a'), 30) } }],
    ['normalizer', { normalizer: { type: 'Prepend', prepend: 'a'.repeat(2_000) } }],
    ['pre_tokenizer', { pre_tokenizer: { type: 'Metaspace', replacement: '▁'.repeat(100) } }],
  ])('are refused in the %s', (part, steps) => {
    expect(() => tokenizer(steps)).toThrow(`its ${part} can make a text more than 64 times as long`);
  });

  it('are taken where they do not', () => {
    const quotes = many(replace({ String: '“' }, '"'), 40);
    expect(tokenizer({ normalizer: { type: 'Sequence', normalizers: quotes } }).encode('ab')).toEqual([1, 2]);
    expect(tokenizer({ decoder: replace({ Regex: 'a+' }, 'bb') }).decode([1, 2])).toBe('bbb');
    expect(() => tokenizer({ normalizer: { type: 'Sequence', normalizers: many(quotes[0], 70) } })).toThrow(
      '70 steps',
    );
  });
});

it('added tokens are looked for in normalized texts, as the file says', () => {
  const read = tokenizer({
    normalizer: { type: 'Lowercase' },
    added_tokens: [
      { id: 0, content: '<eos>', special: true },
      { id: 2, content: 'B!', special: false, normalized: true },
      { id: 3, content: 'AB', special: false, normalized: false },
    ],
  });
  expect(read.encode('ab!')).toEqual([1, 2]);
  expect(read.encode('aB!')).toEqual([1, 2]);
  expect(read.encode('ABAa')).toEqual([3, 1, 1]);
});
