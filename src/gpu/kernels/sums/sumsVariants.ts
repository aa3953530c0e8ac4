/**
 * How many rows one invocation adds before a second pass adds the blocks, in every sum over rows: few where many
 * invocations can be busy. The two add in different orders. Knows no kernel.
 */
import type { Gpu } from '../../device.ts';
import { ROW_BLOCK } from '../elements.ts';
import { laneOrGroup } from '../family.ts';

export const SUMS = laneOrGroup('sums');

/** Rows of a block where a lane takes it, and where a workgroup's lanes share it out. */
const ROWS = { lane: ROW_BLOCK, group: 16 } as const;

/** Rows that one invocation adds. */
export function rowBlock(gpu: Gpu): number {
  return ROWS[SUMS.chosen(gpu)];
}
