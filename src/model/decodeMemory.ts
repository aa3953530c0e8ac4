/**
 * What decoding keeps between tokens: the KV cache and the state of each row. Generators that never run at once
 * share one, because the cache of a long context is larger than a small model. Knows no weights.
 */
import type { Gpu } from '../gpu/device.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { attentionShape, type ModelConfig } from './config.ts';

interface CacheLayer {
  readonly k: Tensor;
  readonly v: Tensor;
}

/** The state of each row. */
export interface DecodeState {
  /** u32 [rows, capacity] */
  readonly tokens: Tensor;
  /** [rows, capacity] */
  readonly logp: Tensor;
  /** u32 [rows] each */
  readonly cursor: Tensor;
  readonly done: Tensor;
  readonly generated: Tensor;
}

export class DecodeMemory {
  /** Keys and values of each block, [rows, kvHeads, capacity, headDim]. */
  readonly cache: readonly CacheLayer[];
  readonly #state: DecodeState;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param rows most rows decoded at once
   * @param capacity most tokens of a prompt and its continuation
   * @throws RangeError when the model has fewer positions
   */
  constructor(
    gpu: Gpu,
    config: ModelConfig,
    readonly rows: number,
    readonly capacity = config.positions,
  ) {
    if (capacity > config.positions) {
      throw new RangeError(`${capacity} tokens are more than the model's ${config.positions} positions.`);
    }
    const { kvHeads, headDim } = attentionShape(config);
    const shape = [rows, kvHeads, capacity, headDim];
    this.cache = Array.from({ length: config.layers }, (_, layer) => ({
      k: gpu.createTensor(`cache/${layer}/k`, shape),
      v: gpu.createTensor(`cache/${layer}/v`, shape),
    }));
    this.#state = {
      tokens: gpu.createTensor('generate/tokens', [rows, capacity], 'u32'),
      logp: gpu.createTensor('generate/logp', [rows, capacity]),
      cursor: gpu.createTensor('generate/cursor', [rows], 'u32'),
      done: gpu.createTensor('generate/done', [rows], 'u32'),
      generated: gpu.createTensor('generate/generated', [rows], 'u32'),
    };
  }

  /**
   * The state of the first `count` rows.
   * @throws RangeError when there are fewer
   */
  state(count: number): DecodeState {
    if (count > this.rows) throw new RangeError(`${count} rows do not fit a memory of ${this.rows}.`);
    const first = (tensor: Tensor) => ({ ...tensor, shape: [count, ...tensor.shape.slice(1)] });
    const { tokens, logp, cursor, done, generated } = this.#state;
    return {
      tokens: first(tokens),
      logp: first(logp),
      cursor: first(cursor),
      done: first(done),
      generated: first(generated),
    };
  }

  /** Gives `work` the memory for itself, after all that asked before. */
  use<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
