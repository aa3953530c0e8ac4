/**
 * An adapter's weights, sorted by the parameters of the base that they change: a product beside a matrix, or a whole
 * parameter in place of the base's (PEFT's `modules_to_save` and `bias`). Knows PEFT's names and the base's shapes; merges
 * nothing (model/onBase.ts does).
 */
import { shown } from '../errors.ts';
import { familyFiles, modelShapes, type ModelConfig } from '../config/modelConfig.ts';
import type { SafetensorsHeader, TensorEntry } from '../safetensors/safetensorsRead.ts';
import { readSafetensorsHeader, streamTensors } from './streamTensors.ts';
import { readBytes, type ByteSource } from '../bytes/byteSource.ts';
import { Sha256 } from '../bytes/sha256.ts';
import {
  ADAPTER_CONFIG,
  ADAPTER_WEIGHTS,
  misfit,
  parseAdapterConfig,
  unusableAdapter,
  type AdapterBase,
  type AdapterConfig,
} from './adapterFolder.ts';
import { hasMark, MARK_KEY } from './baseMark.ts';
import { parseJson } from './folderFiles.ts';
import { TensorPlaces } from './modelTensors.ts';
import type { SourceOpener } from './modelFiles.ts';

/** What is added to a matrix: scale · B·A. */
export interface AdapterProduct {
  /** [rank, inputs] */
  readonly a: Float32Array;
  /** [outputs, rank] */
  readonly b: Float32Array;
  readonly scale: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether the matrix lies as [inputs, outputs], as GPT-2's Conv1D has it. */
  readonly inputsFirst: boolean;
}

/** An adapter that fits its base, in memory. Parameters have the engine's names. */
export interface Adapter extends AdapterBase {
  readonly products: ReadonlyMap<string, AdapterProduct>;
  /** Parameters that it brings whole. */
  readonly replaced: ReadonlyMap<string, Float32Array>;
  /** Of settings and numbers: tells adapters apart. */
  readonly sha256: string;
  /** The base's, see markOf; null where the file has none, as peft's have not. */
  readonly mark: string | null;
}

/** Most bytes of an adapter, which is held whole, and of its settings. */
const LARGEST = 2 ** 30;
const LARGEST_CONFIG = 2 ** 20;

/** The settings of an adapter, and their bytes. @throws CheckpointError, see parseAdapterConfig */
export async function readAdapterConfig(
  open: SourceOpener,
  signal?: AbortSignal,
): Promise<{ readonly config: AdapterConfig; readonly bytes: Uint8Array }> {
  const source = await open(ADAPTER_CONFIG, signal);
  if (!source) throw unusableAdapter(`There is no ${ADAPTER_CONFIG} beside the adapter's weights.`);
  try {
    if (source.size > LARGEST_CONFIG) throw unusableAdapter(`${ADAPTER_CONFIG} has ${source.size} bytes.`);
    const bytes = await readBytes(source, 0, source.size, { signal });
    return { config: parseAdapterConfig(parseJson(ADAPTER_CONFIG, bytes)), bytes };
  } finally {
    await source.close();
  }
}

/**
 * Reads an adapter for a base of this shape.
 * @throws CheckpointError that says why it does not fit, or cannot be read; the signal's reason when aborted
 */
export async function readAdapter(
  open: SourceOpener,
  base: ModelConfig,
  signal?: AbortSignal,
): Promise<Adapter> {
  const { config, bytes } = await readAdapterConfig(open, signal);
  const source = await open(ADAPTER_WEIGHTS, signal);
  if (!source) throw await withoutWeights(open);
  try {
    if (source.size > LARGEST) {
      throw unusableAdapter(
        `${ADAPTER_WEIGHTS} has ${source.size} bytes, more than an adapter that is held.`,
      );
    }
    const header = await readSafetensorsHeader(source, signal);
    const places = new AdapterPlaces(base, config);
    for (const entry of header.tensors.values()) places.place(entry);
    places.finish();
    const hash = new Sha256().update(bytes);
    const tensors = await readAll(source, header, hash, signal);
    const products = new Map(
      [...places.pairs].map(([parameter, { a, b, module, ...shape }]): [string, AdapterProduct] => [
        parameter,
        { ...shape, a: tensors.get(a!.name)!, b: tensors.get(b!.name)!, scale: config.scaleOf(module) },
      ]),
    );
    const replaced = new Map(
      [...places.whole].map(([parameter, { name }]) => [parameter, tensors.get(name)!]),
    );
    const { base: named, revision } = config;
    const mark = header.metadata[MARK_KEY] ?? null;
    return { base: named, revision, products, replaced, sha256: hash.hex(), mark };
  } finally {
    await source.close();
  }
}

/**
 * Refuses a base of the right shape that is not the one that an adapter was trained on, where the adapter can tell.
 * @param starts first numbers of the base's marked parameters, see markOf
 * @throws CheckpointError
 */
export function refuseOtherBase(adapter: Adapter, starts: ReadonlyMap<string, Float32Array>): void {
  if (adapter.mark === null || hasMark(starts, adapter.mark)) return;
  throw misfit('it was trained on one of the same shape with other weights.', adapter);
}

interface Pair {
  /** Its layer's name as transformers has it. */
  readonly module: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly inputsFirst: boolean;
  a?: TensorEntry;
  b?: TensorEntry;
}

/** Which parameter of the base each tensor of an adapter changes. */
class AdapterPlaces {
  readonly pairs = new Map<string, Pair>();
  readonly whole = new Map<string, TensorEntry>();
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #places: TensorPlaces;

