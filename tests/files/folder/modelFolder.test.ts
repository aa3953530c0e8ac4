import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '../openFolder.ts';
import type { FileReader, ReadProgress } from '../../../src/files/folder/folderFiles.ts';
import {
  CheckpointError,
  parseSafetensors,
  writeSafetensors,
} from '../../../src/files/safetensors/safetensors.ts';
import { parseModelConfig } from '../../../src/files/config/modelConfig.ts';
import { readFixture } from '../../fixtures/load.ts';

type Files = Record<string, Uint8Array | Response>;

let files: Files;
let config: Record<string, unknown>;

beforeAll(async () => {
  files = {
    'config.json': await readFixture('gpt2-odd/config.json'),
    'model.safetensors': await readFixture('gpt2-odd/model.safetensors'),
    'tokenizer.json': await readFixture('tokenizer/tokenizer.json'),
    'tokenizer_config.json': await readFixture('tokenizer/tokenizer_config.json'),
  };
  config = JSON.parse(new TextDecoder().decode(files['config.json'] as Uint8Array)) as typeof config;
});

const utf8 = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const load = (changes: Files = {}) => {
  const all = { ...files, ...changes };
  return openFolder(async (file) => all[file] ?? null);
};

const withConfig = (changes: Record<string, unknown>) =>
  load({ 'config.json': utf8({ ...config, ...changes }) });

/** The fixture's weights with some tensors changed, added or (undefined) removed. */
function weights(changes: Record<string, { shape: number[]; data: Float32Array } | undefined>): Files {
  const file = parseSafetensors(files['model.safetensors'] as Uint8Array);
  const tensors = new Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>(
    [...file.tensors.values()].map(({ name, shape }) => [name, { shape, data: file.readF32(name).slice() }]),
  );
  for (const [name, tensor] of Object.entries(changes)) {
    if (tensor) tensors.set(name, tensor);
    else tensors.delete(name);
  }
  const list = [...tensors].map(([name, tensor]) => ({ name, ...tensor }));
  return { 'model.safetensors': writeSafetensors(list) };
}

const ones = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((product, extent) => product * extent, 1)).fill(1),
});

describe('a complete folder', () => {
  it('gives the config, the tensors without prefix and the tokenizer', async () => {
    const folder = await load();
    expect(folder.config).toEqual({
      family: 'gpt2',
      vocab: 1003,
      positions: 64,
      dim: 20,
      layers: 2,
      heads: 5,
      epsilon: 1e-5,
      tied: true,
      eos: 0,
      pad: 1002,
    });
    expect(folder.tensors.size).toBe(4 + 2 * 12);
    expect(folder.tensors.get('h.1.mlp.c_fc.weight')?.length).toBe(20 * 80);
    expect(folder.tokenizerJson).toHaveProperty('model.type', 'BPE');
    expect(folder.prompts).toBeNull();
  });

  it('reads prompts', async () => {
    const prompts = { train: ['a', 'b'], heldout: ['c'] };
    const folder = await load({ 'prompts.json': utf8(prompts) });
    expect(folder.prompts).toEqual({ train: ['a', 'b'], heldOut: ['c'] });
    await expect(load({ 'prompts.json': utf8({ train: [1] }) })).rejects.toThrow(
      /prompts\.json has no lists/,
    );
  });

  it('takes the end token for padding when the model has none', async () => {
    expect((await withConfig({ pad_token_id: null, eos_token_id: 7 })).config.pad).toBe(7);
  });

  it('ignores stored attention masks and a tied head', async () => {
    const wte = parseSafetensors(files['model.safetensors'] as Uint8Array).readF32('transformer.wte.weight');
    const folder = await load(
      weights({
        'transformer.h.0.attn.bias': ones(1, 1, 64, 64),
        'h.1.attn.masked_bias': ones(),
        'lm_head.weight': { shape: [1003, 20], data: wte.slice() },
      }),
    );
    expect(folder.tensors.size).toBe(4 + 2 * 12);
  });

  it('loads the embedded model', async () => {
    const folder = await openFolder((file) => readFile(`public/models/blurbs-tiny/${file}`));
    expect(folder.config.vocab).toBe(1024);
    expect(folder.prompts?.train.length).toBeGreaterThan(100);
    expect(folder.tensors.get('wte.weight')?.length).toBe(1024 * folder.config.dim);
  });
});

