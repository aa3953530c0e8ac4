/**
 * REINFORCE with a baseline, from sampling to metrics. Williams 1992.
 *
 *   A = r − share · mean(r),   L = −mean over tokens of A·log π
 *
 * Knows its kit; knows no page, no storage and no ranking.
 */
import code from './reinforce.wgsl?raw';
import { sizesBlock } from '../../../../src/gpu/uniforms.ts';
import type { Algorithm, SettingsOf } from '../../../../src/rl/training/algorithm.ts';
import type { Numbers, Objective } from '../../../../src/rl/training/policyStep.ts';
import { mean, utilities } from '../../../../src/rl/training/rollout.ts';
import { REINFORCE } from './declaration.ts';

type Metric = 'loss' | 'tokens';

const KERNEL = {
  name: 'reinforce',
  code,
  bindings: ['read', 'read', 'read', 'readWrite', 'readWrite', 'uniform', 'uniform'],
} as const;

const LOSS: Objective<Metric> = {
  name: 'reinforce',
  columns: ['advantages'],
  scalars: { tokens: 'f32' },
  metrics: ['loss', 'tokens'],
  value: false,
  record(rec, { logp, columns, mask, dLogp, metrics, step, slots }) {
    const sizes = sizesBlock(rec.gpu, { rows: slots });
    const bindings = [logp, columns.advantages, mask, dLogp, metrics, step, sizes];
    rec.dispatch(KERNEL, { constants: {}, bindings, grid: [1] });
  },
  combine: (parts) => ({ loss: sum(parts, 'loss'), tokens: sum(parts, 'tokens') }),
};

export const reinforce: Algorithm = {
  ...REINFORCE,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof REINFORCE>) {
    const { learningRate, minibatches, baselineShare } = settings;

    yield 'sample';
    const rollout = await kit.sample();

    yield 'learn';
    const scores = await kit.reward(rollout);
    kit.show(
      rollout,
      scores,
      scores.map(() => NaN),
    );
    const baseline = baselineShare * mean(scores);
    const advantages = kit.column(
      'advantages',
      rollout,
      scores.map((score) => score - baseline),
    );
    const updated = await kit.update(rollout, LOSS, { advantages }, {}, { epochs: 1, minibatches });
    return {
      'objective/scores': mean(scores),
      'reinforce/loss': mean(updated.minibatches.map(({ loss }) => loss.loss)),
      lr: learningRate,
      episode: kit.episodes + scores.length,
      ...utilities(rollout, await kit.labelers()),
    };
  },
};

function sum(parts: readonly Numbers<Metric>[], name: Metric): number {
  return parts.reduce((total, part) => total + part[name], 0);
}
