/**
 * Who normalises a row: one lane, or a workgroup of 64 that meet at barriers. They add in different orders, so the
 * variant is a matter of the adapter and never of a size: software adapters emulate barriers, and on a GPU one lane
 * leaves the rest idle. Knows no kernel.
 */
import type { Gpu } from '../device.ts';
import { linearGrid, type Grid } from '../plan.ts';
import { ROW_BLOCK } from './elements.ts';

export const NORM_VARIANTS = ['lane', 'group'] as const;

export type NormVariant = (typeof NORM_VARIANTS)[number];

const chosen = new WeakMap<Gpu, NormVariant>();

/** The variant of what is recorded for `gpu`. */
export function normVariant(gpu: Gpu): NormVariant {
  return chosen.get(gpu) ?? (gpu.adapter.software ? 'lane' : 'group');
}

/** Sets the variant of all that is recorded for `gpu` from here on. Call before recording anything. */
export function setNormVariant(gpu: Gpu, variant: NormVariant): void {
  chosen.set(gpu, variant);
}

/** Lanes of a workgroup: of as many rows, or of one; rowTree.wgsl has the second number. */
const LANES: Readonly<Record<NormVariant, number>> = { lane: 32, group: 64 };

/** Workgroups for `rows` rows, and behind them for `others` invocations that take no row. */
export function normGrid(variant: NormVariant, rows: number, others = 0): Grid {
  const lanes = LANES[variant];
  const groups = (variant === 'group' ? rows : Math.ceil(rows / lanes)) + Math.ceil(others / lanes);
  return linearGrid(groups * lanes, lanes);
}

/** Rows that one invocation adds before a second pass adds the blocks: few where many invocations can be busy. */
export function rowBlock(gpu: Gpu): number {
  return normVariant(gpu) === 'group' ? 16 : ROW_BLOCK;
}
