/**
 * A GPT-2 small enough that a whole run takes seconds on a software adapter, with a tokenizer of one character
 * a token, so that text and ids can be told from each other at a glance. Seeded, so that failures repeat.
 */
import { writeSafetensors } from '../../src/files/safetensors/safetensors.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import type { ModelSource } from '../../src/model/source.ts';
import { Tokenizer } from '../../src/model/tokenizing/tokenizer.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import { Models } from '../../src/rl/training/models.ts';
import { randomArray } from '../gpu/harness.ts';

/** Space and newline as byte-level BPE writes them. */
const CHARACTERS = Array.from('ĠĊabcdefghijklmnopqrstuvwxyz');
const EOS = 0;
const PAD = CHARACTERS.length + 1;

/** One response in four or so ends by itself within a dozen tokens. */
export const TINY_CONFIG: ModelConfig = {
  family: 'gpt2',
  vocab: CHARACTERS.length + 2,
  positions: 32,
  dim: 16,
  layers: 1,
  heads: 2,
  epsilon: 1e-5,
  tied: true,
  eos: EOS,
  pad: PAD,
};

/** A Llama of its size, with all that makes a layer longer. */
export const TINY_LLAMA: ModelConfig = {
  ...TINY_CONFIG,
  family: 'llama',
  kvHeads: 1,
  headDim: 8,
  ffn: 24,
  ropeTheta: 1e4,
  tied: false,
  qkvBias: true,
  qkNorm: true,
};

/** Prompts of unequal length. */
export const TINY_PROMPTS = ['ab', 'the cat', 'q', 'hello you', 'mno', 'zebra', 'so', 'a b c', 'wxyz', 'kid'];

/** Id of a letter, or of a space. */
export function idOf(character: string): number {
  return CHARACTERS.indexOf(character === ' ' ? 'Ġ' : character) + 1;
}

const special = (id: number, content: string) => ({ id, content, special: true });

const TOKENIZER_JSON = {
  version: '1.0',
  added_tokens: [special(EOS, '<|endoftext|>'), special(PAD, '<|pad|>')],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    vocab: {
      '<|endoftext|>': EOS,
      ...Object.fromEntries(CHARACTERS.map((character, index) => [character, index + 1])),
      '<|pad|>': PAD,
    },
    merges: [],
  },
};
const TOKENIZER_CONFIG = { eos_token: '<|endoftext|>', pad_token: '<|pad|>' };

/** Random weights in GPT-2's scheme: norms at one, the rest around 0, spread widely enough to have opinions. */
export function tinyTensors(seed = 1): Map<string, Float32Array> {
  return new Map(
    new ParameterLayout(TINY_CONFIG).entries.map(({ name, shape }, index) => [
      name,
      /ln_.*weight/.test(name)
        ? new Float32Array(elementCount(shape)).fill(1)
        : randomArray(elementCount(shape), seed * 100 + index, 0.3),
    ]),
  );
}

export function tinySource(seed = 1): ModelSource {
  return {
    config: TINY_CONFIG,
    tensors: tinyTensors(seed),
    tokenizer: new Tokenizer(TOKENIZER_JSON, TOKENIZER_CONFIG),
    prompts: { train: TINY_PROMPTS, heldOut: ['box', 'milk'] },
    texts: [],
    chats: new Map(),
    tokens: new Map(),
    template: null,
    promptSuffix: '\n',
    tokenizerJson: TOKENIZER_JSON,
    tokenizerConfig: TOKENIZER_CONFIG,
    files: tinyFolder(seed),
  };
}

export function tinyModels(gpu: Gpu, seed = 1): Models {
  return new Models(gpu, tinySource(seed));
}

/** The same model as the files of a folder. */
export function tinyFolder(seed = 1): Map<string, Uint8Array> {
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const { vocab, positions, dim, layers, heads, epsilon, eos, pad } = TINY_CONFIG;
  const tensors = tinyTensors(seed);
  return new Map([
    [
      'config.json',
      json({
        model_type: 'gpt2',
        vocab_size: vocab,
        n_positions: positions,
        n_embd: dim,
        n_layer: layers,
        n_head: heads,
        layer_norm_epsilon: epsilon,
        eos_token_id: eos,
        pad_token_id: pad,
      }),
    ],
    ['tokenizer.json', json(TOKENIZER_JSON)],
    ['tokenizer_config.json', json(TOKENIZER_CONFIG)],
    ['prompts.json', json({ train: TINY_PROMPTS, heldout: ['box', 'milk'] })],
    [
      'model.safetensors',
      writeSafetensors(
        new ParameterLayout(TINY_CONFIG).entries.map(({ name, shape }) => ({
          name,
          shape,
          data: tensors.get(name)!,
        })),
      ),
    ],
  ]);
}
