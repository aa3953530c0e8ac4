/**
 * A batch of prompt + response sequences as the arrays a recorded step reads: right-padded tokens, which
 * rows predict response tokens, and the orderings that keep the embedding gradient deterministic.
 * Knows shapes and token ids; knows no weights and no loss.
 */
import type { Gpu } from '../gpu/device.ts';
import { bucketTokens } from '../gpu/kernels/embedding.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { ModelConfig } from './config.ts';

export interface Sequence {
  readonly prompt: readonly number[];
  /** Real response tokens, the end token included when there is one; at least one. */
  readonly response: readonly number[];
}

/** Sizes a step is recorded for. */
export interface BatchShape {
  readonly batch: number;
  /** Positions per row: prompt + response + padding. */
  readonly length: number;
  /** Response positions per row. */
  readonly responseLength: number;
}

/** Lengths are rounded up to this, so that few shapes are ever recorded. */
const BUCKET = 16;

/** Row index that means "none" in `inverse`. */
const NONE = 0xffffffff;

/** The smallest recorded shape that holds `sequences`. */
export function shapeFor(sequences: readonly Sequence[], batch = sequences.length): BatchShape {
  const longest = Math.max(...sequences.map(({ prompt, response }) => prompt.length + response.length));
  const response = Math.max(...sequences.map((sequence) => sequence.response.length));
  return bucketShape(batch, longest, response);
}

/** The recorded shape for `batch` rows of at most `length` tokens with responses of at most `responseLength`. */
export function bucketShape(batch: number, length: number, responseLength: number): BatchShape {
  return { batch, length: roundUp(length), responseLength: roundUp(responseLength) };
}

function roundUp(length: number): number {
  return Math.ceil(length / BUCKET) * BUCKET;
}

/** Host arrays of a batch; see SequenceTensors for meanings. */
export interface SequenceArrays {
  readonly tokens: Uint32Array;
  readonly lengths: Uint32Array;
  readonly targets: Uint32Array;
  readonly predictors: Uint32Array;
  readonly predictorInverse: Uint32Array;
  readonly last: Uint32Array;
  readonly lastInverse: Uint32Array;
  readonly order: Uint32Array;
  readonly rowStart: Uint32Array;
}

/**
 * Lays `sequences` out for `shape`; null rows and rows beyond them are empty (length 0).
 * @throws RangeError when a sequence does not fit the shape.
 */
export function layOut(
  sequences: readonly (Sequence | null)[],
  shape: BatchShape,
  config: ModelConfig,
): SequenceArrays {
  const { batch, length, responseLength } = shape;
  if (sequences.length > batch)
    throw new RangeError(`${sequences.length} sequences do not fit a batch of ${batch}.`);
  const tokens = new Uint32Array(batch * length).fill(config.pad);
  const lengths = new Uint32Array(batch);
  const targets = new Uint32Array(batch * responseLength);
  const predictors = new Uint32Array(batch * responseLength);
  const predictorInverse = new Uint32Array(batch * length).fill(NONE);
  const last = new Uint32Array(batch);
  const lastInverse = new Uint32Array(batch * length).fill(NONE);

  for (let row = 0; row < batch; row++) {
    const sequence = sequences[row];
    last[row] = row * length;
    // Masked positions must name some row to gather; the first of the sequence always exists.
    predictors.fill(row * length, row * responseLength, (row + 1) * responseLength);
    if (!sequence) continue;
    const { prompt, response } = sequence;
    if (prompt.length + response.length > length || response.length > responseLength || prompt.length === 0) {
      throw new RangeError(
        `A sequence of ${prompt.length} + ${response.length} tokens does not fit a shape of ${length} (responses ${responseLength}).`,
      );
    }
    tokens.set(prompt, row * length);
    tokens.set(response, row * length + prompt.length);
    lengths[row] = response.length;
    last[row] = row * length + prompt.length + response.length - 1;
    lastInverse[last[row]] = row;
    response.forEach((token, t) => {
      const slot = row * responseLength + t;
      targets[slot] = token;
      predictors[slot] = row * length + prompt.length + t - 1;
      predictorInverse[predictors[slot]] = slot;
    });
  }
  return {
    tokens,
    lengths,
    targets,
    predictors,
    predictorInverse,
    last,
    lastInverse,
    ...bucketTokens(tokens, config.vocab),
  };
}

/** The same arrays on the GPU, allocated once per shape and rewritten for each batch. */
export interface SequenceTensors {
  readonly shape: BatchShape;
  /** Token ids, [batch * length]. */
  readonly tokens: Tensor;
  /** Real response tokens per row, [batch]. */
  readonly lengths: Tensor;
  /** Response token ids, [batch * responseLength]. */
  readonly targets: Tensor;
  /** Row of the hidden states that predicts each response token, [batch * responseLength]. */
  readonly predictors: Tensor;
  /** Which response slot a hidden row predicts, or none, [batch * length]. */
  readonly predictorInverse: Tensor;
  /** Hidden row of each sequence's last real token, [batch]. */
  readonly last: Tensor;
  readonly lastInverse: Tensor;
  readonly order: Tensor;
  readonly rowStart: Tensor;
}

export function createSequenceTensors(gpu: Gpu, shape: BatchShape, config: ModelConfig): SequenceTensors {
  const { batch, length, responseLength } = shape;
  const create = (label: string, count: number) => gpu.createTensor(`sequences/${label}`, [count], 'u32');
  return {
    shape,
    tokens: create('tokens', batch * length),
    lengths: create('lengths', batch),
    targets: create('targets', batch * responseLength),
    predictors: create('predictors', batch * responseLength),
    predictorInverse: create('predictorInverse', batch * length),
    last: create('last', batch),
    lastInverse: create('lastInverse', batch * length),
    order: create('order', batch * length),
    rowStart: create('rowStart', config.vocab + 1),
  };
}

/** Uploads `sequences` into tensors of a recorded step. */
export function writeSequences(
  gpu: Gpu,
  tensors: SequenceTensors,
  sequences: readonly (Sequence | null)[],
  config: ModelConfig,
): void {
  const arrays = layOut(sequences, tensors.shape, config);
  for (const name of Object.keys(arrays) as (keyof SequenceArrays)[]) gpu.write(tensors[name], arrays[name]);
}
