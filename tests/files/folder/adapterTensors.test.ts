import { describe, expect, it } from 'vitest';
import { readAdapter } from '../../../src/files/folder/adapterTensors.ts';
import {
  adapterBytes,
  adapterFolder,
  GPT2,
  numbersOf,
  openerOf,
  pair,
  PLAIN,
  QWEN2,
  TIED_QWEN2,
  type Tensors,
} from './adapterFiles.ts';

const Q = 'model.layers.0.self_attn.q_proj';
const V = 'model.layers.1.self_attn.v_proj';
const ATTENTION: Tensors = { ...pair(Q, 8, 8), ...pair(V, 4, 8) };

describe("an adapter's tensors", () => {
  it("lie beside the base's matrices, with the scale that alpha and rank make", async () => {
    const { products, replaced, base } = await readAdapter(adapterFolder(PLAIN, ATTENTION), QWEN2);
    expect([...products.keys()]).toEqual([
      'layers.0.self_attn.q_proj.weight',
      'layers.1.self_attn.v_proj.weight',
    ]);
    const product = products.get('layers.1.self_attn.v_proj.weight')!;
    expect(product).toMatchObject({ scale: 4, inputs: 8, outputs: 4, inputsFirst: false });
    expect(product.a).toEqual(numbersOf([2, 8], 2));
    expect(product.b).toEqual(numbersOf([4, 2], 3));
    expect(replaced.size).toBe(0);
    expect(base).toBe('owner/base');
  });

  it.each([
    ['no wrapper at all', (name: string) => name.replace('base_model.model.', '')],
    ['an AutoModel without its head', (name: string) => name.replace('model.model.model.', 'model.model.')],
    ['the name of an adapter', (name: string) => name.replace(/\.weight$/, '.default.weight')],
  ])('are found by the names of %s', async (_what, rename) => {
    const shapes = Object.fromEntries(
      Object.entries(ATTENTION).map(([name, shape]) => [rename(name), shape]),
    );
    const plain = await readAdapter(adapterFolder(PLAIN, ATTENTION), QWEN2);
    const { products } = await readAdapter(adapterFolder(PLAIN, shapes), QWEN2);
    expect(products).toEqual(plain.products);
  });

  it("of GPT-2 take the base's matrices as [inputs, outputs], whatever fan_in_fan_out says", async () => {
    const shapes = pair('transformer.h.1.attn.c_attn', 12, 4);
    const { products } = await readAdapter(adapterFolder(PLAIN, shapes), GPT2);
    expect(products.get('h.1.attn.c_attn.weight')).toMatchObject({
      inputs: 4,
      outputs: 12,
      inputsFirst: true,
    });
  });

  it('may be a head’s, where the base has one of its own', async () => {
    const { products } = await readAdapter(adapterFolder(PLAIN, pair('lm_head', 16, 8)), QWEN2);
    expect(products.get('lm_head.weight')).toMatchObject({ inputs: 8, outputs: 16, inputsFirst: false });
    await expect(readAdapter(adapterFolder(PLAIN, pair('lm_head', 16, 8)), TIED_QWEN2)).rejects.toThrow(
      /changes lm_head, which is tied to the embedding/,
    );
  });

  it('scale by √rank under rslora, and by what patterns say of a layer', async () => {
    const config = {
      ...PLAIN,
      r: 4,
      use_rslora: true,
      rank_pattern: { 'layers.1.self_attn.v_proj': 2, '^model\\.layers\\.0\\.mlp\\.up_proj$': 9 },
      alpha_pattern: { q_proj: 3 },
    };
    const shapes = { ...pair(Q, 8, 8, 4), ...pair(V, 4, 8, 2) };
    const { products } = await readAdapter(adapterFolder(config, shapes), QWEN2);
    expect(products.get('layers.0.self_attn.q_proj.weight')!.scale).toBe(3 / 2);
    expect(products.get('layers.1.self_attn.v_proj.weight')!.scale).toBe(8 / Math.SQRT2);
  });

  it('that are whole parameters take the place of the base’s: modules_to_save and bias', async () => {
    const shapes = {
      ...ATTENTION,
      'base_model.model.lm_head.weight': [16, 8],
      'base_model.model.model.layers.0.input_layernorm.modules_to_save.default.weight': [8],
      [`base_model.model.${Q}.base_layer.bias`]: [8],
      'base_model.model.model.layers.1.self_attn.k_proj.bias': [4],
    };
    const config = { ...PLAIN, bias: 'all', modules_to_save: ['lm_head', 'input_layernorm'] };
    const { replaced } = await readAdapter(adapterFolder(config, shapes), QWEN2);
    expect([...replaced.keys()]).toEqual([
      'lm_head.weight',
      'layers.0.input_layernorm.weight',
      'layers.0.self_attn.q_proj.bias',
      'layers.1.self_attn.k_proj.bias',
    ]);
    expect(replaced.get('layers.0.self_attn.q_proj.bias')).toEqual(numbersOf([8], 6));
  });

  it('tell adapters apart by a hash of settings and numbers', async () => {
    const hash = async (config: object, shapes: Tensors) =>
      (await readAdapter(adapterFolder(config, shapes), QWEN2)).sha256;
    const [one, same] = [await hash(PLAIN, ATTENTION), await hash(PLAIN, ATTENTION)];
    expect(one).toBe(same);
    expect(await hash({ ...PLAIN, lora_alpha: 4 }, ATTENTION)).not.toBe(one);
    expect(await hash(PLAIN, pair(Q, 8, 8))).not.toBe(one);
  });
});