describe('a folder of the Llama family', () => {
  it('gives the tensors without prefix, and leaves out stored frequencies and a tied head', async () => {
    const json = await readFixture('qwen3/config.json');
    const file = parseSafetensors(await readFixture('qwen3/model.safetensors'));
    const list = [...file.tensors.values()].map(({ name, shape }) => ({
      name,
      shape,
      data: file.readF32(name),
    }));
    const embedding = list.find(({ name }) => name === 'model.embed_tokens.weight')!;
    const stored = writeSafetensors([
      ...list,
      { ...embedding, name: 'lm_head.weight' },
      { ...ones(3), name: 'model.layers.0.self_attn.rotary_emb.inv_freq' },
    ]);
    // The shared tokenizer has more ids than this model.
    const vocab = { model: { type: 'BPE', vocab: { a: 1 }, merges: [] } };
    const folder = await load({
      'config.json': json,
      'model.safetensors': stored,
      'tokenizer.json': utf8(vocab),
    });
    expect(folder.config).toMatchObject({ family: 'llama', qkNorm: true, kvHeads: 2 });
    expect(folder.tensors.size).toBe(list.length);
    expect(folder.tensors.get('layers.1.self_attn.k_norm.weight')).toHaveLength(6);
  });
});

describe('what the engine cannot run', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['another family', { model_type: 'bert' }, /of type "bert"; supported are gpt2, llama, qwen2, qwen3\./],
    ['no family', { model_type: undefined }, /no model_type/],
    ['another activation', { activation_function: 'relu' }, /activation_function = "relu"/],
    ['unscaled attention', { scale_attn_weights: false }, /scale_attn_weights/],
    ['per-layer attention scale', { scale_attn_by_inverse_layer_idx: true }, /inverse_layer/],
    ['a head that is neither tied nor not', { tie_word_embeddings: 1 }, /tie_word_embeddings = 1/],
    ['another inner width', { n_inner: 81 }, /n_inner 81; only 4 · n_embd = 80/],
    ['heads that do not divide the width', { n_head: 3 }, /3 heads cannot share/],
    ['a size that is none', { n_layer: -1 }, /n_layer/],
    ['a missing size', { n_embd: undefined }, /n_embd/],
  ])('%s', async (_, changes, message) => {
    await expect(withConfig(changes)).rejects.toThrow(message);
    await expect(withConfig(changes)).rejects.toThrow(CheckpointError);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an end token outside the vocabulary', { eos_token_id: 1003 }, /eos_token_id 1003, outside/],
    ['a padding token outside the vocabulary', { pad_token_id: 5000 }, /pad_token_id 5000, outside/],
  ])('%s, which the tokenizer makes good in a folder', async (_, changes, message) => {
    expect(() => parseModelConfig({ ...config, ...changes })).toThrow(message);
    expect((await withConfig(changes)).config).toMatchObject({ eos: 0 });
  });

  it('a tokenizer with more ids than the model, or none', async () => {
    await expect(withConfig({ vocab_size: 381, pad_token_id: 380 })).rejects.toThrow(
      /has the id 381 for .*; the model's vocabulary ends at 380/,
    );
    await expect(load({ 'tokenizer.json': utf8({}) })).rejects.toThrow(/no vocabulary/);
  });
});

