/** Rows of which most columns are zero, as the ridge multiplies them. Knows numbers; knows no text. */
import type { Rows } from './ridge.ts';

/** Columns that are not zero, and their values. */
export interface SparseRow {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** @param dim columns of all */
export function sparseRows(rows: readonly SparseRow[], dim: number): Rows {
  return {
    count: rows.length,
    dim,
    times: (weights) =>
      Float64Array.from(rows, ({ columns, values }) => {
        let sum = 0;
        for (let i = 0; i < columns.length; i++) sum += values[i] * weights[columns[i]];
        return sum;
      }),
    transposed(given) {
      const out = new Float64Array(dim);
      for (const [row, { columns, values }] of rows.entries())
        for (let i = 0; i < columns.length; i++) out[columns[i]] += values[i] * given[row];
      return out;
    },
  };
}
