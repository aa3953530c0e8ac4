/**
 * Where each parameter lies in one flat buffer, under Hugging Face's GPT-2 names (without the
 * `transformer.` prefix). Everything trainable is one buffer, so that clipping and AdamW take three
 * dispatches, a checkpoint is one copy and the reference model is one copy. Knows no GPU.
 */
import type { ModelConfig } from './config.ts';
import { elementCount } from '../gpu/tensor.ts';

/** Elements each parameter starts at a multiple of: 256 bytes, WebGPU's binding alignment. */
export const PARAMETER_ALIGNMENT = 64;

/** A scalar head on the final hidden state: PPO's value function or the reward model's score. */
export type Head = 'value' | 'score';

export interface ParameterEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** First element in the flat buffer. */
  readonly offset: number;
  /** Weight decay applies to matrices, not to biases, norms and scalar heads. */
  readonly decay: boolean;
}

export class ParameterLayout {
  readonly entries: readonly ParameterEntry[];
  /** Elements of the flat buffer, padding included. */
  readonly count: number;
  readonly #byName: ReadonlyMap<string, ParameterEntry>;

  constructor(
    readonly config: ModelConfig,
    readonly heads: readonly Head[] = [],
  ) {
    let offset = 0;
    this.entries = [...trunkShapes(config), ...heads.flatMap((head) => headShapes(config, head))].map(
      ([name, shape]) => {
        const entry = { name, shape, offset, decay: shape.length > 1 };
        offset += Math.ceil(elementCount(shape) / PARAMETER_ALIGNMENT) * PARAMETER_ALIGNMENT;
        return entry;
      },
    );
    this.count = offset;
    this.#byName = new Map(this.entries.map((entry) => [entry.name, entry]));
  }

  /** Trainable scalars, padding excluded. */
  get parameters(): number {
    return this.entries.reduce((sum, entry) => sum + elementCount(entry.shape), 0);
  }

  entry(name: string): ParameterEntry {
    const entry = this.#byName.get(name);
    if (!entry) throw new RangeError(`This model has no parameter ${name}.`);
    return entry;
  }

  /** Weight-decay multiplier (0 or 1) per block of 64 elements, as the AdamW kernel reads it. */
  decayBlocks(): Float32Array {
    const blocks = new Float32Array(this.count / PARAMETER_ALIGNMENT);
    for (const { shape, offset, decay } of this.entries) {
      if (!decay) continue;
      const first = offset / PARAMETER_ALIGNMENT;
      blocks.fill(1, first, first + Math.ceil(elementCount(shape) / PARAMETER_ALIGNMENT));
    }
    return blocks;
  }
}

type Shape = readonly [string, readonly number[]];

/** Linear weights are [in, out], as GPT-2's Conv1D stores them. The language head is tied to `wte`. */
function trunkShapes({ vocab, positions, dim, layers }: ModelConfig): Shape[] {
  const shapes: Shape[] = [
    ['wte.weight', [vocab, dim]],
    ['wpe.weight', [positions, dim]],
  ];
  for (let layer = 0; layer < layers; layer++) {
    const name = (suffix: string) => `h.${layer}.${suffix}`;
    shapes.push(
      [name('ln_1.weight'), [dim]],
      [name('ln_1.bias'), [dim]],
      [name('attn.c_attn.weight'), [dim, 3 * dim]],
      [name('attn.c_attn.bias'), [3 * dim]],
      [name('attn.c_proj.weight'), [dim, dim]],
      [name('attn.c_proj.bias'), [dim]],
      [name('ln_2.weight'), [dim]],
      [name('ln_2.bias'), [dim]],
      [name('mlp.c_fc.weight'), [dim, 4 * dim]],
      [name('mlp.c_fc.bias'), [4 * dim]],
      [name('mlp.c_proj.weight'), [4 * dim, dim]],
      [name('mlp.c_proj.bias'), [dim]],
    );
  }
  shapes.push(['ln_f.weight', [dim]], ['ln_f.bias', [dim]]);
  return shapes;
}

/** The score head has no bias: Hugging Face's sequence classifiers have none. */
function headShapes({ dim }: ModelConfig, head: Head): Shape[] {
  if (head === 'score') return [['score.weight', [dim]]];
  return [
    ['value.weight', [dim]],
    ['value.bias', [1]],
  ];
}
