/**
 * A batch that is read without a gradient, in parts whose activations one binding holds each: what a trunk computes for all rows at once
 * grows with the batch, and a device binds only so much. Pure; knows sizes, and no model by name.
 */
import { shapeFor, tokensOf, type BatchShape, type Sequence } from '../../model/sequences.ts';
import { BINDING_ALIGNMENT, elementBytes } from '../../gpu/tensor.ts';

/** Sequences `first` and on, of the shape they are recorded with. */
export interface ReadPart {
  readonly first: number;
  readonly sequences: readonly Sequence[];
  readonly shape: BatchShape;
}

/**
 * Parts in order, one where all fits. Each begins at a row of the grid where a column of it may be bound; together they have all its rows.
 * A few sequences that are too much alone are a part all the same, which the device then refuses by name.
 * @param shape of the whole batch
 * @param mostRows rows of tokens that a device computes together, one of the counts that are recorded
 */
export function readParts(
  sequences: readonly Sequence[],
  shape: BatchShape,
  mostRows: number,
): readonly ReadPart[] {
  if (shape.rows <= mostRows) return [{ first: 0, sequences, shape }];
  const step = alignedSequences(shape.responseLength);
  const rowsOf = sequences.map((sequence) => tokensOf(sequence).length);
  const starts = [0];
  let rows = 0;
  for (let first = 0; first < sequences.length; first += step) {
    const more = rowsOf.slice(first, first + step).reduce((sum, count) => sum + count, 0);
    if (rows > 0 && rows + more > mostRows) {
      starts.push(first);
      rows = 0;
    }
    rows += more;
  }
  return starts.map((first, index) => {
    const end = starts[index + 1];
    const own = sequences.slice(first, end);
    const batch = (end ?? shape.batch) - first;
    return { first, sequences: own, shape: { ...shapeFor(own, shape.responseLength), batch } };
  });
}

/** Least sequences whose rows of the grid end where a binding may begin. */
function alignedSequences(responseLength: number): number {
  const numbers = BINDING_ALIGNMENT / elementBytes('f32');
  let step = 1;
  while ((step * responseLength) % numbers !== 0) step *= 2;
  return step;
}
