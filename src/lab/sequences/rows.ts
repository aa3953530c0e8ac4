/**
 * Sequences with targets as a recorded pass reads them: packed rows, and which of them predict what ("slots"). The engine's own
 * batches (model/sequences.ts) have a prompt and a response; here any token may have a target. Knows ids; knows no weights.
 */
import type { Gpu } from '../../gpu/device.ts';
import { NO_ROW } from '../../gpu/kernels/embedding/gather.ts';
import type { ModelConfig } from '../../model/config.ts';
import { bucketRows, writePacked } from '../../model/packing.ts';
import type { BatchShape, SequenceTensors } from '../../model/sequences.ts';
import { NOTHING, type LearntSequence } from './sequenceModel.ts';

/** Slots, as a pass reads them. */
export interface SlotArrays {
  readonly targets: Uint32Array;
  readonly predictors: Uint32Array;
  readonly predictorInverse: Uint32Array;
}

/** How many tokens have a target. */
export function learntTokens({ targets }: LearntSequence): number {
  return targets.reduce((sum, target) => sum + (target === NOTHING ? 0 : 1), 0);
}

/** The smallest recorded shape that holds some sequences. */
export function shapeOf(sequences: readonly LearntSequence[]): BatchShape {
  const rows = sequences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const slots = sequences.reduce((sum, sequence) => sum + learntTokens(sequence), 0);
  return { batch: sequences.length, rows: bucketRows(rows), slots: bucketRows(slots), responseLength: 1 };
}

/** A shape that holds what either holds. */
export function larger(a: BatchShape, b: BatchShape): BatchShape {
  return {
    batch: Math.max(a.batch, b.batch),
    rows: Math.max(a.rows, b.rows),
    slots: Math.max(a.slots, b.slots),
    responseLength: 1,
  };
}

/** @param starts first row of each sequence. Slots that nothing fills name row 0, and no row names them. */
export function slotsOf(
  sequences: readonly LearntSequence[],
  starts: readonly number[],
  shape: BatchShape,
): SlotArrays {
  const targets = new Uint32Array(shape.slots);
  const predictors = new Uint32Array(shape.slots);
  const predictorInverse = new Uint32Array(shape.rows).fill(NO_ROW);
  let slot = 0;
  sequences.forEach((sequence, index) =>
    sequence.targets.forEach((target, at) => {
      if (target === NOTHING) return;
      targets[slot] = target;
      predictors[slot] = starts[index] + at;
      predictorInverse[starts[index] + at] = slot;
      slot += 1;
    }),
  );
  return { targets, predictors, predictorInverse };
}

/** Uploads sequences into the tensors of a recorded pass. */
export function writeRows(
  gpu: Gpu,
  tensors: SequenceTensors,
  sequences: readonly LearntSequence[],
  config: ModelConfig,
): void {
  const { shape, packed } = tensors;
  const tokens = sequences.map((sequence) => sequence.tokens);
  const starts = writePacked(gpu, packed, shape.batch, tokens, config);
  const arrays = slotsOf(sequences, starts, shape);
  for (const name of ['targets', 'predictors', 'predictorInverse'] as const)
    gpu.write(tensors[name], arrays[name]);
}

/** @throws RangeError naming the first sequence that a model of this shape cannot read */
export function checkSequences(
  sequences: readonly LearntSequence[],
  { vocab, positions }: Pick<ModelConfig, 'vocab' | 'positions'>,
): void {
  const known = (id: number) => Number.isSafeInteger(id) && id >= 0 && id < vocab;
  sequences.forEach(({ tokens, targets }, index) => {
    const which = `Sequence ${index + 1}`;
    if (tokens.length === 0) throw new RangeError(`${which} is empty.`);
    if (tokens.length > positions)
      throw new RangeError(
        `${which} has ${tokens.length} tokens, and the model reads ${positions} at most. Shorten it, or make a model with more positions.`,
      );
    if (targets.length !== tokens.length)
      throw new RangeError(`${which} has ${tokens.length} tokens and ${targets.length} targets.`);
    const odd = [...tokens, ...targets.filter((id) => id !== NOTHING)].find((id) => !known(id));
    if (odd !== undefined)
      throw new RangeError(`${which} has the token ${odd}, and the model knows 0 to ${vocab - 1}.`);
    if (targets.every((id) => id === NOTHING)) throw new RangeError(`${which} has no target.`);
  });
}
