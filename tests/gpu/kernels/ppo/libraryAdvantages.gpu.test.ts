/** Advantages of tokens beside those of OpenRLHF and verl for the same columns: each step of them is compared. */
import { describe, expect, it } from 'vitest';
import { gae, gaeUniforms } from '../../../../src/gpu/kernels/ppo/gae.ts';
import { whiten } from '../../../../src/gpu/kernels/ppo/whiten.ts';
import openAdvantages from '../../../fixtures/libraries/advantages-openrlhf.json';
import verlAdvantages from '../../../fixtures/libraries/advantages-verl.json';
import { caseOf, casesOf, cut, flatOf, gridOf, type LibraryCase } from '../../../fixtures/libraryCases.ts';
import { expectClose, runOnce, testGpu } from '../../harness.ts';
import { creditOf, type Answers, type How } from './libraryKernels.ts';

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
