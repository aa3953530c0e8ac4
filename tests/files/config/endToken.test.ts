import { describe, expect, it } from 'vitest';
import { endTokenOf, endTokensOf, namingEndToken, withEndToken } from '../../../src/files/config/endToken.ts';

/** While the tokenizer is not known. */
const DRAFT = undefined;

const tokenizer = {
  model: { vocab: { a: 0, '</s>': 2, odd: 'x' } },
  added_tokens: [{ id: 7, content: '<|end|>', special: true }],
};

describe("a tokenizer's end token", () => {
  it.each<[unknown, number | null]>([
    ['<|end|>', 7],
    [{ content: '</s>' }, 2],
    ['nowhere', null],
    ['odd', null],
    ['constructor', null],
    [null, null],
    [undefined, null],
  ])('%j is %j', (eos_token, id) => {
    expect(endTokenOf(tokenizer, { eos_token })).toBe(id);
  });

  it('is none where the files are not what they are called', () => {
    expect(endTokenOf({}, { eos_token: 'a' })).toBeNull();
    expect(endTokenOf({ added_tokens: 3 }, { eos_token: 'a' })).toBeNull();
  });
});

describe('the one end token of a config', () => {
  const config = { vocab_size: 100, model_type: 'llama' };

  it.each<[string, unknown, number | null | undefined, unknown]>([
    ['the only one', 5, 9, 5],
    ['of several, the one that the tokenizer names', [3, 9], 9, 9],
    ['of several without it, the first', [3, 4], 9, 3],
    ['the first inside the vocabulary', [300, 4], 9, 4],
    ["the tokenizer's where there is none", undefined, 9, 9],
    ["the tokenizer's where it is null", null, 9, 9],
    ["the tokenizer's where it lies outside", 50_256, 9, 9],
    ['any, while the tokenizer is not known', null, DRAFT, 0],
    ['none where nobody names one', null, null, null],
    ['what cannot be mended stays', 50_256, 200, 50_256],
    ['what is no id stays', 'x', 9, 'x'],
  ])('%s', (_, eos_token_id, end, chosen) => {
    expect(withEndToken({ ...config, eos_token_id }, end)).toMatchObject({ ...config, eos_token_id: chosen });
  });

  it('may be one that only generation_config.json names', () => {
    const chosen = (named: unknown, end: number | null, generation: unknown) =>
      (withEndToken({ ...config, eos_token_id: named }, end, generation) as { eos_token_id: unknown })
        .eos_token_id;
    expect(chosen(1, 9, { eos_token_id: [1, 9] })).toBe(9);
    expect(chosen(null, null, { eos_token_id: [300, 7] })).toBe(7);
    expect(chosen(1, 9, { eos_token_id: 'x' })).toBe(1);
  });

  it.each<[unknown, unknown, number, readonly number[]]>([
    [5, undefined, 5, [5]],
    [[3, 9], undefined, 9, [9, 3]],
    [1, { eos_token_id: [1, 8, 9] }, 9, [9, 1, 8]],
    [1, { eos_token_id: 4 }, 1, [1, 4]],
    [1, { eos_token_id: [100, -1] }, 1, [1]],
    [[1, 100], { eos_token_id: [100, 2] }, 1, [1, 2]],
    [null, { eos_token_id: null }, 6, [6]],
  ])('%j and %j end texts with all of theirs, %i first', (named, generation, eos, ends) => {
    expect(endTokensOf({ ...config, eos_token_id: named }, generation, eos)).toEqual(ends);
  });

  it('leaves out padding outside the vocabulary', () => {
    const padOf = (pad_token_id: unknown) =>
      (withEndToken({ ...config, eos_token_id: 1, pad_token_id }, null) as { pad_token_id: unknown })
        .pad_token_id;
    expect([99, 100, -1, null, undefined].map(padOf)).toEqual([99, null, null, null, null]);
  });

  it('leaves alone what is no config', () => {
    expect(withEndToken([1], 3)).toEqual([1]);
    expect(withEndToken('x', 3)).toBe('x');
  });
});

describe('a configuration that names no end token', () => {
  it('gets the one that config.json means, as GPT-2’s does', () => {
    const named = (config: object, end: number) => namingEndToken(tokenizer, config, end);
    expect(named({ model_max_length: 1024 }, 7)).toEqual({ model_max_length: 1024, eos_token: '<|end|>' });
    expect(named({ eos_token: 'nowhere' }, 2)).toEqual({ eos_token: '</s>' });
    expect(named({ eos_token: '</s>' }, 7)).toEqual({ eos_token: '</s>' });
    expect(named({}, 99)).toEqual({});
  });
});
