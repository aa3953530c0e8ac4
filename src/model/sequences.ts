/**
 * Prompt + response pairs, with what others said in between, as what a recorded training step reads: packed token rows, which of them predict
 * response tokens ("slots"), and where slots lie on the [batch, responseLength] grid that rewards and
 * advantages live on. Knows nothing of weights and losses.
 */
import type { Gpu } from '../gpu/device.ts';
import { NO_ROW } from '../gpu/kernels/embedding/gather.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { ModelConfig } from './config.ts';
import { bucketRows, createPackedTokens, writePacked, type PackedTokens } from './packing.ts';

export interface Sequence {
  /** At least one token. */
  readonly prompt: readonly number[];
  /** Real response tokens, the end token included when there is one; at least one. */
  readonly response: readonly number[];
  /**
   * What others said between tokens of the response: what tools gave, say. It is read as the prompt is, and is in no loss. In its
   * order.
   */
  readonly between?: readonly Inserted[];
}

/** Tokens of another in the midst of a response. */
export interface Inserted {
  /** How many response tokens stand before them; fewer than there are. */
  readonly after: number;
  readonly tokens: readonly number[];
}

/** All tokens of a sequence, as they are read. */
export function tokensOf(sequence: Sequence): number[] {
  return laidOut(sequence).tokens;
}

/**
 * All tokens, and the place of each response token among them.
 * @throws RangeError for tokens between that are not in the midst of the response, or not in their order
 */
function laidOut({ prompt, response, between = [] }: Sequence) {
  const tokens = [...prompt];
  const places: number[] = [];
  const take = (upTo: number) => {
    while (places.length < upTo) {
      places.push(tokens.length);
      tokens.push(response[places.length - 1]);
    }
  };
  for (const { after, tokens: inserted } of between) {
    if (!(after >= places.length && after < response.length))
      throw new RangeError(
        `Tokens after ${after} of ${response.length} response tokens are not between them.`,
      );
    take(after);
    tokens.push(...inserted);
  }
  take(response.length);
  return { tokens, places };
}

/** Sizes a step is recorded for. */
export interface BatchShape {
  readonly batch: number;
  /** Token rows, filler included. */
  readonly rows: number;
  /** Response tokens in all, filler included. */
  readonly slots: number;
  /** Width of the response grid: no response is longer. */
  readonly responseLength: number;
}

/** The smallest recorded shape that holds `sequences`. */
export function shapeFor(sequences: readonly Sequence[], responseLength: number): BatchShape {
  const slots = sequences.reduce((sum, { response }) => sum + response.length, 0);
  const rows = sequences.reduce((sum, sequence) => sum + tokensOf(sequence).length, 0);
  return { batch: sequences.length, rows: bucketRows(rows), slots: bucketRows(slots), responseLength };
}

/** The batch on the GPU, allocated once per shape and rewritten for each batch. */
export interface SequenceTensors {
  readonly shape: BatchShape;
  readonly packed: PackedTokens;
  /** Real response tokens per sequence, u32 [batch]. */
  readonly lengths: Tensor;
  /** Response token id of each slot, u32 [slots]. */
  readonly targets: Tensor;
  /** 1 on real slots, 0 on filler, f32 [slots]. */
  readonly mask: Tensor;
  /** Row whose hidden state predicts each slot's token, u32 [slots]; filler slots name row 0. */
  readonly predictors: Tensor;
  /** Slot predicted by each row, or none, u32 [rows]. */
  readonly predictorInverse: Tensor;
  /** Slot at each place of the [batch, responseLength] grid, or none, u32 [batch * responseLength]. */
  readonly slotAt: Tensor;
}

type SlotArrays = Record<
  'lengths' | 'targets' | 'predictors' | 'predictorInverse' | 'slotAt',
  Uint32Array
> & {
  readonly mask: Float32Array;
};

/**
 * Slot arrays of `sequences`, whose first rows are `starts`.
 * @throws RangeError when a sequence is empty or does not fit the shape
 */
export function layOutSlots(
  sequences: readonly Sequence[],
  starts: readonly number[],
  shape: BatchShape,
): SlotArrays {
  const lengths = new Uint32Array(shape.batch);
  const targets = new Uint32Array(shape.slots);
  const mask = new Float32Array(shape.slots);
  const predictors = new Uint32Array(shape.slots);
  const predictorInverse = new Uint32Array(shape.rows).fill(NO_ROW);
  const slotAt = new Uint32Array(shape.batch * shape.responseLength).fill(NO_ROW);
  let slot = 0;
  sequences.forEach((sequence, row) => {
    const { prompt, response } = sequence;
    if (prompt.length === 0 || response.length === 0 || response.length > shape.responseLength) {
      throw new RangeError(
        `A sequence of ${prompt.length} + ${response.length} tokens does not fit responses of 1 to ${shape.responseLength}.`,
      );
    }
    if (slot + response.length > shape.slots)
      throw new RangeError(`Responses do not fit ${shape.slots} slots.`);
    lengths[row] = response.length;
    const { places } = laidOut(sequence);
    response.forEach((token, t) => {
      const predictor = starts[row] + places[t] - 1;
      targets[slot] = token;
      mask[slot] = 1;
      predictors[slot] = predictor;
      predictorInverse[predictor] = slot;
      slotAt[row * shape.responseLength + t] = slot;
      slot += 1;
    });
  });
  return { lengths, targets, mask, predictors, predictorInverse, slotAt };
}

/** Allocates a batch for a step that is being recorded; its plan frees it. */
export function createSequenceTensors(
  rec: Recorder,
  shape: BatchShape,
  config: ModelConfig,
): SequenceTensors {
  const { batch, rows, slots, responseLength } = shape;
  const create = (name: string, count: number) => rec.own(name, [count], 'u32');
  return {
    shape,
    packed: createPackedTokens(rec, rows, batch, config),
    lengths: create('lengths', batch),
    targets: create('targets', slots),
    mask: rec.own('mask', [slots]),
    predictors: create('predictors', slots),
    predictorInverse: create('predictorInverse', rows),
    slotAt: create('slotAt', batch * responseLength),
  };
}

/** Uploads `sequences` into the tensors of a recorded step. */
export function writeSequences(
  gpu: Gpu,
  tensors: SequenceTensors,
  sequences: readonly Sequence[],
  config: ModelConfig,
): void {
  const whole = sequences.map(tokensOf);
  const starts = writePacked(gpu, tensors.packed, tensors.shape.batch, whole, config);
  const arrays = layOutSlots(sequences, starts, tensors.shape);
  for (const name of Object.keys(arrays) as (keyof SlotArrays)[]) gpu.write(tensors[name], arrays[name]);
}
