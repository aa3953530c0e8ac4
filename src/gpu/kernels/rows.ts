/**
 * What kernels over rows of logits share: their grids, and the room of their sums. One lane walks a row, or a workgroup
 * of 256; both add in fixed point (fixedSum.wgsl), which has no order, so both give the same bits. Knows no kernel.
 */
import { linearGrid, type Grid } from '../plan.ts';
import type { LaneOrGroup } from './family.ts';

/** Rows that share a workgroup where each has one lane. */
const LANE_ROWS = 4;

/** Workgroups for `rows` rows. */
export function rowGrid(variant: LaneOrGroup, rows: number): Grid {
  return variant === 'lane' ? linearGrid(rows, LANE_ROWS) : linearGrid(rows, 1);
}

/** Terms that a sum in fixed point has room for. */
const MOST_TERMS = 2 ** 24 - 1;

/**
 * Checks that a row's sums have room.
 * @throws RangeError naming the kernel
 */
export function requireTerms(kernel: string, vocab: number): void {
  if (vocab > MOST_TERMS) {
    throw new RangeError(
      `${kernel}: a vocabulary of ${vocab} entries is more than the ${MOST_TERMS} it can sum.`,
    );
  }
}
