/** The embedded models as they lie in public/models: what the page and transformers rely on. */
import { existsSync, readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { formatPrompt, parsePrompt, SLOTS, type Facts } from '../../../src/tastes/blurbs/facts.ts';

const MODELS = [
  { name: 'blurbs-tiny', n_embd: 128, n_layer: 4, n_head: 4 },
  { name: 'blurbs-small', n_embd: 192, n_layer: 6, n_head: 6 },
];

const fileOf = (name: string, file: string) =>
  new URL(`../../../public/models/${name}/${file}`, import.meta.url);
const readJson = (name: string, file: string) => JSON.parse(readFileSync(fileOf(name, file), 'utf8'));
const withoutVenues = (facts: Facts) =>
  SLOTS.map((slot) => (slot === 'name' || slot === 'near' ? slot in facts : facts[slot])).join('|');

describe.each(MODELS)('$name', ({ name, ...shape }) => {
  it('has the configuration of a GPT-2 of its size', () => {
    expect(readJson(name, 'config.json')).toMatchObject({
      ...shape,
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      n_positions: 128,
      vocab_size: 1024,
      activation_function: 'gelu_new',
      layer_norm_epsilon: 1e-5,
      attn_pdrop: 0,
      embd_pdrop: 0,
      resid_pdrop: 0,
      eos_token_id: 0,
      pad_token_id: 1023,
    });
  });

  it('has exactly the tensors that save_pretrained writes, in F16', () => {
    const bytes = readFileSync(fileOf(name, 'model.safetensors'));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8')) as Record<
      string,
      { dtype: string; shape: number[] }
    >;
    delete header.__metadata__;
    const d = shape.n_embd;
    const expected: Record<string, number[]> = {
      'transformer.wte.weight': [1024, d],
      'transformer.wpe.weight': [128, d],
      'transformer.ln_f.weight': [d],
      'transformer.ln_f.bias': [d],
    };
    for (let layer = 0; layer < shape.n_layer; layer++) {
      const at = (rest: string) => `transformer.h.${layer}.${rest}`;
      for (const [part, inputs, outputs] of [
        ['attn.c_attn', d, 3 * d],
        ['attn.c_proj', d, d],
        ['mlp.c_fc', d, 4 * d],
        ['mlp.c_proj', 4 * d, d],
      ] as const) {
        expected[at(`${part}.weight`)] = [inputs, outputs];
        expected[at(`${part}.bias`)] = [outputs];
      }
      for (const part of ['ln_1', 'ln_2']) {
        expected[at(`${part}.weight`)] = [d];
        expected[at(`${part}.bias`)] = [d];
      }
    }
    expect(Object.fromEntries(Object.entries(header).map(([key, t]) => [key, t.shape]))).toEqual(expected);
    expect(new Set(Object.values(header).map((t) => t.dtype))).toEqual(new Set(['F16']));
  });

  it('encodes and decodes as the Python tokenizer does', () => {
    const cases = JSON.parse(readFileSync(new URL('tokenizerCases.json', import.meta.url), 'utf8')) as {
      text: string;
      ids: number[];
    }[];
    const tokenizer = new Tokenizer(
      readJson(name, 'tokenizer.json'),
      readJson(name, 'tokenizer_config.json'),
    );
    for (const { text, ids } of cases) {
      expect(tokenizer.encode(text, { add_special_tokens: false }).ids, text).toEqual(ids);
      expect(tokenizer.decode(ids, { skip_special_tokens: false })).toBe(text);
    }
    expect(tokenizer.token_to_id('<|endoftext|>')).toBe(0);
    expect(tokenizer.token_to_id('<|pad|>')).toBe(1023);
  });

  it('comes with prompts whose held-out fact sets are not among the others', () => {
    const prompts = readJson(name, 'prompts.json') as { train: string[]; heldout: string[] };
    expect(prompts.train).toHaveLength(400);
    expect(prompts.heldout).toHaveLength(300);
    const all = [...prompts.train, ...prompts.heldout];
    for (const prompt of all) expect(formatPrompt(parsePrompt(prompt))).toBe(prompt);
    expect(new Set(all).size).toBe(700);
    const trained = new Set(prompts.train.map((prompt) => withoutVenues(parsePrompt(prompt))));
    for (const prompt of prompts.heldout) expect(trained.has(withoutVenues(parsePrompt(prompt)))).toBe(false);
  });

  it('has a card with its licence and its numbers', () => {
    expect(existsSync(fileOf(name, 'README.md'))).toBe(true);
    const card = readFileSync(fileOf(name, 'README.md'), 'utf8');
    expect(card).toContain('license: cc-by-sa-4.0');
    expect(card).toContain('Held-out loss at the end');
    expect(card).not.toMatch(/\{\w+\}/);
  });
});

it('shares one tokenizer', () => {
  const [a, b] = MODELS.map(({ name }) => readFileSync(fileOf(name, 'tokenizer.json'), 'utf8'));
  expect(a).toBe(b);
});
