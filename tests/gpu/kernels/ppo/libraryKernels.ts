/**
 * The kernels of credit and of PPO's losses, recorded as libraries' numbers want them: what no method here is set to (a score
 * behind the last token, discounted returns without values) is put together from the same kernels. Knows columns; knows no library.
 */
import { expect } from 'vitest';
import { klEstimatorIndex, type KlEstimator } from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import { gae, gaeUniforms } from '../../../../src/gpu/kernels/ppo/gae.ts';
import { PPO_METRICS, ppoLoss, ppoUniforms, type PpoMetric } from '../../../../src/gpu/kernels/ppo/ppo.ts';
import { rewardsPerToken, rewardUniforms } from '../../../../src/gpu/kernels/ppo/rewards.ts';
import { whiten } from '../../../../src/gpu/kernels/ppo/whiten.ts';
import { cut, flatOf, gridOf } from '../../../fixtures/libraryCases.ts';
import { runOnce, testGpu } from '../../harness.ts';

export interface Answers {
  /** One number a token each; 0 where left out. */
  readonly logp?: readonly (readonly number[])[];
  readonly logpRef?: readonly (readonly number[])[];
  readonly values?: readonly (readonly number[])[];
  readonly scores: readonly number[];
  /** Tokens that earn; those whose advantage is whitened, where they are fewer. */
  readonly lengths: readonly number[];
  readonly whitened?: readonly number[];
}

export interface How {
  readonly beta?: number;
  readonly estimator?: KlEstimator;
  readonly gamma?: number;
  readonly lambda?: number;
  readonly whitenRewards?: boolean;
  /** Of advantages: variance ÷ (n − 1), ÷ n, or as they are. */
  readonly spread?: 'unbiased' | 'biased' | null;
}

/** Rewards per token, GAE and whitening, recorded one behind the other. */
export async function creditOf({ scores, lengths, whitened = lengths, ...columns }: Answers, how: How) {
  const gpu = await testGpu();
  const { beta = 0, estimator = 'k1', gamma = 1, lambda = 1, spread = null } = how;
  const [batch, R] = [lengths.length, Math.max(...lengths) + 2];
  const zeros = lengths.map((length) => Array<number>(length).fill(0));
  const up = (label: 'logp' | 'logpRef' | 'values') => gpu.upload(label, gridOf(columns[label] ?? zeros, R));
  const out = (label: string) => gpu.upload(label, new Float32Array(batch * R).fill(9));
  const rewards = out('rewards');
  const kl = out('kl');
  const advantages = out('advantages');
  const returns = out('returns');
  const [rewardStep, gaeStep] = [rewardUniforms(gpu), gaeUniforms(gpu)];
  rewardStep.set({ beta, estimator: klEstimatorIndex(estimator) });
  gaeStep.set({ gamma, lambda });
  const shape = { batch, R, lengths: gpu.upload('lengths', Uint32Array.from(lengths)) };
  const found = await runOnce(
    gpu,
    (rec) => {
      rewardsPerToken(rec, {
        ...shape,
        logp: up('logp'),
        logpRef: up('logpRef'),
        scores: gpu.upload('scores', Float32Array.from(scores)),
        rewards,
        kl,
        sequenceStats: gpu.createTensor('stats', [batch, 4]),
        step: rewardStep,
      });
      if (how.whitenRewards) whiten(rec, { ...shape, x: rewards, shiftMean: true, unbiased: true });
      gae(rec, { ...shape, rewards, values: up('values'), advantages, returns, step: gaeStep });
      const among = gpu.upload('whitened', Uint32Array.from(whitened));
      if (spread)
        whiten(rec, {
          ...shape,
          lengths: among,
          x: advantages,
          shiftMean: false,
          unbiased: spread === 'unbiased',
        });
    },
    [rewards, kl, advantages, returns],
  );
  const [reward, k1, advantage, ret] = found.map((grid) => cut(lengths, flatOf(grid, lengths)));
  return { rewards: reward, kl: k1, advantages: advantage, returns: ret };
}

export interface Rows {
  readonly lengths: readonly number[];
  readonly logp: readonly (readonly number[])[];
  readonly oldLogp?: readonly (readonly number[])[];
  readonly advantages?: readonly (readonly number[])[];
  readonly values?: readonly (readonly number[])[];
  readonly oldValues?: readonly (readonly number[])[];
  readonly returns?: readonly (readonly number[])[];
}

/** PPO's two losses of rows of tokens; a column that is left out is 0. */
export async function lossesOf(
  { lengths, ...columns }: Rows,
  clips: { clip: number; valueClip: number; vfCoef: number },
) {
  const gpu = await testGpu();
  const width = Math.max(...lengths) + 1;
  const rows = lengths.length * width;
  const zeros = lengths.map((length) => Array<number>(length).fill(0));
  const up = (label: keyof typeof columns) => gpu.upload(label, gridOf(columns[label] ?? zeros, width));
  const step = ppoUniforms(gpu);
  step.set(clips);
  const [dLogp, dValue] = [gpu.createTensor('dLogp', [rows]), gpu.createTensor('dValue', [rows])];
  const metrics = gpu.createTensor('metrics', [PPO_METRICS.length]);
  const ones = lengths.map((length) => Array<number>(length).fill(1));
  const tensors = {
    logp: up('logp'),
    oldLogp: up('oldLogp'),
    advantages: up('advantages'),
    values: up('values'),
    oldValues: up('oldValues'),
    returns: up('returns'),
    entropy: gpu.upload('entropy', gridOf(zeros, width)),
    mask: gpu.upload('mask', gridOf(ones, width, 0)),
  };
  const found = await runOnce(
    gpu,
    (rec) => ppoLoss(rec, { ...tensors, dLogp, dValue, metrics, rows, step }),
    [dLogp, dValue, metrics],
  );
  const told = Object.fromEntries(PPO_METRICS.map((name, i) => [name, found[2][i]])) as Record<
    PpoMetric,
    number
  >;
  return { dLogp: flatOf(found[0], lengths), dValue: flatOf(found[1], lengths), told };
}

export const near = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThan(1e-6);
