/** The pairwise ranking loss of the reward model: Bradley-Terry over all pairs of a group. Knows scores and ranks. */
import code from '../../shaders/listwise/pairwise.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { ListwiseLoss } from './listwise.ts';

const BINDINGS = ['read', 'read', 'read', 'read', 'readWrite', 'readWrite'] as const;
const CLEAR = { name: 'pairwise.clear', code, entryPoint: 'clear', bindings: BINDINGS } as const;
const LOSS = { name: 'pairwise.loss', code, entryPoint: 'main', bindings: BINDINGS } as const;

/**
 * Loss of a group: the mean, over its pairs of different tiers, of log(1 + e^(s_worse - s_better)). A group in which
 * everything is tied has a loss and gradients of 0.
 */
export function pairwiseLoss(rec: Recorder, options: ListwiseLoss): void {
  const { scores, members, tiers, weights, dScores, losses, groups, n } = options;
  const constants = { GROUPS: groups, COUNT: n };
  const bindings = [scores, members, tiers, weights, dScores, losses];
  rec.dispatch(CLEAR, { constants, bindings, grid: linearGrid(n, 64) });
  rec.dispatch(LOSS, { constants, bindings, grid: linearGrid(groups, 4) });
}
