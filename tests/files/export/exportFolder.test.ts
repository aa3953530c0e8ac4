import { describe, expect, it } from 'vitest';
import {
  exportLanguageModel,
  exportRewardModel,
  tensorsOfFlat,
  type ModelToExport,
} from '../../../src/files/export/exportFolder.ts';
import { modelShapes, parseModelConfig } from '../../../src/files/config/modelConfig.ts';
import { openFolder } from '../openFolder.ts';
import { readOutput, type OutputFile } from '../../../src/files/bytes/outputFile.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { ParameterLayout } from '../../../src/model/layout.ts';
import { loadModelFixture, MODEL_FIXTURES, readFixture, type ModelFixtureName } from '../../fixtures/load.ts';

/** A fixture as the engine holds it; its tokenizer is cut to its vocabulary by leaving `added` tokens only. */
async function model(name: ModelFixtureName, tokenizerConfig: object = {}): Promise<ModelToExport> {
  const { config: json, weights } = await loadModelFixture(name);
  const config = parseModelConfig(json);
  const token = (id: number, content: string) => ({ id, content, special: true });
  const tokenizer = {
    added_tokens: [token(0, '</s>'), token(5, '<s>'), token(7, '<extra>')],
    model: { type: 'BPE', vocab: { a: 1, '<unk>': 2 }, merges: [] },
  };
  const files: [string, object][] = [
    ['tokenizer.json', tokenizer],
    ['tokenizer_config.json', { bos_token: '<s>', eos_token: { content: '</s>' }, ...tokenizerConfig }],
    ['special_tokens_map.json', { eos_token: '</s>' }],
  ];
  const encode = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  return {
    config,
    tensors: weights,
    tokenizer: new Map(files.map(([file, value]) => [file, encode(value)])),
  };
}

const fileNamed = (files: readonly OutputFile[], name: string) =>
  readOutput(files.find((file) => file.name === name)!);
const jsonNamed = async (files: readonly OutputFile[], name: string) =>
  JSON.parse(new TextDecoder().decode(await fileNamed(files, name))) as Record<string, unknown>;

describe.each(MODEL_FIXTURES)('a language model: %s', (name) => {
  it('loads back with the same shape and numbers', async () => {
    const source = await model(name);
    const files = exportLanguageModel(source);
    const found = new Map(files.map((file) => [file.name, file]));
    const folder = await openFolder(async (file) => {
      const output = found.get(file);
      return output ? readOutput(output) : null;
    });
    expect(folder.config).toEqual(source.config);
    for (const tensor of modelShapes(source.config).keys()) {
      const [is, was] = [folder.tensors.get(tensor)!, source.tensors.get(tensor) as Float32Array];
      expect(is.length === was.length && is.every((value, i) => value === was[i]), tensor).toBe(true);
    }
  });

  it("has the prefix of transformers' names, but for heads", async () => {
    const { config, ...source } = await model(name);
    const stored = parseSafetensors(
      await fileNamed(exportLanguageModel({ config, ...source }), 'model.safetensors'),
    );
    const prefix = config.family === 'gpt2' ? 'transformer.' : 'model.';
    const bare = [...stored.tensors.keys()].filter((key) => !key.startsWith(prefix));
    expect(bare).toEqual(config.tied ? [] : ['lm_head.weight']);
    expect(stored.metadata).toEqual({ format: 'pt' });
  });

  it('is cut out of a flat buffer, fused projections into theirs', async () => {
    const source = await model(name);
    const { entries, count } = new ParameterLayout(source.config);
    const flat = new Float32Array(count).fill(NaN);
    for (const entry of entries) flat.set(source.tensors.get(entry.name) as Float32Array, entry.offset);
    const tensors = tensorsOfFlat(entries, (begin, end) => flat.subarray(begin, end));
    const [whole, pieces] = await Promise.all(
      [source, { ...source, tensors }].map((each) =>
        fileNamed(exportLanguageModel(each), 'model.safetensors'),
      ),
    );
    expect(Buffer.compare(whole, pieces)).toBe(0);
  });
});

it('says in config.json what transformers needs', async () => {
  const source = await model('llama-odd');
  const files = exportLanguageModel(source, { type: 'BF16', maxShardBytes: 30_000 });
  expect(await jsonNamed(files, 'config.json')).toEqual({
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: 1003,
    max_position_embeddings: 64,
    hidden_size: 20,
    intermediate_size: 43,
    num_hidden_layers: 2,
    num_attention_heads: 5,
    num_key_value_heads: 1,
    head_dim: 4,
    hidden_act: 'silu',
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    rope_parameters: { rope_type: 'default', rope_theta: 10000 },
    rope_scaling: null,
    attention_dropout: 0,
    attention_bias: false,
    mlp_bias: false,
    pretraining_tp: 1,
    tie_word_embeddings: false,
    bos_token_id: 5,
    eos_token_id: 0,
    pad_token_id: 1002,
    initializer_range: 0.02,
    use_cache: true,
    torch_dtype: 'bfloat16',
    dtype: 'bfloat16',
  });
  expect(files.map(({ name }) => name)).toEqual([
    'config.json',
    'generation_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'special_tokens_map.json',
    'README.md',
    'model-00001-of-00003.safetensors',
    'model-00002-of-00003.safetensors',
    'model-00003-of-00003.safetensors',
    'model.safetensors.index.json',
  ]);
});

