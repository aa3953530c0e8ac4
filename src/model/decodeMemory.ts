/**
 * What decoding keeps between tokens: the KV cache and the state of each row. Generators that never run at once
 * share one, and it grows with what they are asked for, because the cache of a long context is larger than a small
 * model. Knows no weights.
 */
import type { Gpu } from '../gpu/device.ts';
import { ACTIVATIONS } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { attentionShape, type ModelConfig } from './config.ts';

/** Keys and values of one block, [rows, kvHeads, capacity, headDim]. */
interface CacheLayer {
  readonly k: Tensor;
  readonly v: Tensor;
}

/** One size of the memory. */
export interface DecodeTensors {
  readonly rows: number;
  readonly capacity: number;
  readonly cache: readonly CacheLayer[];
  /** u32 [rows, capacity] */
  readonly tokens: Tensor;
  /** [rows, capacity] */
  readonly logp: Tensor;
  /** u32 [rows] each */
  readonly cursor: Tensor;
  readonly done: Tensor;
  readonly generated: Tensor;
}

/** The same memory for its first `rows` rows only. */
export function firstRows(tensors: DecodeTensors, rows: number): DecodeTensors {
  const first = (tensor: Tensor) => ({ ...tensor, shape: [rows, ...tensor.shape.slice(1)] });
  const { tokens, logp, cursor, done, generated } = tensors;
  return {
    ...tensors,
    rows,
    tokens: first(tokens),
    logp: first(logp),
    cursor: first(cursor),
    done: first(done),
    generated: first(generated),
  };
}

/** Tokens that the capacity grows by, so that prompts of other lengths seldom make it grow. */
const STEP = 64;
/** Smaller caches are made whole at once: growing costs a recording. */
const SMALL_BYTES = 64 * 2 ** 20;

export class DecodeMemory {
  #tensors: DecodeTensors | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param rows most rows decoded at once
   * @param limit most tokens of a prompt and its continuation
   * @param atOnce bytes that the cache may have from the start, however few tokens are asked for
   * @throws RangeError when the model has fewer positions
   */
  constructor(
    private readonly gpu: Gpu,
    private readonly config: ModelConfig,
    readonly rows: number,
    readonly limit = config.positions,
    private readonly atOnce = SMALL_BYTES,
  ) {
    if (limit > config.positions) {
      throw new RangeError(`${limit} tokens are more than the model's ${config.positions} positions.`);
    }
  }

  /**
   * Gives `work` the memory for itself, after all that asked before. What it is given are the same tensors as last
   * time unless they have too few rows or too little room.
   * @throws RangeError for more rows or tokens than there may be
   */
  use<Result>(
    rows: number,
    tokens: number,
    work: (tensors: DecodeTensors) => Promise<Result>,
  ): Promise<Result> {
    const turn = () => work(this.#reserve(rows, tokens));
    const result = this.#last.then(turn, turn);
    this.#last = result.catch(() => undefined);
    return result;
  }

  #reserve(rows: number, tokens: number): DecodeTensors {
    if (rows > this.rows || tokens > this.limit) {
      throw new RangeError(`${rows} rows of ${tokens} tokens are more than ${this.rows} of ${this.limit}.`);
    }
    const known = this.#tensors;
    if (known && known.rows >= rows && known.capacity >= tokens) return known;
    this.#free();
    const { kvHeads, headDim } = attentionShape(this.config);
    const tokenBytes = this.rows * this.config.layers * 2 * kvHeads * headDim * 4;
    const atOnce = Math.floor(this.atOnce / tokenBytes);
    // What is small is made whole; else each side only grows.
    const wanted = Math.max(Math.ceil(tokens / STEP) * STEP, known?.capacity ?? 0, atOnce);
    const capacity = Math.min(this.limit, wanted);
    const all = capacity <= atOnce ? this.rows : 0;
    return (this.#tensors = this.#create(Math.max(rows, known?.rows ?? 0, all), capacity));
  }

  #create(rows: number, capacity: number): DecodeTensors {
    const { gpu, config } = this;
    const { kvHeads, headDim } = attentionShape(config);
    const shape = [rows, kvHeads, capacity, headDim];
    const create = (name: string, of: readonly number[], type: 'f32' | 'u32' = 'u32', owner = ACTIVATIONS) =>
      gpu.createTensor(name, of, type, { owner });
    return {
      rows,
      capacity,
      cache: Array.from({ length: config.layers }, (_, layer) => ({
        k: create(`cache/${layer}/k`, shape, 'f32', 'kvCache'),
        v: create(`cache/${layer}/v`, shape, 'f32', 'kvCache'),
      })),
      tokens: create('generate/tokens', [rows, capacity]),
      logp: create('generate/logp', [rows, capacity], 'f32'),
      cursor: create('generate/cursor', [rows]),
      done: create('generate/done', [rows]),
      generated: create('generate/generated', [rows]),
    };
  }

  /** Before the larger one is made, so that both are never in memory together. */
  #free(): void {
    if (!this.#tensors) return;
    const { cache, tokens, logp, cursor, done, generated } = this.#tensors;
    this.#tensors = null;
    const layers = cache.flatMap(({ k, v }) => [k, v]);
    for (const { buffer } of [...layers, tokens, logp, cursor, done, generated]) buffer.destroy();
  }
}