describe('an adapter that does not fit is refused with why', () => {
  it.each([
    [
      'another width',
      pair(Q, 8, 6),
      /q_proj" has lora_A as \[2, 6\]; this model and a rank of 2 make it \[2, 8\]/,
    ],
    ['another rank', pair(Q, 8, 8, 3), /lora_A as \[3, 8\].*rank of 2/],
    ['a layer more', pair('model.layers.2.self_attn.q_proj', 8, 8), /layers\.2.*has no such layer/],
    ['another family', pair('transformer.h.0.attn.c_attn', 24, 8), /c_attn.*has no such layer/],
    ['a norm', pair('model.norm', 8, 8), /no linear layer/],
    [
      'a saved part',
      { 'base_model.model.lm_head.weight': [20, 8] },
      /brings "lm_head\.weight" as \[20, 8\], not \[16, 8\]/,
    ],
  ])('of %s', async (_what, shapes, words) => {
    const error = await readAdapter(adapterFolder(PLAIN, shapes as Tensors), QWEN2).catch((e: unknown) => e);
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).toMatch(
      /does not fit.*Nothing was loaded.*trained on, "owner\/base"\.$/,
    );
    expect((error as Error).message.length).toBeLessThan(500);
  });
});

describe('what cannot be merged here is refused by its name', () => {
  const half = Object.fromEntries(Object.entries(ATTENTION).slice(0, 3));
  const dora = { ...ATTENTION, [`base_model.model.${Q}.lora_magnitude_vector`]: [8] };
  const twice = { ...ATTENTION, [`base_model.model.${Q}.lora_A.other.weight`]: [2, 8] };
  const embedding = {
    'base_model.model.model.embed_tokens.lora_embedding_A': [2, 16],
    'base_model.model.model.embed_tokens.lora_embedding_B': [8, 2],
  };
  it.each<[string, object, Tensors, RegExp]>([
    ['DoRA by its settings', { ...PLAIN, use_dora: true }, dora, /use_dora/],
    ['DoRA by its tensors', PLAIN, dora, /use_dora/],
    ['another kind that is not known yet', { ...PLAIN, use_qalora: true }, ATTENTION, /use_qalora/],
    ['another method', { ...PLAIN, peft_type: 'IA3' }, ATTENTION, /type "IA3"/],
    ['a classifier', { ...PLAIN, task_type: 'SEQ_CLS' }, ATTENTION, /classifier's/],
    ['a start that changes the base', { ...PLAIN, init_lora_weights: 'pissa' }, ATTENTION, /pissa/],
    ['new rows', { ...PLAIN, trainable_token_indices: [3] }, ATTENTION, /trainable_token_indices/],
    ['layers that repeat', { ...PLAIN, layer_replication: [[0, 2]] }, ATTENTION, /layer_replication/],
    [
      'a pattern that is none of names',
      { ...PLAIN, rank_pattern: { '(a+)+$': 2 } },
      ATTENTION,
      /rank_pattern.*\(a\+\)/,
    ],
    ['an embedding', PLAIN, embedding, /lora_embedding_A/],
    ['an embedding as if it were linear', PLAIN, pair('model.embed_tokens', 8, 16), /embed|fit/],
    ['half a pair', PLAIN, half, /has no lora_B of "model\.layers\.1\.self_attn\.v_proj"/],
    ['two adapters in one', PLAIN, twice, /lora_A of .* twice/],
    ['nothing', PLAIN, {}, /no tensor of an adapter/],
    ['no rank', { ...PLAIN, r: 0 }, ATTENTION, /adapter_config\.json: r is not/],
    ['an alpha that is a text', { ...PLAIN, lora_alpha: '8' }, ATTENTION, /lora_alpha is not/],
    ['settings that are a list', [], ATTENTION, /adapter_config\.json/],
  ])('%s', async (_what, config, shapes, words) => {
    const error = await readAdapter(adapterFolder(config, shapes), QWEN2).catch((e: unknown) => e);
    expect(error).toHaveProperty('name', 'CheckpointError');
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message.length).toBeLessThan(500);
  });

  it('an embedding brought whole, where the head is tied to it', async () => {
    const shapes = { ...ATTENTION, 'base_model.model.model.embed_tokens.weight': [16, 8] };
    await expect(readAdapter(adapterFolder(PLAIN, shapes), TIED_QWEN2)).rejects.toThrow(/head is tied to it/);
    expect((await readAdapter(adapterFolder(PLAIN, shapes), QWEN2)).replaced.size).toBe(1);
  });

  it('a pickle, and a folder that lacks one of the two files', async () => {
    const files = adapterBytes(PLAIN, ATTENTION);
    const { 'adapter_config.json': config, 'adapter_model.safetensors': weights } = files;
    const read = (some: Record<string, Uint8Array>) => readAdapter(openerOf(some), QWEN2);
    await expect(read({ 'adapter_config.json': config })).rejects.toThrow(/no adapter_model\.safetensors/);
    await expect(read({ 'adapter_model.safetensors': weights })).rejects.toThrow(/no adapter_config\.json/);
    await expect(read({ 'adapter_config.json': config, 'adapter_model.bin': weights })).rejects.toThrow(
      /pickle of PyTorch/,
    );
  });

  it('numbers that are none', async () => {
    const files = adapterBytes(PLAIN, ATTENTION);
    const weights = files['adapter_model.safetensors'].slice();
    new DataView(weights.buffer).setUint32(weights.length - 4, 0x7fc00000, true);
    await expect(
      readAdapter(openerOf({ ...files, 'adapter_model.safetensors': weights }), QWEN2),
    ).rejects.toThrow(/NaN/);
  });
});
