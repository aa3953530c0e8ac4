/**
 * The models that `npm run test:interop` exports: the embedded one and the random fixtures of every family, with
 * tokenizers and texts. Knows where their files are; knows no GPU.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelToExport } from '../../src/files/export/exportFolder.ts';
import { familyFiles, parseModelConfig, type ModelConfig } from '../../src/files/config/modelConfig.ts';
import { parseSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { Tokenizer } from '../../src/model/tokenizing/tokenizer.ts';
import { stream } from '../../src/rl/random.ts';

export interface Subject {
  readonly name: string;
  readonly model: Omit<ModelToExport, 'tensors'> & { readonly tensors: ReadonlyMap<string, Float32Array> };
  /** Token sequences of unequal length, some with the end token. */
  readonly sequences: readonly (readonly number[])[];
  /** Their texts, where the tokenizer is a real one. */
  readonly texts: readonly string[] | null;
}

const EMBEDDED = 'public/models/blurbs-tiny';
/** Name, fixture whose weights it has, and what its config.json says besides. */
const FIXTURES: readonly (readonly [string, string, object])[] = [
  ['gpt2-odd', 'gpt2-odd', {}],
  ['llama-odd', 'llama-odd', {}],
  ['qwen2', 'qwen2', {}],
  ['qwen3', 'qwen3', {}],
  ['llama-linear', 'llama-odd', { rope_scaling: { rope_type: 'linear', factor: 2.5 } }],
  // One of its two wavelengths is in the range that is mixed, one above.
  [
    'llama3-stretched',
    'llama-odd',
    {
      rope_scaling: {
        rope_type: 'llama3',
        factor: 8,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: 16,
      },
    },
  ],
];

const TEXTS = [
  'name: The Eagle, type: pub, food: Italian, near: Burger King\nThe Eagle is an Italian pub near Burger King.',
  'name: Zizzi, type: coffee shop, area: riverside\nZizzi is a coffee shop by the river.<|endoftext|>',
  'name: Aromi\n',
];

/** All of them, from the checkout in `root`. */
export async function subjects(root: string): Promise<Subject[]> {
  const read = (path: string) => readFile(join(root, path));
  const json = async (path: string) => JSON.parse(await readFile(join(root, path), 'utf8')) as object;
  const weights = async (folder: string, config: ModelConfig) => {
    const file = parseSafetensors(new Uint8Array(await read(`${folder}/model.safetensors`)));
    const { prefix } = familyFiles(config);
    const bare = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
    return new Map([...file.tensors.keys()].map((name) => [bare(name), file.readF32(name)]));
  };

  const files = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'];
  const config = parseModelConfig(await json(`${EMBEDDED}/config.json`));
  const tokenizer = new Tokenizer(
    await json(`${EMBEDDED}/tokenizer.json`),
    await json(`${EMBEDDED}/tokenizer_config.json`),
  );
  const bytes = await Promise.all(files.map((file) => read(`${EMBEDDED}/${file}`)));
  const embedded: Subject = {
    name: 'blurbs-tiny',
    model: {
      config,
      tensors: await weights(EMBEDDED, config),
      tokenizer: new Map(files.map((file, i) => [file, new Uint8Array(bytes[i])])),
    },
    sequences: TEXTS.map((text) => tokenizer.encode(text)),
    texts: TEXTS,
  };
  const fixtures = FIXTURES.map(async ([name, fixture, changes]): Promise<Subject> => {
    const folder = `tests/fixtures/${fixture}`;
    const shape = parseModelConfig({ ...(await json(`${folder}/config.json`)), ...changes });
    const random = stream(1, name);
    const drawn = [5, 21, 1, 13].map((length) =>
      Array.from({ length }, () => 3 + Math.floor(random.uniform() * (shape.vocab - 4))),
    );
    // A finished answer is scored at its end token, which is no padding even where the model pads with it.
    const sequences = drawn.map((ids, i) => (i % 2 === 0 ? [...ids, shape.eos] : ids));
    const model = {
      config: shape,
      tensors: await weights(folder, shape),
      tokenizer: smallTokenizer(shape),
    };
    return { name, model, sequences, texts: null };
  });
  return [embedded, ...(await Promise.all(fixtures))];
}

/** Tokenizer files that name the special tokens of a model whose ids stand for nothing. */
function smallTokenizer({ pad, eos }: ModelConfig): Map<string, Uint8Array> {
  const tokens = { '</s>': eos, '<unk>': 1, ...(pad === eos ? {} : { '<pad>': pad }) };
  const added = Object.entries(tokens).map(([content, id]) => ({ id, content, special: true }));
  const tokenizer = {
    version: '1.0',
    added_tokens: added,
    model: { type: 'BPE', vocab: tokens, merges: [], unk_token: '<unk>' },
  };
  const config = {
    eos_token: '</s>',
    unk_token: '<unk>',
    pad_token: pad === eos ? '</s>' : '<pad>',
  };
  const encode = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  return new Map([
    ['tokenizer.json', encode(tokenizer)],
    ['tokenizer_config.json', encode(config)],
  ]);
}