it('names the architecture of each relative', async () => {
  const named = async (name: ModelFixtureName) => {
    const source = await model(name);
    const causal = await jsonNamed(exportLanguageModel(source), 'config.json');
    const withScore = new Map(source.tensors).set('score.weight', new Float32Array(source.config.dim));
    const reward = await exportRewardModel({ ...source, tensors: withScore }, { mean: 0, std: 1 });
    const rewardJson = await jsonNamed(reward, 'config.json');
    return [causal.model_type, causal.architectures, rewardJson.architectures].flat();
  };
  expect(await named('gpt2-odd')).toEqual(['gpt2', 'GPT2LMHeadModel', 'GPT2ForSequenceClassification']);
  expect(await named('qwen2')).toEqual(['qwen2', 'Qwen2ForCausalLM', 'Qwen2ForSequenceClassification']);
  expect(await named('qwen3')).toEqual(['qwen3', 'Qwen3ForCausalLM', 'Qwen3ForSequenceClassification']);
});

it('samples as the engine does: the whole distribution but a padding id of its own', async () => {
  const generation = { temperature: 0.7 };
  const own = await jsonNamed(
    exportLanguageModel(await model('gpt2-odd'), { generation }),
    'generation_config.json',
  );
  expect(own).toMatchObject({ temperature: 0.7, top_k: 0, suppress_tokens: [1002] });
  expect(own).not.toHaveProperty('max_new_tokens');
  const none = await jsonNamed(exportLanguageModel(await model('qwen2')), 'generation_config.json');
  expect(none).toMatchObject({ eos_token_id: 0, pad_token_id: 0 });
  expect(none).not.toHaveProperty('suppress_tokens');
});

it('writes what the base model said of sampling, and every end token', async () => {
  const source = await model('qwen2');
  const several = { ...source, config: { ...source.config, ends: [0, 7, 9] } };
  const read = {
    eos_token_id: [0, 7, 9],
    temperature: 0.2,
    repetition_penalty: 1.1,
    transformers_version: '4.1',
  };
  const files = exportLanguageModel(several, { generation: { temperature: 0.7, read } });
  expect(await jsonNamed(files, 'generation_config.json')).toEqual(read);
  expect(await jsonNamed(files, 'config.json')).toMatchObject({ eos_token_id: [0, 7, 9] });
  const without = exportLanguageModel(several, { generation: { temperature: 0.7, read: { top_k: 5 } } });
  expect(await jsonNamed(without, 'generation_config.json')).toEqual({ eos_token_id: [0, 7, 9], top_k: 5 });
});

