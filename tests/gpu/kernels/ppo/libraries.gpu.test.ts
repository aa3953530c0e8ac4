/**
 * Credit of tokens and PPO's losses beside the numbers of TRL 1.12, verl and OpenRLHF for the same columns: rewards per token, GAE,
 * whitening, clipped values. What no method here is set to (a score behind the last token, discounted returns without values)
 * is put together from the same kernels, so that each step of it is compared.
 */
import { describe, expect, it } from 'vitest';
import { klEstimatorIndex, type KlEstimator } from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import { gae, gaeUniforms } from '../../../../src/gpu/kernels/ppo/gae.ts';
import { PPO_METRICS, ppoLoss, ppoUniforms, type PpoMetric } from '../../../../src/gpu/kernels/ppo/ppo.ts';
import { rewardsPerToken, rewardUniforms } from '../../../../src/gpu/kernels/ppo/rewards.ts';
import { whiten } from '../../../../src/gpu/kernels/ppo/whiten.ts';
import openAdvantages from '../../../fixtures/libraries/advantages-openrlhf.json';
import verlAdvantages from '../../../fixtures/libraries/advantages-verl.json';
import trl from '../../../fixtures/libraries/ppo-trl.json';
import openValues from '../../../fixtures/libraries/values-openrlhf.json';
import verlValues from '../../../fixtures/libraries/values-verl.json';
import { caseOf, casesOf, cut, flatOf, gridOf, type LibraryCase } from '../../../fixtures/libraryCases.ts';
import { expectClose, runOnce, testGpu } from '../../harness.ts';

interface Answers {
  /** One number a token each; 0 where left out. */
  readonly logp?: readonly (readonly number[])[];
  readonly logpRef?: readonly (readonly number[])[];
  readonly values?: readonly (readonly number[])[];
  readonly scores: readonly number[];
  /** Tokens that earn; those whose advantage is whitened, where they are fewer. */
  readonly lengths: readonly number[];
  readonly whitened?: readonly number[];
}

interface How {
  readonly beta?: number;
  readonly estimator?: KlEstimator;
  readonly gamma?: number;
  readonly lambda?: number;
  readonly whitenRewards?: boolean;
  /** Of advantages: variance ÷ (n − 1), ÷ n, or as they are. */
  readonly spread?: 'unbiased' | 'biased' | null;
}

