import { describe, expect, it } from 'vitest';
import { exportAdapter, type AdapterToExport } from '../../../src/files/export/exportAdapter.ts';
import { parseModelConfig } from '../../../src/files/config/modelConfig.ts';
import { readOutput } from '../../../src/files/bytes/outputFile.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import type { ReadElements } from '../../../src/files/safetensors/shardedWrite.ts';

const GPT2 = parseModelConfig({
  model_type: 'gpt2',
  vocab_size: 16,
  n_embd: 4,
  n_head: 2,
  n_layer: 2,
  n_positions: 8,
  eos_token_id: 0,
  pad_token_id: 1,
});
const QWEN3 = parseModelConfig({
  model_type: 'qwen3',
  vocab_size: 16,
  hidden_size: 4,
  intermediate_size: 6,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 2,
  max_position_embeddings: 8,
  eos_token_id: 0,
  pad_token_id: 1,
});

function adapter(
  config: typeof GPT2,
  layers: readonly (readonly [string, number, number])[],
): AdapterToExport {
  const rank = 2;
  const tensors = new Map(
    layers.flatMap(([name, inputs, outputs], i) => [
      [`${name}.lora_A`, Float32Array.from({ length: rank * inputs }, (_, k) => i + k)] as const,
      [`${name}.lora_B`, Float32Array.from({ length: outputs * rank }, (_, k) => -i - k)] as const,
    ]),
  );
  return { config, rank, alpha: 4, tensors };
}

const ALL_GPT2 = [0, 1].map((block) => [`h.${block}.attn.c_attn`, 4, 12] as const);

async function read(exported: ReturnType<typeof exportAdapter>) {
  const file = async (name: string) => readOutput(exported.find((one) => one.name === name)!);
  const config = JSON.parse(new TextDecoder().decode(await file('adapter_config.json'))) as Record<
    string,
    unknown
  >;
  return { config, weights: parseSafetensors(await file('adapter_model.safetensors')) };
}

describe('exportAdapter', () => {
  it("writes GPT-2's under PEFT's names, for layers that keep inputs first", async () => {
    const given = adapter(GPT2, ALL_GPT2);
    const { config, weights } = await read(exportAdapter(given, { base: 'owner/base', revision: '93efa2f' }));
    expect(config).toMatchObject({
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: 'owner/base',
      revision: '93efa2f',
      r: 2,
      lora_alpha: 4,
      fan_in_fan_out: true,
      target_modules: ['attn.c_attn'],
    });
    const a = 'base_model.model.transformer.h.0.attn.c_attn.lora_A.weight';
    const b = 'base_model.model.transformer.h.1.attn.c_attn.lora_B.weight';
    expect(weights.tensors.get(a)!.shape).toEqual([2, 4]);
    expect(weights.tensors.get(b)!.shape).toEqual([12, 2]);
    expect(weights.readF32(b)).toEqual(given.tensors.get('h.1.attn.c_attn.lora_B'));
  });

  it("writes Llama's, whose layers keep outputs first", async () => {
    const given = adapter(QWEN3, [
      ['layers.0.self_attn.k_proj', 4, 2],
      ['layers.0.mlp.down_proj', 6, 4],
    ]);
    const { config, weights } = await read(exportAdapter(given, { base: 'x', type: 'F16' }));
    expect(config).toMatchObject({
      fan_in_fan_out: false,
      target_modules: ['self_attn.k_proj', 'mlp.down_proj'],
    });
    const name = 'base_model.model.model.layers.0.mlp.down_proj.lora_A.weight';
    expect(weights.tensors.get(name)).toMatchObject({ dtype: 'F16', shape: [2, 6] });
  });

  it('names layers one by one when not every block has them', async () => {
    const { config } = await read(exportAdapter(adapter(GPT2, ALL_GPT2.slice(1)), { base: 'x' }));
    expect(config.target_modules).toEqual(['transformer.h.1.attn.c_attn']);
  });

  it('refuses what is no adapter of the model', () => {
    const given = adapter(GPT2, ALL_GPT2);
    const half = new Map(given.tensors);
    half.delete('h.0.attn.c_attn.lora_B');
    expect(() => exportAdapter({ ...given, tensors: new Map() }, { base: 'x' })).toThrow('no adapter');
    expect(() => exportAdapter({ ...given, tensors: half }, { base: 'x' })).toThrow(
      'h.0.attn.c_attn has no lora_B',
    );
    expect(() => exportAdapter(adapter(GPT2, [['h.7.attn.c_attn', 4, 12]]), { base: 'x' })).toThrow(
      'no layer h.7',
    );
    expect(() => exportAdapter(adapter(GPT2, [['h.0.attn.c_attn', 5, 12]]), { base: 'x' })).toThrow(
      RangeError,
    );
  });

  it('refuses numbers that are not finite', async () => {
    const given = adapter(GPT2, ALL_GPT2);
    const broken = new Map(given.tensors).set('h.0.attn.c_attn.lora_A', new Float32Array(8).fill(NaN));
    expect(() => exportAdapter({ ...given, tensors: broken }, { base: 'x' })).toThrow('not finite');
    const late = new Map<string, Float32Array | ReadElements>(
      given.tensors as ReadonlyMap<string, Float32Array>,
    );
    late.set('h.0.attn.c_attn.lora_A', () => new Float32Array(8).fill(Infinity));
    const files = exportAdapter({ ...given, tensors: late }, { base: 'x' });
    await expect(readOutput(files[files.length - 1])).rejects.toThrow('not finite');
  });
});