  constructor(
    private readonly base: ModelConfig,
    private readonly config: AdapterConfig,
  ) {
    this.#shapes = modelShapes(base);
    this.#places = new TensorPlaces(base);
  }

  place(entry: TensorEntry): void {
    const name = entry.name.replace(/^base_model\.model\./, '');
    if (name.includes('lora_magnitude_vector')) {
      throw unusableAdapter('The adapter uses DoRA (use_dora), which cannot be merged here.');
    }
    const half = /^(.*)\.lora_([AB])(?:\.\w+)?\.weight$/.exec(name);
    if (half) this.#placeHalf(entry, half[1], half[2] as 'A' | 'B');
    else this.#placeWhole(entry, name);
  }

  /** @throws CheckpointError for half a pair, or an adapter of nothing */
  finish(): void {
    for (const { module, a, b } of this.pairs.values()) {
      if (!a || !b)
        throw unusableAdapter(`${ADAPTER_WEIGHTS} has no ${a ? 'lora_B' : 'lora_A'} of ${shown(module)}.`);
    }
    if (this.pairs.size + this.whole.size === 0) {
      throw unusableAdapter(`${ADAPTER_WEIGHTS} holds no tensor of an adapter.`);
    }
  }

  #placeHalf(entry: TensorEntry, layer: string, half: 'A' | 'B'): void {
    const stripped = layer.replace(/\.base_layer$/, '');
    const { parameter, shape } = this.#parameter(`${stripped}.weight`, entry.name);
    if (shape.length !== 2) throw misfit(`${shown(layer)} is no linear layer of it.`, this.config);
    if (parameter === familyFiles(this.base).embedding || parameter.startsWith('wpe.')) {
      throw unusableAdapter(`The adapter has ${shown(layer)}, an embedding, which cannot be merged here.`);
    }
    const inputsFirst = this.base.family === 'gpt2' && parameter !== 'lm_head.weight';
    const [inputs, outputs] = inputsFirst ? shape : shape.toReversed();
    const { prefix } = familyFiles(this.base);
    const engine = parameter.replace(/\.weight$/, '');
    const module = engine === 'lm_head' ? engine : prefix + engine;
    const pair = this.pairs.get(parameter) ?? { module, inputs, outputs, inputsFirst };
    const rank = this.config.rankOf(module);
    const wanted = half === 'A' ? [rank, inputs] : [outputs, rank];
    if (entry.shape.length !== 2 || entry.shape.some((extent, axis) => extent !== wanted[axis])) {
      throw misfit(
        `${shown(module)} has lora_${half} as ${shown(entry.shape)}; this model and a rank of ${rank} make it ${shown(wanted)}.`,
        this.config,
      );
    }
    const key = half === 'A' ? 'a' : 'b';
    if (pair[key]) throw unusableAdapter(`${ADAPTER_WEIGHTS} has lora_${half} of ${shown(module)} twice.`);
    pair[key] = entry;
    this.pairs.set(parameter, pair);
  }

  #placeWhole(entry: TensorEntry, name: string): void {
    if (/(^|\.)lora_/.test(name)) {
      throw unusableAdapter(`The adapter has ${shown(name)}, a kind of LoRA that cannot be merged here.`);
    }
    const plain = name.replace(/\.(?:base_layer|modules_to_save(?:\.default)?)(?=\.)/, '');
    const { parameter, shape } = this.#parameter(plain, entry.name);
    if (this.base.tied && parameter === familyFiles(this.base).embedding) {
      throw unusableAdapter(
        `The adapter brings ${shown(plain)} whole (modules_to_save); this model's head is tied to it.`,
      );
    }
    if (entry.shape.length !== shape.length || entry.shape.some((extent, axis) => extent !== shape[axis])) {
      throw misfit(`it brings ${shown(plain)} as ${shown(entry.shape)}, not ${shown(shape)}.`, this.config);
    }
    if (this.whole.has(parameter)) throw unusableAdapter(`${ADAPTER_WEIGHTS} has ${shown(plain)} twice.`);
    this.whole.set(parameter, entry);
  }

  #parameter(
    stored: string,
    file: string,
  ): { readonly parameter: string; readonly shape: readonly number[] } {
    const parameter = this.#places.engineName(stored);
    const shape = parameter === null ? undefined : this.#shapes.get(parameter);
    if (parameter !== null && shape) return { parameter, shape };
    if (parameter === 'lm_head.weight' && this.base.tied) {
      throw unusableAdapter('The adapter changes lm_head, which is tied to the embedding in this model.');
    }
    throw misfit(`it has ${shown(file)}, and the model has no such layer.`, this.config);
  }
}

/** Every number of the file; what they are goes into `hash`. */
async function readAll(
  source: ByteSource,
  header: SafetensorsHeader,
  hash: Sha256,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Float32Array>> {
  const tensors = new Map<string, Float32Array>();
  for await (const { tensor, start, values } of streamTensors(source, header, { signal })) {
    const elements = tensor.shape.reduce((product, extent) => product * extent, 1);
    let whole = tensors.get(tensor.name);
    if (!whole) {
      tensors.set(tensor.name, (whole = new Float32Array(elements)));
      hash.update(new TextEncoder().encode(`${tensor.name} `));
    }
    whole.set(values, start);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return tensors;
}

async function withoutWeights(open: SourceOpener): Promise<Error> {
  const pickle = await open('adapter_model.bin');
  await pickle?.close();
  return unusableAdapter(
    pickle
      ? 'The adapter is a pickle of PyTorch (adapter_model.bin), which is not read here; save it as safetensors.'
      : `There is no ${ADAPTER_WEIGHTS} beside the adapter's settings.`,
  );
}
