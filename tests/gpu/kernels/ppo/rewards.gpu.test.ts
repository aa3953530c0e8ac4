import { describe, expect, it } from 'vitest';
import {
  KL_ESTIMATORS,
  klEstimatorIndex,
  type KlEstimator,
} from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import { rewardsPerToken, rewardUniforms, SEQUENCE_STATS } from '../../../../src/gpu/kernels/ppo/rewards.ts';
import { rewardsPerTokenTwin } from '../../../../src/gpu/kernels/ppo/rewards.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { padColumns } from '../padding.ts';

interface Inputs {
  readonly logp: Float32Array;
  readonly logpRef: Float32Array;
  readonly scores: Float32Array;
  readonly lengths: Uint32Array;
}

async function runRewards(
  { logp, logpRef, scores, lengths }: Inputs,
  beta: number,
  estimator: KlEstimator = 'k1',
) {
  const gpu = await testGpu();
  const batch = lengths.length;
  const R = logp.length / batch;
  const step = rewardUniforms(gpu);
  step.set({ beta, estimator: klEstimatorIndex(estimator) });
  const rewards = gpu.upload('rewards', new Float32Array(batch * R).fill(9));
  const kl = gpu.upload('kl', new Float32Array(batch * R).fill(9));
  const sequenceStats = gpu.createTensor('stats', [batch, SEQUENCE_STATS.length]);
  const results = await runOnce(
    gpu,
    (rec) =>
      rewardsPerToken(rec, {
        logp: gpu.upload('logp', logp),
        logpRef: gpu.upload('logpRef', logpRef),
        scores: gpu.upload('scores', scores),
        lengths: gpu.upload('lengths', lengths),
        rewards,
        kl,
        sequenceStats,
        batch,
        R,
        step,
      }),
    [rewards, kl, sequenceStats],
  );
  return { rewards: results[0], kl: results[1], sequenceStats: results[2] };
}

function inputs(): Inputs {
  return {
    logp: randomArray(5 * 7, 1, 2),
    logpRef: randomArray(5 * 7, 2, 2),
    scores: randomArray(5, 3, 4),
    lengths: Uint32Array.of(7, 1, 0, 4, 6),
  };
}

describe('rewardsPerToken', () => {
  it.each(KL_ESTIMATORS)('matches the twin by %s, with 0 on padding', async (estimator) => {
    const { logp, logpRef, scores, lengths } = inputs();
    const result = await runRewards(inputs(), 0.15, estimator);
    const options = { batch: 5, R: 7, beta: 0.15, estimator };
    const expected = rewardsPerTokenTwin(logp, logpRef, scores, lengths, options);
    expectClose(result.rewards, expected.rewards, 1e-6);
    expectClose(result.kl, expected.kl, 1e-6);
    expectClose(result.sequenceStats, expected.sequenceStats, 1e-6);
  });

  it('is 0.0048374 for k3 at a log-ratio of 0.1, and stays accurate near 0', async () => {
    for (const d of [0.1, 1e-3, -0.2, 0.3, -3]) {
      const { sequenceStats } = await runRewards(
        {
          logp: Float32Array.of(d),
          logpRef: Float32Array.of(0),
          scores: Float32Array.of(0),
          lengths: Uint32Array.of(1),
        },
        1,
      );
      expect(sequenceStats[1] / (Math.expm1(-Math.fround(d)) + Math.fround(d))).toBeCloseTo(1, 5);
      if (d === 0.1) expect(sequenceStats[1]).toBeCloseTo(0.0048374, 7);
    }
  });

  it('adds the score on the last real token only, also of a full-length answer', async () => {
    const zeros = new Float32Array(6);
    const { rewards } = await runRewards(
      { logp: zeros, logpRef: zeros, scores: Float32Array.of(2, -1), lengths: Uint32Array.of(2, 3) },
      0.5,
    );
    expect([...rewards].map((value) => value + 0)).toEqual([0, 2, 0, 0, 0, -1]);
  });

  it('clamps the log-ratio, so that an impossible token costs a finite amount', async () => {
    const { kl, rewards } = await runRewards(
      {
        logp: Float32Array.of(-0.5),
        logpRef: Float32Array.of(-1e9),
        scores: Float32Array.of(0),
        lengths: Uint32Array.of(1),
      },
      0.1,
    );
    expect(kl[0]).toBe(20);
    expect(rewards[0]).toBeCloseTo(-2, 6);
  });

  it.each([0, 1, 7])('does not depend on %i columns of padding', async (extra) => {
    const { logp, logpRef, scores, lengths } = inputs();
    const tight = await runRewards(inputs(), 0.2);
    const padded = await runRewards(
      { logp: padColumns(logp, 5, extra), logpRef: padColumns(logpRef, 5, extra), scores, lengths },
      0.2,
    );
    expect(padded.sequenceStats).toEqual(tight.sequenceStats);
    expect(padded.rewards).toEqual(padColumns(tight.rewards, 5, extra, 0));
    expect(padded.kl).toEqual(padColumns(tight.kl, 5, extra, 0));
  });
});
