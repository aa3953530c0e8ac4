/**
 * The listwise ranking loss of the reward model: Plackett-Luce with ties, over groups of answers to one
 * prompt. Knows scores and ranks, not what was ranked.
 */
import code from '../../shaders/listwise/listwise.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';

/** Slots of a group. */
export const GROUP_MEMBERS = 8;
/** An empty slot. */
export const ABSENT = 0xffffffff;

export interface ListwiseLoss {
  /** [n]. */
  readonly scores: Tensor;
  /** u32 [groups, 8]: index into scores, ABSENT for an empty slot; a sequence is in at most one group. */
  readonly members: Tensor;
  /** u32 [groups, 8]: 0 = best; the same number = tied. */
  readonly tiers: Tensor;
  /** [groups]. */
  readonly weights: Tensor;
  /** [n], written: gradient of sum_g weights[g] * losses[g]; 0 for sequences in no group. */
  readonly dScores: Tensor;
  /** [groups], written, unweighted. */
  readonly losses: Tensor;
  readonly groups: number;
  readonly n: number;
}

const BINDINGS = ['read', 'read', 'read', 'read', 'readWrite', 'readWrite'] as const;
const CLEAR = { name: 'listwise.clear', code, entryPoint: 'clear', bindings: BINDINGS } as const;
const LOSS = { name: 'listwise.loss', code, entryPoint: 'main', bindings: BINDINGS } as const;

/**
 * Loss of a group: the mean, over members that have a strictly worse tier, of
 * log(e^s_i + sum of e^s_j over strictly worse tiers) - s_i. Without ties this is the Plackett-Luce
 * (ListMLE) likelihood divided by K - 1; for two members it is Bradley-Terry. A group in which everything
 * is tied has a loss and gradients of 0.
 */
export function listwiseLoss(rec: Recorder, options: ListwiseLoss): void {
  const { scores, members, tiers, weights, dScores, losses, groups, n } = options;
  const constants = { GROUPS: groups, COUNT: n };
  const bindings = [scores, members, tiers, weights, dScores, losses];
  rec.dispatch(CLEAR, { constants, bindings, grid: linearGrid(n, 64) });
  rec.dispatch(LOSS, { constants, bindings, grid: linearGrid(groups, 4) });
}
