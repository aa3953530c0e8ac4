import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { Tokenizer } from '../../../src/model/tokenizing/tokenizer.ts';
import { ownTokenizer } from '../../../src/model/tokenizing/ownRules.ts';
import { readFixtureText } from '../../fixtures/load.ts';

interface Cases {
  vocabSize: number;
  eosId: number;
  padId: number;
  cases: { text: string; ids: number[]; decoded: string }[];
}

const json = JSON.parse(await readFixtureText('tokenizer/tokenizer.json')) as object;
const config = JSON.parse(await readFixtureText('tokenizer/tokenizer_config.json')) as object;
const { cases, ...expected } = JSON.parse(await readFixtureText('tokenizer/cases.json')) as Cases;
const tokenizer = new Tokenizer(json, config);

describe('against the Python library', () => {
  it.each(cases)('encodes and decodes $text', ({ text, ids, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(decoded);
  });

  it('knows the end and padding ids and the size', () => {
    const { eosId, padId, vocabSize } = tokenizer;
    expect({ eosId, padId, vocabSize }).toEqual(expected);
  });
});

describe('streaming', () => {
  it('never shows a replacement character inside a split character', () => {
    const text = 'a 🍣 b 日本 é';
    const ids = tokenizer.encode(text);
    const stream = tokenizer.stream();
    const pieces = ids.map((id) => stream.push(id));
    // The tokenizer knows no emoji, so each one takes several tokens.
    expect(pieces.filter((piece) => piece === '').length).toBeGreaterThan(4);
    expect(pieces.join('')).toBe(text);
    expect(pieces.join('')).not.toContain('\ufffd');
    expect(stream.end()).toBe('');
  });

  it('gives an unfinished character at the end as decode does', () => {
    const ids = tokenizer.encode('x🍣').slice(0, -1);
    const stream = tokenizer.stream();
    expect(ids.map((id) => stream.push(id)).join('')).toBe('x');
    expect(stream.end()).toBe('\ufffd');
    expect(tokenizer.decode(ids)).toBe('x\ufffd');
  });

  it('leaves special tokens out', () => {
    const stream = tokenizer.stream();
    expect(stream.push(tokenizer.eosId) + stream.push(tokenizer.padId) + stream.end()).toBe('');
    expect(tokenizer.decode([tokenizer.eosId, ...tokenizer.encode('hi'), tokenizer.padId])).toBe('hi');
  });
});

describe('tokens for display', () => {
  it('shows whole pieces as text, parts of a character as bytes, special tokens by name', () => {
    expect(
      tokenizer
        .encode(' cheap')
        .map((id) => tokenizer.tokenText(id))
        .join(''),
    ).toBe(' cheap');
    expect(
      tokenizer
        .encode('🍣')
        .map((id) => tokenizer.tokenText(id))
        .join(''),
    ).toBe('⟨F0⟩⟨9F⟩⟨8D⟩⟨A3⟩');
    expect(tokenizer.tokenText(tokenizer.eosId)).toBe('<|endoftext|>');
  });

  it('refuses ids that do not exist', () => {
    expect(() => tokenizer.tokenText(tokenizer.vocabSize)).toThrow(RangeError);
    expect(() => tokenizer.decode([1, -1])).toThrow(/-1 does not exist/);
  });
});

describe('files that do not fit', () => {
  it('takes the end token for padding when there is none of its own', () => {
    expect(new Tokenizer(json, { ...config, pad_token: undefined }).padId).toBe(tokenizer.eosId);
    expect(new Tokenizer(json, { ...config, pad_token: { content: '<|pad|>' } }).padId).toBe(tokenizer.padId);
  });

  it('refuses a tokenizer without an end token, and what is none at all', () => {
    expect(() => new Tokenizer(json, { ...config, eos_token: 'nowhere' })).toThrow(CheckpointError);
    expect(() => new Tokenizer({}, {})).toThrow(/cannot be read/);
  });

  it('allows ids that are left out', () => {
    const sparse = structuredClone(json) as { model: { vocab: Record<string, number> } };
    sparse.model.vocab.zz = 390;
    const withHoles = new Tokenizer(sparse, config);
    expect(withHoles.vocabSize).toBe(391);
    expect(withHoles.decode([390])).toBe('zz');
    expect(() => withHoles.decode([389])).toThrow(RangeError);
  });

  it('refuses other kinds of tokenizer', () => {
    const wordPieces = structuredClone(json) as { model: { vocab: Record<string, number> } };
    wordPieces.model.vocab['▁the'] = 381;
    expect(() => new Tokenizer(wordPieces, config)).toThrow(/not byte-level BPE/);
  });
});

describe('SentencePiece', async () => {
  const file = async (name: string) => JSON.parse(await readFixtureText(`stories260k/${name}`)) as object;
  const stories = ownTokenizer(await file('tokenizer.json'), await file('tokenizer_config.json'), 512);
  const { cases: texts } = (await file('cases.json')) as Cases;

  it.each(texts)('encodes and decodes $text as the Python library does', ({ text, ids, decoded }) => {
    expect(stories.encode(text)).toEqual(ids);
    expect(stories.decode(ids)).toBe(decoded);
  });

  it('keeps the space before a word that follows other text, and puts bytes together', () => {
    const stream = stories.stream();
    const pieces = stories.encode('a 日').map((id) => stream.push(id));
    expect(pieces.join('')).toBe(' a 日');
    expect(pieces).toContain('');
    expect([stories.eosId, stories.vocabSize]).toEqual([2, 512]);
  });
});

describe('the embedded model', () => {
  it('round-trips a prompt and an answer', async () => {
    const file = async (name: string) =>
      JSON.parse(await readFile(`public/models/blurbs-tiny/${name}`, 'utf8')) as object;
    const blurbs = new Tokenizer(await file('tokenizer.json'), await file('tokenizer_config.json'));
    const text = 'name: The Golden Palace, food: Chinese, price: £20-25\nCafé by the river — 5 out of 5.';
    expect(blurbs.decode(blurbs.encode(text))).toBe(text);
    expect([blurbs.eosId, blurbs.padId]).toEqual([0, blurbs.vocabSize - 1]);
  });
});

describe('what texts begin with', async () => {
  const file = async (name: string) => JSON.parse(await readFixtureText(`stories260k/${name}`)) as object;
  const stories = await file('tokenizer.json');
  const names = await file('tokenizer_config.json');
  const template = {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '<s>', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '</s>', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] },
      '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
    },
  };
  const startOf = (post_processor: unknown, more: object = {}) =>
    ownTokenizer({ ...stories, post_processor }, { ...names, ...more }, 512).startIds;

  it('is what the post-processor puts before them, without what it puts behind', () => {
    expect(startOf(template)).toEqual([1]);
    // transformers lets the files' own processor decide, whatever the configuration says.
    expect(startOf(template, { add_bos_token: false })).toEqual([1]);
    expect(
      startOf({ type: 'ByteLevel', add_prefix_space: true, trim_offsets: false }, { add_bos_token: true }),
    ).toEqual([]);
  });

  it('is the start token where add_bos_token says so and there is no processor', () => {
    expect(startOf(null, { add_bos_token: true })).toEqual([1]);
    expect(startOf(null, { add_bos_token: true, bos_token: null })).toEqual([]);
    expect(startOf(null)).toEqual([]);
    expect(tokenizer.startIds).toEqual([]);
  });
});

it('reads ids between the tokenizer and the end of a rounded-up vocabulary as no text', () => {
  const rounded = new Tokenizer(json, config, tokenizer.vocabSize + 5);
  const hole = tokenizer.vocabSize + 4;
  expect(rounded.decode([...rounded.encode('hi'), hole])).toBe('hi');
  expect(rounded.tokenText(hole)).toBe(`⟨${hole}⟩`);
  expect(() => rounded.decode([hole + 1])).toThrow(RangeError);
});
