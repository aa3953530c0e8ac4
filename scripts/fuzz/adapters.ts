/** Broken adapters: settings, names and shapes of tensors, bytes; what fits is merged into its base. Knows the parser; is fed by fuzz.ts. */
import { modelShapes, parseModelConfig } from '../../src/files/config/modelConfig.ts';
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS, isAdapter } from '../../src/files/folder/adapterFolder.ts';
import { readAdapter } from '../../src/files/folder/adapterTensors.ts';
import { writeSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { bytesSource } from '../../src/files/bytes/byteSource.ts';
import type { WeightChunk } from '../../src/files/folder/weightFiles.ts';
import { mergedChunks } from '../../src/model/onBase.ts';
import { heldTensors } from '../../src/model/source.ts';
import type { Parser } from './fuzz.ts';
import { mutateBytes, mutateJson, mutateText, type Chance } from './mutate.ts';
import { LLAMA_CONFIG } from './sound.ts';

const CONFIG = parseModelConfig(JSON.parse(LLAMA_CONFIG));
const SETTINGS = JSON.stringify({
  peft_type: 'LORA',
  task_type: 'CAUSAL_LM',
  base_model_name_or_path: 'owner/name at v1',
  revision: null,
  r: 2,
  lora_alpha: 4,
  use_rslora: true,
  use_dora: false,
  init_lora_weights: true,
  rank_pattern: { 'mlp.up_proj': 2 },
  alpha_pattern: { '^model\\.layers\\.0\\.self_attn\\.q_proj$': 3 },
});
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': [2, 8],
  'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight': [8, 2],
  'base_model.model.model.layers.0.mlp.up_proj.lora_A.weight': [2, 8],
  'base_model.model.model.layers.0.mlp.up_proj.lora_B.weight': [16, 2],
  'base_model.model.model.norm.weight': [8],
};

interface AdapterFiles {
  readonly config: string;
  readonly weights: Uint8Array;
}

/** Adapters for the small Llama. */
export const adapterParser: Parser = {
  name: 'adapters',
  refusals: ['CheckpointError'],
  make(random): AdapterFiles {
    const weights = written(Object.entries(SHAPES));
    switch (random.below(3)) {
      case 0:
        return { config: mutateJson(SETTINGS, random), weights };
      case 1:
        return { config: SETTINGS, weights: mutateBytes(weights, random) };
      default:
        return { config: SETTINGS, weights: written(mutatedShapes(random)) };
    }
  },
  async take({ config, weights }: AdapterFiles) {
    const files: Readonly<Record<string, Uint8Array>> = {
      [ADAPTER_CONFIG]: new TextEncoder().encode(config),
      [ADAPTER_WEIGHTS]: weights,
    };
    const adapter = await readAdapter(
      async (name) => (name in files ? bytesSource(files[name], name) : null),
      CONFIG,
    );
    const base = new Map(
      [...modelShapes(CONFIG)].map(([name, shape]) => [name, new Float32Array(count(shape))]),
    );
    const merged = await heldTensors(mergedChunks(wholes(base), adapter));
    for (const [name, { length }] of base) {
      if (merged.get(name)?.length !== length) throw new Error(`${name} has another size`);
    }
    if (isAdapter(JSON.parse(config)).message.length >= 500) throw new Error('a message without end');
  },
};

/** Parameters as they pass by, each in one piece. */
async function* wholes(tensors: ReadonlyMap<string, Float32Array>): AsyncGenerator<WeightChunk> {
  for (const [name, shape] of modelShapes(CONFIG))
    yield { name, shape, start: 0, values: tensors.get(name)! };
}

function mutatedShapes(random: Chance): (readonly [string, readonly number[]])[] {
  const shapes = Object.entries(SHAPES);
  const at = random.below(shapes.length);
  const [name, shape] = shapes[at];
  switch (random.below(4)) {
    case 0:
      return shapes.toSpliced(at, 1);
    case 1:
      return shapes.with(at, [mutateText(name, random) || 'x', shape]);
    case 2:
      return shapes.with(at, [name, shape.map((extent) => Math.max(0, extent + random.below(5) - 2))]);
    default:
      return [...shapes, [name.replace('base_model.model.', random.pick(['', 'base_model.'])), shape]];
  }
}

function written(shapes: readonly (readonly [string, readonly number[]])[]): Uint8Array {
  const named = new Map(shapes);
  return writeSafetensors(
    [...named].map(([name, shape], place) => ({
      name,
      shape,
      data: new Float32Array(count(shape)).fill(0.01 * (place + 1)),
    })),
  );
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
