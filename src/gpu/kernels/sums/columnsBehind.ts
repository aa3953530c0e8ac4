/**
 * Column sums that ride along: the first pass of columnSum in the dispatch of another kernel over the same rows, behind its
 * own invocations, to the same bits. Knows sums; knows no kernel that takes them along.
 */
import type { Tensor } from '../../tensor.ts';
import { requireElements } from '../elements.ts';
import type { Planes, PartialSums } from './partialSums.ts';

/** What is summed: out[c] = sum over rows of x[r, c]. */
export interface ColumnsBehind {
  /** [rows, cols] */
  readonly x: Tensor;
  readonly cols: number;
  /** [cols], written when the sums are flushed. */
  readonly out: Tensor;
}

/** Whether a kernel of this element width can take them along. */
export function canRide({ cols }: ColumnsBehind, width: number): boolean {
  return (cols % 4 === 0 ? 4 : 1) === width;
}

/** Some columns over blocks of rows, behind what else a kernel writes into its planes. */
export interface Riding {
  readonly columns: ColumnsBehind | undefined;
  readonly blocks: number;
  /** Numbers of the planes that the kernel takes itself. */
  readonly before: number;
  readonly width: number;
}

/** Invocations, numbers of the planes, and what columnsBehind.wgsl is given. */
export function ridingColumns({ columns, blocks, before, width }: Riding) {
  const count = columns ? blocks * columns.cols : 0;
  const constants = { COLS_BEHIND: (columns?.cols ?? 0) / width };
  return { invocations: count / width, count, firstBehind: before / width, constants };
}

/** Has them added with what else waits. */
export function addRiding(sums: PartialSums, parts: Planes, rows: number, riding: Riding): void {
  const { columns, blocks, before } = riding;
  if (!columns) return;
  const { x, cols, out } = columns;
  requireElements('columnsBehind', x, rows * cols);
  requireElements('columnsBehind', out, cols);
  sums.add({ parts, first: before, stride: cols, planes: blocks, out: { ...out, shape: [cols] } });
}