/** Rewards per token, GAE and whitening, recorded one behind the other. */
async function creditOf({ scores, lengths, whitened = lengths, ...columns }: Answers, how: How) {
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

interface Rows {
  readonly lengths: readonly number[];
  readonly logp: readonly (readonly number[])[];
  readonly oldLogp?: readonly (readonly number[])[];
  readonly advantages?: readonly (readonly number[])[];
  readonly values?: readonly (readonly number[])[];
  readonly oldValues?: readonly (readonly number[])[];
  readonly returns?: readonly (readonly number[])[];
}

/** PPO's two losses of rows of tokens; a column that is left out is 0. */
async function lossesOf(
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

const near = (actual: number, expected: number) => expect(Math.abs(actual - expected)).toBeLessThan(1e-6);

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

describe('advantages of tokens', () => {
  type Credit = { readonly advantages: number[]; readonly returns: number[] };
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  /** Each reward less what `of` makes of its group. */
  const without = (
    rewards: readonly number[],
    group: number,
    of: (group: readonly number[], own: number) => number,
  ) =>
    rewards.map((reward, row) => {
      const first = row - (row % group);
      return of(rewards.slice(first, first + group), reward);
    });
  const less = (group: readonly number[], own: number) => own - mean(group);
  const lessOthers = (group: readonly number[], own: number) =>
    own - (mean(group) * group.length - own) / (group.length - 1);

  async function expectCredit({ expected }: LibraryCase<Credit>, answers: Answers, how: How) {
    const { advantages, returns } = await creditOf(answers, how);
    expectClose(advantages.flat(), expected.advantages, 1e-5);
    expectClose(returns.flat(), expected.returns, 1e-5);
  }

  describe('of OpenRLHF', () => {
    const { rewards: of, gae: scored } = openAdvantages.batches;
    const cases = casesOf<Credit>(openAdvantages);
    const rowsOf = (batch: typeof of | typeof scored) => ({
      lengths: batch.lengths,
      logp: cut(batch.lengths, batch.oldLogp),
      logpRef: cut(batch.lengths, batch.refLogp),
    });

    it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
      const {
        estimator,
        gamma,
        lambd,
        no_std_norm: kept,
        'kl.init_coef': beta,
      } = one.settings as {
        estimator: string;
        gamma: number;
        lambd: number;
        no_std_norm: boolean;
        'kl.init_coef': number;
      };
      if (estimator === 'gae') {
        const answers = {
          ...rowsOf(scored),
          values: cut(scored.lengths, scored.values),
          scores: scored.rewards,
        };
        const found = await creditOf(answers, { beta, gamma, lambda: lambd, spread: kept ? null : 'biased' });
        const all = found.advantages.flat();
        // With the spread kept the mean goes all the same, which nothing here does.
        expectClose(kept ? all.map((value) => value - mean(all)) : all, one.expected.advantages, 1e-5);
        return expectClose(found.returns.flat(), one.expected.returns, 1e-5);
      }
      // The baseline first, then each token pays for the KL from there on; REINFORCE's are whitened.
      const shaped: Readonly<Record<string, (group: readonly number[], own: number) => number>> = {
        rloo: lessOthers,
        reinforce_baseline: less,
        dr_grpo: less,
        group_norm: (group, own) => {
          const sd = Math.sqrt(group.reduce((sum, r) => sum + less(group, r) ** 2, 0) / (group.length - 1));
          return less(group, own) / (sd + 1e-9);
        },
        reinforce: (__, own) => own,
      };
      const whitens = estimator.startsWith('reinforce');
      const answers = { ...rowsOf(of), scores: without(of.rewards, of.group, shaped[estimator]) };
      if (!kept) return expectCredit(one, answers, { beta, gamma, spread: whitens ? 'biased' : null });
      const { advantages } = await creditOf(answers, { beta, gamma });
      const all = advantages.flat();
      expectClose(
        all.map((value) => value - mean(all)),
        one.expected.advantages,
        1e-5,
      );
    });
  });

  describe('of verl', () => {
    const { rewards: of, gae: given } = verlAdvantages.batches;
    const cases = casesOf<Credit>(verlAdvantages);
    const named = (name: string) => caseOf<Credit>(verlAdvantages, name);
    const scored = { lengths: of.lengths, scores: of.rewards };

    it.each([1, 0.875])('REINFORCE++, γ %f', (gamma) =>
      expectCredit(named(`REINFORCE++, γ ${gamma}`), scored, { gamma, spread: 'unbiased' }),
    );

    it.each([
      ['RLOO', lessOthers],
      ['GRPO, spread not divided by', less],
    ] as const)('%s', (name, shape) =>
      expectCredit(named(name), { ...scored, scores: without(of.rewards, of.group, shape) }, {}),
    );

    it('REINFORCE++ with a baseline', async () => {
      const { expected } = named('REINFORCE++ with a baseline');
      const scores = without(of.rewards, of.group, less);
      expectClose(
        (await creditOf({ ...scored, scores }, { spread: 'unbiased' })).advantages.flat(),
        expected.advantages,
        1e-5,
      );
    });

    it.each(['GAE, γ 1.0, λ 0.9375, whitened', 'GAE, γ 0.96875, λ 0.75, whitened'])('%s', async (name) => {
      const { settings, expected } = named(name);
      const gpu = await testGpu();
      const { lengths, tokenRewards, values } = given;
      const [batch, R] = [lengths.length, Math.max(...lengths) + 1];
      const grid = (column: readonly number[]) => gpu.upload('column', gridOf(cut(lengths, column), R));
      const [advantages, returns] = [gpu.createTensor('A', [batch * R]), gpu.createTensor('R', [batch * R])];
      const step = gaeUniforms(gpu);
      step.set({ gamma: Number(settings.gamma), lambda: Number(settings.lam) });
      const shape = { batch, R, lengths: gpu.upload('lengths', Uint32Array.from(lengths)) };
      const found = await runOnce(
        gpu,
        (rec) => {
          gae(rec, {
            ...shape,
            rewards: grid(tokenRewards),
            values: grid(values),
            advantages,
            returns,
            step,
          });
          whiten(rec, { ...shape, x: advantages, shiftMean: false, unbiased: true });
        },
        [advantages, returns],
      );
      expectClose(flatOf(found[0], lengths), expected.advantages, 1e-5);
      expectClose(flatOf(found[1], lengths), expected.returns, 1e-5);
    });

    it('has no case but these, the spread of groups, which GRPO’s own test reads, and OPO, which is not here', () => {
      const here = ['REINFORCE++, γ 1', 'REINFORCE++, γ 0.875', 'REINFORCE++ with a baseline', 'RLOO'];
      const elsewhere = ['GRPO', 'OPO'];
      const rest = cases.filter(
        ({ name }) => ![...here, ...elsewhere, 'GRPO, spread not divided by'].includes(name),
      );
      expect(rest.every(({ name }) => name.startsWith('GAE'))).toBe(true);
    });
  });
});

describe('value losses', () => {
  type Expected = { loss: number; dValue: number[]; metrics?: { clipFraction: number } };
  it.each([
    ['verl', verlValues, 'value loss, token-mean', 0.25],
    ['OpenRLHF', openValues, 'value loss', 1e6],
    ['OpenRLHF', openValues, 'clipped', 0.25],
  ] as const)("%s's, a mean over tokens: %s %s", async (_, file, name, valueClip) => {
    const { lengths, values, newValues, returns } = file.batches.gae;
    const rows = (column: readonly number[]) => cut(lengths, column);
    const found = await lossesOf(
      {
        lengths,
        logp: lengths.map((length) => Array<number>(length).fill(0)),
        values: rows(newValues),
        oldValues: rows(values),
        returns: rows(returns),
      },
      { clip: 0.2, valueClip, vfCoef: 1 },
    );
    const { expected } = caseOf<Expected>(file, name);
    near(found.told.valueLoss, expected.loss);
    expectClose(found.dValue, expected.dValue, 1e-5);
    if (expected.metrics) near(found.told.valueClipFraction, expected.metrics.clipFraction);
  });

  it('by answers are nobody’s setting here, and all others are compared', () => {
    const names = [...casesOf(verlValues), ...casesOf(openValues)].map(({ name }) => name);
    expect(names.filter((name) => /seq-mean-token-mean|by answers/.test(name)).length).toBe(3);
    // Three above, and verl's entropies, which the head's test reads.
    expect(names.length).toBe(3 + 2 + 3);
  });
});
