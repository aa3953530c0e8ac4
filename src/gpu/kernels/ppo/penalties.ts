/**
 * What PPO's loss may have beside its clipped halves, and what may weigh its tokens. With a mean over the minibatch's real
 * tokens each, the loss gains
 *
 *   klCoef · mean k(log π − log π_ref) − entropyCoef · mean H
 *
 * with k one of the estimators of klEstimators.ts, differentiated as it stands. Knows rows and a mask, no sequences.
 */
import penaltyCode from '../../shaders/ppo/ppoPenalty.wgsl?raw';
import metricsCode from '../../shaders/ppo/ppoPenaltyMetrics.wgsl?raw';
import weighCode from '../../shaders/ppo/ppoWeigh.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import { KL_ESTIMATORS_CODE } from '../kl/klEstimators.ts';
import { ppoLoss, type PpoLoss, type PpoMore } from './ppo.ts';

export interface PpoPenalties {
  /** [rows]: log-probability under the reference. */
  readonly logpRef: Tensor;
  /** [rows], written: d loss / d entropy; 0 where masked. */
  readonly dEntropy: Tensor;
}

const PENALTY = {
  name: 'ppo.penalty',
  code: `${KL_ESTIMATORS_CODE}\n${penaltyCode}`,
  bindings: ['read', 'read', 'read', 'read', 'readWrite', 'readWrite', 'readWrite', 'uniform', 'uniform'],
} as const;
const METRICS = {
  name: 'ppo.penaltyMetrics',
  code: metricsCode,
  bindings: ['read', 'readWrite', 'uniform', 'uniform'],
} as const;
const WEIGH = {
  name: 'ppo.weigh',
  code: weighCode,
  bindings: ['read', 'read', 'readWrite', 'uniform'],
} as const;

/** ppoLoss, with the penalties added to its loss and gradients. */
export function penalisedLoss(rec: Recorder, options: PpoLoss, penalties: PpoPenalties): void {
  ppoLoss(rec, options, (counted) => recordPenalties(rec, { ...options, ...penalties, ...counted }));
}

type Penalised = PpoLoss & PpoPenalties & Parameters<PpoMore>[0];

function recordPenalties(rec: Recorder, options: Penalised): void {
  const { logp, logpRef, mask, counts, dLogp, dEntropy, metrics, rows, blocks, step } = options;
  const sums = rec.scratch('ppo.penaltySums', [blocks]);
  const sizes = sizesBlock(rec.gpu, { rows, blocks });
  rec.dispatch(PENALTY, {
    constants: {},
    bindings: [logp, logpRef, mask, counts, dLogp, dEntropy, sums, step, sizes],
    grid: linearGrid(blocks, 4),
  });
  rec.dispatch(METRICS, {
    constants: {},
    bindings: [sums, metrics, step, sizesBlock(rec.gpu, { blocks })],
    grid: [1],
  });
  rec.release(sums);
}

/**
 * Each token's advantage times its importance, which is at least 0: that weighs its policy loss, and nothing else.
 * @returns scratch, [rows]
 */
export function weighed(rec: Recorder, advantages: Tensor, importance: Tensor, rows: number): Tensor {
  const out = rec.scratch('ppo.weighed', [rows]);
  rec.dispatch(WEIGH, {
    constants: {},
    bindings: [advantages, importance, out, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows, 64),
  });
  return out;
}
