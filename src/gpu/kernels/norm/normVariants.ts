/** Who normalises a row: one lane, or a workgroup of 64. The two add in different orders. Knows no kernel. */
import { linearGrid, type Grid } from '../../plan.ts';
import { laneOrGroup, type LaneOrGroup } from '../family.ts';

export const NORM = laneOrGroup('norm');

/** Lanes of a workgroup: of as many rows, or of one; rowTree.wgsl has the second number. */
const LANES: Readonly<Record<LaneOrGroup, number>> = { lane: 32, group: 64 };

/** Workgroups for `rows` rows, and behind them for `others` invocations that take no row. */
export function normGrid(variant: LaneOrGroup, rows: number, others = 0): Grid {
  const lanes = LANES[variant];
  const groups = (variant === 'group' ? rows : Math.ceil(rows / lanes)) + Math.ceil(others / lanes);
  return linearGrid(groups * lanes, lanes);
}
