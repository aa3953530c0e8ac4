/** TRL 1.12's PPO step by step: rewards per token, GAE, whitening and both losses of the same columns. */
import { describe, expect, it } from 'vitest';
import { whiten } from '../../../../src/gpu/kernels/ppo/whiten.ts';
import type { KlEstimator } from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import trl from '../../../fixtures/libraries/ppo-trl.json';
import { caseOf, casesOf, cut, flatOf, gridOf } from '../../../fixtures/libraryCases.ts';
import { expectClose, runOnce, testGpu } from '../../harness.ts';
import { creditOf, lossesOf, near } from './libraryKernels.ts';

describe("TRL's PPO", () => {
  type Expected = Record<'kl', number[]> &
    Record<'rewards' | 'advantages' | 'returns' | 'dValue', number[][]> & {
      loss: number;
      policyLoss: number;
      valueLoss: number;
      dLogp: number[];
      metrics: { valueClipFraction: number };
    };
  type Settings = Record<
    'kl_coef' | 'gamma' | 'lam' | 'cliprange' | 'cliprange_value' | 'vf_coef',
    number
  > & { kl_estimator: KlEstimator; whiten_rewards: boolean };

  /** Its score and a value more stand one place behind the answers that are shorter than the batch is wide. */
  function laidOut(batch: string) {
    const of = trl.batches[batch as 'full' | 'ragged'];
    const width = Math.max(...of.lengths);
    const rows = (column: readonly number[]) => cut(of.lengths, column);
    const longer = of.lengths.map((length) => Math.min(width, length + 1));
    const behind = (column: number[][], next: (row: number) => number) =>
      column.map((tokens, row) => (tokens.length < width ? [...tokens, next(row)] : tokens));
    return { of, width, rows, longer, behind };
  }

  const cases = casesOf<Expected>(trl).filter(({ expected }) => 'kl' in expected);
  it.each(cases.map((one) => [one.name, one] as const))('rewards, GAE, whitening: %s', async (_, one) => {
    const settings = one.settings as Settings;
    const { of, rows, longer, behind } = laidOut(one.batch);
    const { rewards, kl, advantages, returns } = await creditOf(
      {
        // Before the update, and no KL behind the last token.
        logp: behind(rows(of.oldLogp), () => 0),
        logpRef: behind(rows(of.refLogp), () => 0),
        values: behind(rows(of.values), (row) => of.valuesAfter[row]),
        scores: of.scores,
        lengths: longer,
        whitened: of.lengths,
      },
      {
        beta: settings.kl_coef,
        estimator: settings.kl_estimator,
        gamma: settings.gamma,
        lambda: settings.lam,
        whitenRewards: settings.whiten_rewards,
        spread: 'unbiased',
      },
    );
    const { expected } = one;
    // The kernel tells k1 whatever is charged.
    if (settings.kl_estimator === 'k1')
      expectClose(
        kl.flatMap((row, i) => row.slice(0, of.lengths[i])),
        expected.kl,
        1e-6,
      );
    for (const [found, theirs] of [
      [rewards, expected.rewards],
      [advantages, expected.advantages],
      [returns, expected.returns],
    ])
      expectClose(
        found.flat(),
        theirs.flatMap((row, i) => row.slice(0, longer[i])),
        1e-5,
      );
  });

  const losses = casesOf<Expected>(trl).filter(({ expected }) => 'policyLoss' in expected);
  it.each(losses.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const settings = one.settings as Settings;
    const { of, rows, longer, behind } = laidOut(one.batch);
    const { expected } = one;
    const clips = { clip: settings.cliprange, valueClip: settings.cliprange_value, vfCoef: settings.vf_coef };
    const clipped = (column: number[][], lengths: readonly number[]) =>
      column.map((row, i) => row.slice(0, lengths[i]));
    const policy = await lossesOf(
      {
        lengths: of.lengths,
        logp: rows(of.logp),
        oldLogp: rows(of.oldLogp),
        advantages: clipped(expected.advantages, of.lengths),
      },
      clips,
    );
    // The value that stands behind the last token is learned as well.
    const value = await lossesOf(
      {
        lengths: longer,
        logp: longer.map((length) => Array<number>(length).fill(0)),
        values: behind(rows(of.newValues), (row) => of.newValuesAfter[row]),
        oldValues: behind(rows(of.values), (row) => of.valuesAfter[row]),
        returns: clipped(expected.returns, longer),
      },
      clips,
    );
    near(policy.told.policyLoss, expected.policyLoss);
    near(value.told.valueLoss, expected.valueLoss);
    near(policy.told.policyLoss + settings.vf_coef * value.told.valueLoss, expected.loss);
    expectClose(policy.dLogp, expected.dLogp, 1e-5);
    expectClose(value.dValue, clipped(expected.dValue, longer).flat(), 1e-5);
    near(value.told.valueClipFraction, expected.metrics.valueClipFraction);
  });

  it.each([true, false])('masked_whiten, the mean taken off: %s', async (shift) => {
    const gpu = await testGpu();
    const { lengths, values } = trl.batches.ragged;
    const name = shift ? 'whitened values, no mean' : 'whitened values, mean kept';
    const R = Math.max(...lengths) + 1;
    const x = gpu.upload('x', gridOf(cut(lengths, values), R));
    const among = gpu.upload('lengths', Uint32Array.from(lengths));
    const shape = { batch: lengths.length, R, lengths: among };
    const [found] = await runOnce(
      gpu,
      (rec) => whiten(rec, { ...shape, x, shiftMean: !shift, unbiased: true }),
      [x],
    );
    const { expected } = caseOf<{ whitened: number[] }>(trl, name);
    expectClose(flatOf(found, lengths), expected.whitened, 1e-5);
  });

  it('is compared in each of its cases', () => {
    expect(cases.length + losses.length + 2).toBe(trl.cases.length);
  });
});
