/**
 * A ranking loss over groups of scores: which answers were ranked together and in which tiers comes in, a loss for each group
 * and the gradient of each score go out. Knows scores and ranks, not what was ranked; the losses are texts of WGSL.
 */
import head from '../../shaders/listwise/scoredGroups.wgsl?raw';
import type { Constants } from '../../pipelines.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import { fill } from '../elementwise/fill.ts';

/** Slots of a group. */
export const GROUP_MEMBERS = 8;
/** An empty slot. */
export const ABSENT = 0xffffffff;

/** Scores of ranked answers, and what is written of them. */
export interface ScoredGroups {
  readonly groups: number;
  /** Sequences in all, filler included. */
  readonly n: number;
  /** [n]. */
  readonly scores: Tensor;
  /** u32 [groups, 8]: index into scores, ABSENT for an empty slot; a sequence is in at most one group. */
  readonly members: Tensor;
  /** u32 [groups, 8]: 0 is best; the same number is tied. */
  readonly tiers: Tensor;
  /** [groups]; they add up to one over a minibatch, less where some count less, and filler has none. */
  readonly weights: Tensor;
  /** Written, [n]: gradient of Σ weight·loss; 0 for sequences in no group. */
  readonly dScores: Tensor;
  /** Written, [groups], unweighted. */
  readonly losses: Tensor;
}

/**
 * What records a loss.
 * @param name of its kernel
 * @param body WGSL of `main`, an invocation a group in workgroups of 4, behind scoredGroups.wgsl
 * @param constants of its `override` constants, if it has any
 */
export function groupLoss(
  name: string,
  body: string,
  constants: Constants = {},
): (rec: Recorder, groups: ScoredGroups) => void {
  const kernel = {
    name: `listwise.${name}`,
    code: `${head}\n${body}`,
    bindings: ['read', 'read', 'read', 'read', 'readWrite', 'readWrite', 'uniform'],
  } as const;
  return (rec, { scores, members, tiers, weights, dScores, losses, groups, n }) => {
    // A loss writes those of its groups.
    fill(rec, { out: dScores, value: 0, count: n });
    rec.dispatch(kernel, {
      constants,
      bindings: [scores, members, tiers, weights, dScores, losses, sizesBlock(rec.gpu, { groups })],
      grid: linearGrid(groups, 4),
    });
  };
}