describe('a reward model', () => {
  const normalisation = { mean: 0.75, std: 2.5 };
  async function withScore(name: ModelFixtureName, tokenizerConfig: object = {}): Promise<ModelToExport> {
    const source = await model(name, tokenizerConfig);
    const score = Float32Array.from({ length: source.config.dim }, (_, i) => Math.cos(i) / 3);
    return { ...source, tensors: new Map(source.tensors).set('score.weight', score) };
  }
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

  it('holds its normalisation in GPT-2’s last norm and the score', async () => {
    const source = await withScore('gpt2-odd');
    const files = await exportRewardModel(source, normalisation);
    const stored = parseSafetensors(await fileNamed(files, 'model.safetensors'));
    const raw = source.tensors.get('score.weight') as Float32Array;
    const [was, is] = [
      source.tensors.get('ln_f.bias') as Float32Array,
      stored.readF32('transformer.ln_f.bias'),
    ];
    const x = Float32Array.from({ length: 20 }, (_, i) => Math.sin(3 * i));
    const hidden = (bias: Float32Array) => x.map((value, i) => value + bias[i]);
    const score = (dot(raw, hidden(was)) - normalisation.mean) / normalisation.std;
    expect(stored.tensors.get('score.weight')?.shape).toEqual([1, 20]);
    expect(dot(stored.readF32('score.weight'), hidden(is))).toBeCloseTo(score, 5);
    expect(await jsonNamed(files, 'config.json')).toMatchObject({ num_labels: 1, mean: 0, std: 1 });
  });

  it('takes the bag of tokens along that scored beside it, and says how to have the score of both', async () => {
    const bag = { tokens: [3], weights: [0.5] };
    const files = await exportRewardModel(await withScore('gpt2-odd'), normalisation, { bag });
    expect(await jsonNamed(files, 'bag.json')).toEqual(bag);
    const card = new TextDecoder().decode(await fileNamed(files, 'README.md'));
    expect(card).toContain('def bag_score(answer)');
    const alone = await exportRewardModel(await withScore('gpt2-odd'), normalisation);
    expect(alone.map(({ name }) => name)).not.toContain('bag.json');
    expect(new TextDecoder().decode(await fileNamed(alone, 'README.md'))).not.toContain('bag');
  });

  it('says the mean that Llama’s norm cannot hold, and leaves the language head out', async () => {
    const files = await exportRewardModel(await withScore('llama-odd'), normalisation);
    const config = await jsonNamed(files, 'config.json');
    expect(config).toMatchObject({ num_labels: 1, id2label: { 0: 'score' }, mean: 0.3, std: 1 });
    const stored = parseSafetensors(await fileNamed(files, 'model.safetensors'));
    expect(stored.tensors.has('lm_head.weight')).toBe(false);
    expect(new TextDecoder().decode(await fileNamed(files, 'README.md'))).toContain('`config.mean` (0.3)');
  });

  it.each([
    [{ pad_token: '<extra>' }, 7],
    [{ pad_token: '</s>', unk_token: '<unk>' }, 2],
    [{ pad_token: '</s>', unk_token: '</s>' }, 7],
    [{ pad_token: 'not there' }, 7],
  ])('pads with a token that ends no text: %o', async (tokenizerConfig, pad) => {
    const files = await exportRewardModel(await withScore('qwen2', tokenizerConfig), normalisation);
    expect((await jsonNamed(files, 'config.json')).pad_token_id).toBe(pad);
    const content = { 7: '<extra>', 2: '<unk>' }[pad];
    expect(await jsonNamed(files, 'tokenizer_config.json')).toMatchObject({
      pad_token: content,
      padding_side: 'right',
    });
    expect(await jsonNamed(files, 'special_tokens_map.json')).toMatchObject({ pad_token: content });
  });

  it('has no padding where every special token ends texts, and says so', async () => {
    const source = await withScore('qwen2');
    const only = { added_tokens: [{ id: 0, content: '</s>', special: true }], model: { vocab: { a: 1 } } };
    const tokenizer = new Map(source.tokenizer).set(
      'tokenizer.json',
      new TextEncoder().encode(JSON.stringify(only)),
    );
    const files = await exportRewardModel({ ...source, tokenizer }, normalisation);
    expect(await jsonNamed(files, 'config.json')).toMatchObject({ pad_token_id: null, bos_token_id: null });
    expect(new TextDecoder().decode(await fileNamed(files, 'README.md'))).toContain('one text at a time');
  });

  it('pads with the token of a byte that is in no text where a byte-level tokenizer, as GPT-2’s, has no other', async () => {
    const source = await withScore('qwen2');
    const bytes = {
      added_tokens: [{ id: 0, content: '</s>', special: true }],
      model: { vocab: { a: 1, Ġ: 4, ÿ: 6 } },
    };
    const tokenizer = new Map(source.tokenizer).set(
      'tokenizer.json',
      new TextEncoder().encode(JSON.stringify(bytes)),
    );
    const files = await exportRewardModel({ ...source, tokenizer }, normalisation);
    expect((await jsonNamed(files, 'config.json')).pad_token_id).toBe(6);
    expect((await jsonNamed(files, 'tokenizer_config.json')).pad_token).toBe('ÿ');
  });

  it.each([
    [0, 0],
    [NaN, 1],
    [0, Infinity],
  ])('refuses mean %d and spread %d', async (mean, std) => {
    await expect(exportRewardModel(await withScore('qwen3'), { mean, std })).rejects.toThrow(RangeError);
  });
});

describe('what cannot be exported', () => {
  it('is a model with weights that are not finite', async () => {
    const source = await model('qwen3');
    const norm = Float32Array.from({ length: 18 }, (_, i) => (i === 3 ? NaN : 1));
    const files = exportLanguageModel({
      ...source,
      tensors: new Map(source.tensors).set('norm.weight', norm),
    });
    await expect(fileNamed(files, 'model.safetensors')).rejects.toThrow(
      '"model.norm.weight" holds NaN at element 3',
    );
  });

  it('is a model with a tensor missing or of another size', async () => {
    const source = await model('qwen3');
    const tensors = new Map(source.tensors);
    tensors.set('norm.weight', new Float32Array(17));
    expect(() => exportLanguageModel({ ...source, tensors })).toThrow('17 values for the shape [18]');
    tensors.delete('norm.weight');
    expect(() => exportLanguageModel({ ...source, tensors })).toThrow('no tensor norm.weight');
  });

  it('is a model without a tokenizer', async () => {
    const source = await model('qwen3');
    expect(() => exportLanguageModel({ ...source, tokenizer: new Map() })).toThrow('no tokenizer.json');
    const broken = new Map(source.tokenizer).set('tokenizer.json', await readFixture('qwen3/config.json'));
    expect(() => exportLanguageModel({ ...source, tokenizer: broken })).toThrow('not what their names say');
  });
});

it('has a card that says what it was made from', async () => {
  const options = { title: 'My policy', base: 'blurbs-tiny', license: 'mit' };
  const card = new TextDecoder().decode(
    await fileNamed(exportLanguageModel(await model('qwen3'), options), 'README.md'),
  );
  expect(card).toContain('base_model: "blurbs-tiny"');
  expect(card).toContain('license: "mit"');
  expect(card).toContain('# My policy');
  expect(card).toContain('Qwen3ForCausalLM');
});