describe('broken folders', () => {
  it.each(['config.json', 'tokenizer.json', 'model.safetensors'])('without %s', async (file) => {
    const read: FileReader = async (name) => (name === file ? null : (files[name] ?? null));
    await expect(openFolder(read)).rejects.toThrow(`The model folder has no ${file}`);
  });

  it('without tokenizer_config.json opens, its end token named by config.json', async () => {
    const read: FileReader = async (name) =>
      name === 'tokenizer_config.json' ? null : (files[name] ?? null);
    const { tokenizerConfig } = await openFolder(read);
    const { model } = JSON.parse(new TextDecoder().decode(files['tokenizer.json'] as Uint8Array)) as {
      readonly model: { readonly vocab: Readonly<Record<string, number>> };
    };
    const { eos_token } = tokenizerConfig as { readonly eos_token: string };
    expect(eos_token).toBeTypeOf('string');
    expect(model.vocab[eos_token] ?? 0).toBe(0);
  });

  it('with JSON that is none', async () => {
    await expect(load({ 'config.json': utf8('{') })).rejects.toThrow(/config\.json is not JSON/);
    await expect(load({ 'tokenizer_config.json': utf8('3') })).rejects.toThrow(/not a JSON object/);
  });

  it('with a missing tensor', async () => {
    await expect(load(weights({ 'transformer.h.1.ln_2.bias': undefined }))).rejects.toThrow(
      /no tensor "h\.1\.ln_2\.bias"/,
    );
  });

  it('with a tensor twice', async () => {
    await expect(load(weights({ 'ln_f.bias': ones(20) }))).rejects.toThrow(/has "ln_f\.bias" twice/);
  });

  it('with a transposed or flattened tensor', async () => {
    const name = 'transformer.h.0.mlp.c_fc.weight';
    await expect(load(weights({ [name]: ones(80, 20) }))).rejects.toThrow(
      /as \[80, 20\]; config\.json makes it \[20, 80\]/,
    );
    await expect(load(weights({ [name]: ones(1600) }))).rejects.toThrow(/as \[1600\]/);
  });

  it('with a tensor of another architecture', async () => {
    await expect(load(weights({ 'h.2.ln_1.weight': ones(20) }))).rejects.toThrow(/no place for/);
  });

  it('with a head that is not what it is said to be', async () => {
    const head = weights({ 'lm_head.weight': ones(1003, 20) });
    await expect(load(head)).rejects.toThrow(/differs from "wte\.weight", to which config\.json ties it/);
    const untied = { 'config.json': utf8({ ...config, tie_word_embeddings: false }) };
    await expect(load(untied)).rejects.toThrow(/no tensor "lm_head\.weight"/);
    const folder = await load({ ...untied, ...head });
    expect(folder.config.tied).toBe(false);
    expect(folder.tensors.get('lm_head.weight')).toHaveLength(1003 * 20);
  });

  it.each([NaN, Infinity])('with a weight of %f', async (value) => {
    const tensor = ones(20);
    tensor.data[3] = value;
    await expect(load(weights({ 'transformer.ln_f.weight': tensor }))).rejects.toThrow(
      `"transformer.ln_f.weight" holds ${value} at element 3`,
    );
  });
});

describe('reading over HTTP', () => {
  const serve = (changes: Record<string, Response> = {}): FileReader => {
    return async (file) =>
      changes[file] ??
      (files[file]
        ? new Response(files[file] as Uint8Array<ArrayBuffer>)
        : new Response('', { status: 404 }));
  };

  it('takes 404 and web pages for files that are not there', async () => {
    const page = new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
    expect((await openFolder(serve({ 'prompts.json': page }))).prompts).toBeNull();
    expect((await openFolder(serve())).prompts).toBeNull();
  });

  it('reports other answers and broken connections', async () => {
    const failing = new Response('', { status: 503 });
    await expect(openFolder(serve({ 'model.safetensors': failing }))).rejects.toThrow(/answered 503/);
    const broken = new Response(new ReadableStream({ pull: (stream) => stream.error(new Error('reset')) }));
    await expect(openFolder(serve({ 'model.safetensors': broken }))).rejects.toThrow(/connection broke/);
    const unreachable: FileReader = () => Promise.reject(new TypeError('no network'));
    await expect(openFolder(unreachable)).rejects.toThrow(/could not be read: no network/);
  });

  it('reports bytes as they come, with the total where the server tells it', async () => {
    const bytes = files['model.safetensors'] as Uint8Array<ArrayBuffer>;
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(bytes.slice(0, 1000));
        stream.enqueue(bytes.slice(1000));
        stream.close();
      },
    });
    const headers = { 'content-length': String(bytes.length) };
    const seen: ReadProgress[] = [];
    await openFolder(serve({ 'model.safetensors': new Response(body, { headers }) }), {
      onProgress: (progress) => seen.push(progress),
    });
    const file = 'model.safetensors';
    expect(seen.filter((progress) => progress.file === file)).toEqual([
      { file, done: 1000, total: bytes.length },
      { file, done: bytes.length, total: bytes.length },
    ]);
    expect(seen.find((progress) => progress.file === 'config.json')?.total).toBeNull();
  });

  it('stops in the middle of a download when aborted', async () => {
    const controller = new AbortController();
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (stream) => stream.enqueue(new Uint8Array(10)),
      cancel: () => void (cancelled = true),
    });
    const loading = openFolder(serve({ 'model.safetensors': new Response(endless) }), {
      signal: controller.signal,
      onProgress: ({ file, done }) => {
        if (file === 'model.safetensors' && done > 100) controller.abort();
      },
    });
    await expect(loading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    expect(cancelled).toBe(true);
  });
});
