import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import type { Tokenizer } from '../../../src/model/tokenizing/tokenizer.ts';
import { ownTokenizer } from '../../../src/model/tokenizing/ownRules.ts';
import { allKinds, KIND_CONFIG } from './kinds.ts';

const kinds = await allKinds();

describe.each(kinds)('$name against the Python library', ({ read, start, cases }) => {
  it.each(cases.filter(({ text }) => text !== null))('encodes $text', ({ text, ids }) => {
    expect(read.encode(text!)).toEqual(ids);
  });

  it.each(cases)('decodes $ids', ({ ids, decoded }) => {
    expect(read.decode(ids)).toBe(decoded);
  });

  it('begins texts as it does', () => {
    expect(read.startIds).toEqual(start);
  });
});

describe.each(kinds)('$name while it is written', ({ read, cases }) => {
  it.each(cases)('gives the same text token by token: $ids', ({ ids }) => {
    const stream = read.stream();
    const text = ids.map((id) => stream.push(id)).join('') + stream.end();
    expect(text).toBe(read.continuation(ids));
    // What follows other text differs from a whole text in the space before it at most, where all bytes are text.
    const whole = read.decode(ids);
    if (!whole.includes('\ufffd')) expect(text.trimStart()).toBe(whole.trimStart().replace(/^##/, ''));
  });

  it('never shows a part of a character', () => {
    const ids = read.encode('the fox 日本 é');
    const stream = read.stream();
    for (const id of ids) expect(stream.push(id)).not.toContain('\ufffd');
  });
});

describe('what cannot be followed is refused by name', () => {
  const [kind] = kinds.filter(({ name }) => name === 'bpe-whitespace');
  const changed = (changes: object) => ({ ...structuredClone(kind.tokenizer), ...changes });

  it.each<[object, RegExp]>([
    [
      { decoder: { type: 'CTC', pad_token: '<pad>', word_delimiter_token: '|', cleanup: true } },
      /CTC is for speech/,
    ],
    [{ decoder: { type: 'Fused' } }, /decoder is of the type "Fused"/],
    [{ decoder: { type: 'Sequence' } }, /Sequence of decoders is no list/],
    [{ decoder: { type: 'Sequence', decoders: [{ type: 'Fuse' }, { type: 'Odd' }] } }, /"Odd"/],
    [{ decoder: 'ByteLevel' }, /decoder is of the type/],
    [{ pre_tokenizer: { type: 'UnicodeScripts' } }, /"UnicodeScripts"/],
    [{ pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated' } }, /cannot be read/],
    [{ pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'Sometimes' } }, /"Sometimes"/],
    [{ pre_tokenizer: { type: 'FixedLength', length: 0 } }, /length 0/],
    [{ normalizer: { type: 'Nmt' } }, /Nmt/],
    [{ post_processor: { type: 'Odd' } }, /Odd/],
    [
      { model: { type: 'BPE', vocab: { '</s>': 0 }, merges: [], continuing_subword_prefix: '##' } },
      /continuing_subword_prefix/,
    ],
    [{ model: { type: 'Odd' } }, /Odd/],
    [
      {
        post_processor: {
          type: 'TemplateProcessing',
          single: [{ SpecialToken: { id: '[X]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
          pair: [],
          special_tokens: {},
        },
      },
      /begin with "\[X\]"/,
    ],
  ])('%j', (changes, message) => {
    expect(() => ownTokenizer(changed(changes), KIND_CONFIG, 1_000)).toThrow(message);
    try {
      ownTokenizer(changed(changes), KIND_CONFIG, 1_000);
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointError);
      expect((error as Error).message.length).toBeLessThan(500);
    }
  });
});

describe('unknown words', () => {
  const without = (name: string, model: object): Tokenizer => {
    const { tokenizer } = kinds.find((kind) => kind.name === name)!;
    const file = structuredClone(tokenizer) as { model: object };
    return ownTokenizer({ ...file, model: { ...file.model, ...model } }, { eos_token: '</s>' }, 1_000);
  };

  it.each([
    ['wordlevel', { unk_token: '[UNK]' }],
    ['wordlevel-split', { unk_token: null }],
    ['wordpiece', { unk_token: 'nowhere' }],
    ['bpe-whitespace', { unk_token: null }],
    ['bpe-fused', { unk_token: 'nowhere' }],
    ['metaspace', { unk_token: undefined }],
    ['unigram', { unk_id: null }],
  ])('%s without an unknown token says which word, and goes on with those that it knows', (name, model) => {
    const read = without(name, model);
    expect(() => read.encode('the fox 日本')).toThrow(/no token for .*(日本|日)/);
    expect(() => read.encode('日本')).toThrow(CheckpointError);
    expect(read.continuation(read.encode('the fox')).trim()).toBe('the fox');
  });
});

describe('tokens beyond the model', () => {
  const { tokenizer } = kinds.find(({ name }) => name === 'sentencepiece')!;
  const file = structuredClone(tokenizer) as { added_tokens: object[] };
  file.added_tokens.push({ id: 700, content: '[PAD]', special: true, normalized: false });
  const read = ownTokenizer(file, { eos_token: '</s>', pad_token: '[PAD]' }, 600);

  it('are no padding, and no text is written with them', () => {
    expect(read.padId).toBe(read.eosId);
    const ids = read.encode('the [PAD] fox');
    expect(Math.max(...ids)).toBeLessThan(600);
    expect(read.decode(ids)).toBe('the [PAD] fox');
  });

  it('do not end texts', () => {
    expect(() => ownTokenizer(file, { eos_token: '[PAD]' }, 600)).toThrow(/no end-of-text token/);
  });
});
