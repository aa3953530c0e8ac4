/**
 * A low-rank adapter as a folder that peft loads onto the base model. Gives files in pieces (outputFile.ts); knows PEFT's
 * names and no GPU.
 */
import { unusableModel } from '../errors.ts';
import { familyFiles, modelShapes, type ModelConfig } from '../config/modelConfig.ts';
import { MARK_KEY } from '../folder/baseMark.ts';
import { markdownText, pythonString } from './markdown.ts';
import { jsonFile, textFile, type OutputFile } from '../bytes/outputFile.ts';
import { shardedSafetensors, type ReadElements, type TensorSource } from '../safetensors/shardedWrite.ts';
import type { StoredType } from '../safetensors/storedFloats.ts';

export interface AdapterToExport {
  readonly config: ModelConfig;
  readonly rank: number;
  /** The product B A is scaled by alpha ÷ rank. */
  readonly alpha: number;
  /**
   * `<layer>.lora_A` [rank, inputs] and `<layer>.lora_B` [outputs, rank] by the engine's names, such as
   * `h.0.attn.c_attn.lora_A`; others are left alone.
   */
  readonly tensors: ReadonlyMap<string, Float32Array | ReadElements>;
}

export interface AdapterOptions {
  /** Where the base model is: a hub id, or a path. peft loads it from there unless told otherwise. */
  readonly base: string;
  /** Branch, tag or commit of it, where that is not the main branch: peft takes it apart from the id. */
  readonly revision?: string;
  /** Stored type; F32 when left out. */
  readonly type?: StoredType;
  /** The base's mark, see markOf: by it the page knows the base again. */
  readonly mark?: string;
}

/** A matrix of a base model that has an adapter. */
interface Layer {
  /** The engine's name, without `.weight`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * The folder of an adapter: adapter_config.json, adapter_model.safetensors and a card.
 * @throws RangeError when there is no adapter, half of one, one of a layer that the model has not, or a wrong size.
 *   While a file's chunks are made: CheckpointError for numbers that are not finite or do not fit the type.
 */
export function exportAdapter(
  adapter: AdapterToExport,
  { base, revision, type = 'F32', mark }: AdapterOptions,
): OutputFile[] {
  const { config, rank, alpha, tensors } = adapter;
  const { prefix } = familyFiles(config);
  const layers = layersOf(config, tensors);
  const stored = layers.flatMap(({ name, inputs, outputs }): TensorSource[] =>
    (
      [
        ['lora_A', [rank, inputs]],
        ['lora_B', [outputs, rank]],
      ] as const
    ).map(([half, shape]) => {
      const key = `base_model.model.${prefix}${name}.${half}.weight`;
      return { name: key, shape, data: finite(key, tensors.get(`${name}.${half}`)!) };
    }),
  );
  return [
    jsonFile('adapter_config.json', {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: base,
      revision: revision ?? null,
      r: rank,
      lora_alpha: alpha,
      lora_dropout: 0,
      bias: 'none',
      // GPT-2's Conv1D keeps its matrix as [inputs, outputs].
      fan_in_fan_out: config.family === 'gpt2',
      target_modules: targetModules(config, layers),
      modules_to_save: null,
      inference_mode: true,
      init_lora_weights: true,
      use_rslora: false,
      use_dora: false,
    }),
    textFile('README.md', card(base, revision, rank)),
    ...shardedSafetensors(stored, {
      type,
      stem: 'adapter_model',
      metadata: { format: 'pt', ...(mark !== undefined && { [MARK_KEY]: mark }) },
    }),
  ];
}

function layersOf(config: ModelConfig, tensors: AdapterToExport['tensors']): Layer[] {
  const shapes = modelShapes(config);
  const names = new Set([...tensors.keys()].flatMap((name) => /^(.*)\.lora_[AB]$/.exec(name)?.[1] ?? []));
  if (names.size === 0) throw new RangeError('There is no adapter to export.');
  return [...names].map((name) => {
    for (const half of ['lora_A', 'lora_B']) {
      if (!tensors.has(`${name}.${half}`)) throw new RangeError(`The adapter of ${name} has no ${half}.`);
    }
    const shape = shapes.get(`${name}.weight`);
    if (shape?.length !== 2) throw new RangeError(`The model has no layer ${name}.`);
    const [outputs, inputs] = config.family === 'gpt2' ? shape.toReversed() : shape;
    return { name, inputs, outputs };
  });
}

/**
 * What peft is to look for: it takes every layer whose name ends so. Names after the block's number when all blocks
 * have the same, or else whole names.
 */
function targetModules(config: ModelConfig, layers: readonly Layer[]): string[] {
  const kinds = new Set(layers.map(({ name }) => name.replace(/^(?:h|layers)\.\d+\./, '')));
  if (kinds.size * config.layers === layers.length) return [...kinds];
  return layers.map(({ name }) => familyFiles(config).prefix + name);
}

function finite(name: string, data: Float32Array | ReadElements): ReadElements | Float32Array {
  const checked = (values: Float32Array) => {
    if (values.every(Number.isFinite)) return values;
    throw unusableModel(`"${name}" holds a number that is not finite: the adapter is broken.`);
  };
  if (typeof data !== 'function') return checked(data);
  return async (begin, end) => checked(await data(begin, end));
}

function card(base: string, revision: string | undefined, rank: number): string {
  const from = [base, ...(revision === undefined ? [] : [revision])].map(pythonString);
  return `---
library_name: peft
pipeline_tag: text-generation
base_model: ${pythonString(base)}
tags: [lora, rlhf]
---

# Adapter

A LoRA adapter of rank ${rank} for ${markdownText(base)}, trained with Nudge on people's rankings of its answers, in a browser.

\`\`\`python
from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained(${from.join(', revision=')})
model = PeftModel.from_pretrained(base, ".")
\`\`\`
`;
}
