/**
 * REINFORCE with a baseline, from sampling to metrics. Williams 1992.
 *
 *   R_i = r_i − β·Σ over its tokens of (log π − log π_ref)
 *   A_i = R_i − b
 *   L   = −mean over answers of A_i·Σ over its tokens of log π
 *
 * An answer is one action, learned from once. b is the mean of the batch; or of the others in it, which leaves the gradient
 * unbiased; or a moving average of the batches before. No library here has the moving average; β is TRL's for RLOO. With several
 * minibatches all but the first are taken from a policy that has moved a little since it sampled: nothing bounds that, so there is
 * one epoch. Knows its kit; knows no page, no storage and no ranking.
 */
import { grpoScalars } from '../../../gpu/kernels/grpo/grpoChoices.ts';
import type { Algorithm } from '../../training/algorithm.ts';
import {
  averageOf,
  responseObjectives,
  responseValues,
  scoreResponses,
  updateResponses,
} from '../../training/responses.ts';
import { mean } from '../../training/rollout.ts';
import { REINFORCE, type ReinforceSettings } from './declaration.ts';

/** What goes from one iteration to the next: the moving average of mean rewards, null before the first. */
export interface ReinforceState {
  readonly average: number | null;
}

const LOSS = responseObjectives('reinforce');

/** A sum over tokens, its mean over answers. */
export const SCALARS = grpoScalars({
  term: 'plain',
  normaliser: 'constant',
  most: 1,
  low: 1,
  high: 1,
  cap: 0,
  positive: 1,
  negative: 1,
  beta: 0,
  estimator: 'k1',
  corrected: false,
});

export const reinforce: Algorithm = {
  ...REINFORCE,
  start: (_, kept): ReinforceState => (kept as ReinforceState | null) ?? { average: null },
  async *iterate(kit, settings: ReinforceSettings) {
    const { klCoefficient, minibatches } = settings;

    yield 'sample';
    const rollout = await kit.sample();

    yield 'score';
    const scored = await scoreResponses(kit, rollout, settings);
    const { earned, kl } = scored;
    const rewards = earned.map((reward, row) => reward - klCoefficient * kl[row]);
    const { baselines, average } = baselinesOf(rewards, settings, kit.kept as ReinforceState);
    const advantages = rewards.map((reward, row) => reward - baselines[row]);

    yield 'update';
    const passes = { epochs: 1, minibatches };
    const updated = await updateResponses(kit, scored, LOSS, advantages, SCALARS, passes);
    kit.keep({ average } satisfies ReinforceState);
    const nonScore = -klCoefficient * mean(kl);
    return {
      ...(await responseValues(kit, scored, updated, settings)),
      'objective/non_score_reward': nonScore,
      'objective/rlhf_reward': mean(earned) + nonScore,
      'reinforce/baseline': mean(baselines),
      'reinforce/loss': averageOf(updated, 'loss'),
    };
  },
};

/** b of each answer, and the moving average with this batch in it; before the first batch that is the batch's own mean. */
export function baselinesOf(
  rewards: readonly number[],
  { baseline, baselineDecay }: Pick<ReinforceSettings, 'baseline' | 'baselineDecay'>,
  { average: before }: ReinforceState,
): { readonly baselines: readonly number[]; readonly average: number } {
  const middle = mean(rewards);
  const average = before === null ? middle : baselineDecay * before + (1 - baselineDecay) * middle;
  const others = rewards.length - 1;
  const of = (reward: number): number => {
    switch (baseline) {
      case 'mean':
        return middle;
      case 'leaveOut':
        return others === 0 ? 0 : (middle * rewards.length - reward) / others;
      case 'average':
        return before ?? middle;
      default:
        return 0;
    }
  };
  return { baselines: rewards.map(of), average };
}
