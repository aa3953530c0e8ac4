/**
 * Where each parameter lies in one flat buffer, under Hugging Face's names (without `transformer.` or
 * `model.`). Everything trainable lies in one row of numbers, so that clipping and AdamW take three dispatches, a
 * checkpoint is one copy and the reference model is one copy; parameters.ts cuts it over several GPU buffers
 * where one would be too large. Knows no GPU.
 */
import { modelShapes } from '../files/config/modelConfig.ts';
import { adapterShapes, type AdapterSettings } from './adapters.ts';
import type { ModelConfig } from './config.ts';
import { elementCount } from '../gpu/tensor.ts';

/** Elements each parameter starts at a multiple of: 256 bytes, WebGPU's binding alignment. */
export const PARAMETER_ALIGNMENT = 64;

/** A scalar head on the final hidden state: a policy's value function or the reward model's score. */
export type Head = 'value' | 'score';

export interface ParameterEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** First element in the flat buffer. */
  readonly offset: number;
  /** Weight decay applies to matrices, not to biases, norms and scalar heads. */
  readonly decay: boolean;
}

/**
 * Parameters that lie end to end without padding, so that a kernel reads them as one: the name of the whole, and
 * of its parts in order. Their first extents add up. Llama keeps apart what is one product here.
 */
const FUSED: readonly (readonly [string, readonly string[]])[] = [
  ['self_attn.qkv_proj.weight', ['q_proj.weight', 'k_proj.weight', 'v_proj.weight']],
  ['self_attn.qkv_proj.bias', ['q_proj.bias', 'k_proj.bias', 'v_proj.bias']],
  ['self_attn.qk_norm.weight', ['q_norm.weight', 'k_norm.weight']],
  ['mlp.gate_up_proj.weight', ['gate_proj.weight', 'up_proj.weight']],
];

export class ParameterLayout {
  /** Every parameter, in order. The first of those that are read as one starts aligned, the others where it ends. */
  readonly entries: readonly ParameterEntry[];
  /** Elements of the flat buffer, padding included. */
  readonly count: number;
  /** The same, those that are read as one as a whole: each starts aligned, and memory may be cut between them. */
  readonly units: readonly ParameterEntry[];
  readonly #byName: ReadonlyMap<string, ParameterEntry>;

  /** @param adapters lays out adapters in place of the model's own parameters */
  constructor(
    readonly config: ModelConfig,
    readonly heads: readonly Head[] = [],
    readonly adapters: AdapterSettings | null = null,
  ) {
    const body = adapters ? adapterShapes(config, adapters) : modelShapes(config);
    const shapes = [...body, ...heads.flatMap((head) => headShapes(config, head))];
    const entries: ParameterEntry[] = [];
    const units: ParameterEntry[] = [];
    let offset = 0;
    for (let first = 0; first < shapes.length;) {
      const whole = fusedAt(shapes, first);
      const parts = shapes.slice(first, first + (whole?.parts ?? 1));
      const start = offset;
      for (const [name, shape] of parts) {
        entries.push({ name, shape, offset, decay: shape.length > 1 });
        offset += elementCount(shape);
      }
      const [[firstName, [, ...inner]]] = parts;
      const rows = parts.reduce((sum, [, shape]) => sum + shape[0], 0);
      const shape = [rows, ...inner];
      units.push({ name: whole?.name ?? firstName, shape, offset: start, decay: shape.length > 1 });
      offset = Math.ceil(offset / PARAMETER_ALIGNMENT) * PARAMETER_ALIGNMENT;
      first += parts.length;
    }
    this.entries = entries;
    this.count = offset;
    this.units = units;
    this.#byName = new Map([...entries, ...units].map((entry) => [entry.name, entry]));
  }

  /** Trainable scalars, padding excluded. */
  get parameters(): number {
    return this.entries.reduce((sum, entry) => sum + elementCount(entry.shape), 0);
  }

  /** Whether there is a parameter, or several that are read as one, of this name. */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * A parameter, or several that are read as one, by name.
   * @throws RangeError when there is none.
   */
  entry(name: string): ParameterEntry {
    const entry = this.#byName.get(name);
    if (!entry) throw new RangeError(`This model has no parameter ${name}.`);
    return entry;
  }

  /**
   * The flat memory as pieces of at most `most` elements, each of whole parameters: one when all fit.
   * @throws RangeError when a parameter alone is larger.
   */
  pieces(most: number): { readonly first: number; readonly count: number }[] {
    const pieces: { first: number; count: number }[] = [];
    this.units.forEach(({ offset: start }, index) => {
      const end = this.units[index + 1]?.offset ?? this.count;
      const last = pieces.at(-1);
      if (last && end - last.first <= most) last.count = end - last.first;
      else pieces.push({ first: start, count: end - start });
      if (end - start > most) {
        const { name } = this.entries.find(({ offset }) => offset === start)!;
        throw new RangeError(
          `Parameter ${name} has ${end - start} numbers, and this GPU's largest buffer holds ${Math.floor(most)}. Choose a smaller model.`,
        );
      }
    });
    return pieces;
  }

  /** Weight-decay multiplier (0 or 1) per block of 64 elements, as the AdamW kernel reads it. */
  decayBlocks(): Float32Array {
    const blocks = new Float32Array(this.count / PARAMETER_ALIGNMENT);
    // Parameters that share a block are read as one, and of one kind.
    for (const { shape, offset, decay } of this.entries) {
      if (!decay) continue;
      const first = Math.floor(offset / PARAMETER_ALIGNMENT);
      blocks.fill(1, first, Math.ceil((offset + elementCount(shape)) / PARAMETER_ALIGNMENT));
    }
    return blocks;
  }
}

type Shape = readonly [string, readonly number[]];

/** The whole whose parts begin at `first`, if there is one: its name, and how many parts it has. */
function fusedAt(shapes: readonly Shape[], first: number): { name: string; parts: number } | undefined {
  for (const [whole, parts] of FUSED) {
    const [group] = whole.split('.');
    const found = parts.every((part, i) => shapes[first + i]?.[0].endsWith(`.${group}.${part}`));
    if (!found) continue;
    const [name] = shapes[first];
    return { name: name.slice(0, name.lastIndexOf(`${group}.`)) + whole, parts: parts.length };
  }
  return undefined;
}

/** The score head has no bias: Hugging Face's sequence classifiers have none. */
function headShapes({ dim }: ModelConfig, head: Head): Shape[] {
  if (head === 'score') return [['score.weight', [dim]]];
  return [
    ['value.weight', [dim]],
    ['value.bias', [1]],
  ];
}
