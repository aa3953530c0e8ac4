/**
 * Who walks a row of logits: one lane, or a workgroup of 256 that meet at barriers. Both add in fixed point
 * (fixedSum.wgsl), which has no order, so both give the same bits and the choice is one of speed alone: software
 * adapters have few lanes and emulate barriers, on a GPU one lane leaves the rest idle. Knows no kernel.
 */
import type { Gpu } from '../device.ts';
import { linearGrid, type Grid } from '../plan.ts';

export const ROW_VARIANTS = ['lane', 'group'] as const;

export type RowVariant = (typeof ROW_VARIANTS)[number];

const chosen = new WeakMap<Gpu, RowVariant>();

/** The variant of what is recorded for `gpu`. */
export function rowVariant(gpu: Gpu): RowVariant {
  return chosen.get(gpu) ?? (gpu.adapter.software ? 'lane' : 'group');
}

/** Sets the variant of all that is recorded for `gpu` from here on. */
export function setRowVariant(gpu: Gpu, variant: RowVariant): void {
  chosen.set(gpu, variant);
}

/** Rows that share a workgroup where each has one lane. */
const LANE_ROWS = 4;

/** Workgroups for `rows` rows. */
export function rowGrid(variant: RowVariant, rows: number): Grid {
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
