/** k3 of tiny differences by every kernel that computes it, beside float64's: no kernel may lose it to cancellation on its way. */
import { expect, it } from 'vitest';
import { klEstimatorIndex } from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import { klSlopeTwin, klValueTwin } from '../../../../src/gpu/kernels/kl/klEstimators.twin.ts';
import { penalisedLoss } from '../../../../src/gpu/kernels/ppo/penalties.ts';
import { PPO_METRICS, ppoUniforms } from '../../../../src/gpu/kernels/ppo/ppo.ts';
import { rewardsPerToken, rewardUniforms } from '../../../../src/gpu/kernels/ppo/rewards.ts';
import { CHOICES, lossOf } from '../grpo/responses.ts';
import { runOnce, testGpu } from '../../harness.ts';

/** Powers of 2 from 1e-4 to 1e-8, either way; log π is as small, so that float32 holds the difference. */
const GAPS = [13, 17, 20, 23, 27].flatMap((n) => [2 ** -n, -(2 ** -n)]);
const LOGP = -(2 ** -10);

/** A kernel's k3 of one token, and what it has by log π. */
type Kernel = (logp: number, logpRef: number) => Promise<{ value: number; slope: number | null }>;

const KERNELS: Readonly<Record<string, Kernel>> = {
  'ppo/rewards.ts': async (logp, logpRef) => {
    const gpu = await testGpu();
    const step = rewardUniforms(gpu);
    step.set({ beta: 1, estimator: klEstimatorIndex('k3') });
    const one = (value: number) => gpu.upload('one', Float32Array.of(value));
    const [rewards, sequenceStats] = [one(9), gpu.createTensor('stats', [1, 4])];
    const tensors = {
      logp: one(logp),
      logpRef: one(logpRef),
      scores: one(0),
      rewards,
      kl: one(9),
      sequenceStats,
    };
    const shape = { lengths: gpu.upload('lengths', Uint32Array.of(1)), batch: 1, R: 1, step };
    const [reward, stats] = await runOnce(gpu, (rec) => rewardsPerToken(rec, { ...tensors, ...shape }), [
      rewards,
      sequenceStats,
    ]);
    expect(stats[1]).toBe(-reward[0]);
    return { value: stats[1], slope: null };
  },
  'ppo/penalties.ts': async (logp, logpRef) => {
    const gpu = await testGpu();
    const step = ppoUniforms(gpu);
    step.set({ clip: 0.2, valueClip: 0.2, vfCoef: 0, klCoef: 1, klEstimator: klEstimatorIndex('k3') });
    const one = (value: number) => gpu.upload('one', Float32Array.of(value));
    const [dLogp, metrics] = [one(9), gpu.createTensor('metrics', [PPO_METRICS.length])];
    const policy = { logp: one(logp), oldLogp: one(logp), advantages: one(0), entropy: one(0), mask: one(1) };
    const value = { values: one(0), oldValues: one(0), returns: one(0), dValue: one(9) };
    const penalties = { logpRef: one(logpRef), dEntropy: one(9) };
    const [slope, told] = await runOnce(
      gpu,
      (rec) => penalisedLoss(rec, { ...policy, ...value, dLogp, metrics, rows: 1, step }, penalties),
      [dLogp, metrics],
    );
    return { value: told[PPO_METRICS.indexOf('klEstimate')], slope: slope[0] };
  },
  'grpo/grpo.ts': async (logp, logpRef) => {
    const response = { logp: [logp], oldLogp: [logp], logpRef: [logpRef], entropy: [0], advantage: 0 };
    const { dLogp, metrics } = await lossOf(await testGpu(), [response], { ...CHOICES, beta: 1 });
    expect(metrics.klLoss).toBe(metrics.kl);
    return { value: metrics.kl, slope: dLogp[0] };
  },
};

it('there is no other kernel that has an estimate of the KL', () => {
  const texts = import.meta.glob<string>('../../../../src/gpu/kernels/**/*.ts', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const users = Object.entries(texts).filter(
    ([path, text]) => text.includes('KL_ESTIMATORS_CODE}') && !path.includes('/kl/'),
  );
  expect(users.map(([path]) => path.split('/kernels/')[1]).toSorted()).toEqual(
    Object.keys(KERNELS).toSorted(),
  );
});

it.each(Object.entries(KERNELS))('%s', async (_, kernel) => {
  for (const gap of GAPS) {
    const { value, slope } = await kernel(LOGP, LOGP - gap);
    expect(Math.abs(value / klValueTwin('k3', gap) - 1), `${gap}`).toBeLessThan(2e-6);
    if (slope !== null) expect(Math.abs(slope / klSlopeTwin('k3', gap) - 1), `${gap}`).toBeLessThan(2e-6);
  }
});
