/**
 * RLOO, REINFORCE leave-one-out, from sampling to metrics. Ahmadian et al. 2024; Kool et al. 2019. Defaults and order of steps are
 * those of TRL 1.16 (RLOOTrainer): two answers to a prompt, β = 0.05, the ratio of the whole answer clipped at 0.2.
 *
 *   R_i = r_i − β·Σ over its tokens of (log π − log π_ref)
 *   A_i = R_i − mean of R_j, j ≠ i of the same prompt
 *   L   = mean over answers of max(−A·ρ, −A·clip(ρ, 1 − ε_low, 1 + ε_high)),   ρ = Π over tokens of π ÷ π_old
 *
 * An answer is one action, and the others to its prompt are its baseline: unbiased, and without a value function. With the
 * token as the action, as OpenRLHF has it, the baseline knows no KL, each token pays for what comes from it on, and is clipped by
 * itself:
 *
 *   A_t = r_i − mean of r_j − β·Σ over s ≥ t of (log π_s − log π_ref,s),   L = mean over tokens of max(−A_t·ρ_t, −A_t·clip(ρ_t))
 *
 * Knows its kit; knows no page, no storage and no ranking.
 */
import { grpoScalars, type PolicyTerm } from '../../../gpu/kernels/grpo/grpoChoices.ts';
import type { Algorithm } from '../../training/algorithm.ts';
import {
  averageOf,
  clipValues,
  groupsOf,
  groupValues,
  responseObjectives,
  responseValues,
  scoreResponses,
  spread,
  updateResponses,
} from '../../training/responses.ts';
import { mean } from '../../training/rollout.ts';
import { RLOO, type RlooSettings } from './declaration.ts';

const LOSS = responseObjectives('rloo');

export const rloo: Algorithm = {
  ...RLOO,
  start: () => null,
  async *iterate(kit, settings: RlooSettings) {
    const { groupSize, klCoefficient, rlooUnit, updateEpochs, minibatches } = settings;

    yield 'sample';
    const rollout = await kit.sample(groupSize);

    yield 'score';
    const scored = await scoreResponses(kit, rollout, settings);
    const { earned, gaps, kl } = scored;
    const advantages =
      rlooUnit === 'answer'
        ? answerAdvantages(earned, kl, settings)
        : tokenAdvantages(earned, gaps, settings);

    yield 'update';
    const passes = { epochs: updateEpochs, minibatches };
    const updated = await updateResponses(kit, scored, LOSS, advantages, scalarsOf(settings), passes);
    const nonScore = -klCoefficient * mean(kl);
    return {
      ...(await responseValues(kit, scored, updated, settings)),
      'objective/non_score_reward': nonScore,
      'objective/rlhf_reward': mean(earned) + nonScore,
      ...groupValues(earned, groupSize),
      ...clipValues(updated),
      'rloo/loss': averageOf(updated, 'loss'),
    };
  },
};

type Choices = Pick<RlooSettings, 'groupSize' | 'klCoefficient' | 'normaliseAdvantages'>;

/** A of each answer. @param kl of each, nats */
export function answerAdvantages(
  earned: readonly number[],
  kl: readonly number[],
  { groupSize, klCoefficient, normaliseAdvantages }: Choices,
): number[] {
  const rewards = earned.map((reward, row) => reward - klCoefficient * kl[row]);
  const advantages = lessOthers(rewards, groupSize);
  if (!normaliseAdvantages) return advantages;
  const [middle, by] = [mean(advantages), spread(advantages) + 1e-4];
  return advantages.map((advantage) => (advantage - middle) / by);
}

/** A of each token of each answer. @param gaps log π − log π_ref of each */
export function tokenAdvantages(
  earned: readonly number[],
  gaps: readonly (readonly number[])[],
  { groupSize, klCoefficient }: Choices,
): number[][] {
  const advantages = lessOthers(earned, groupSize);
  return gaps.map((of, row) => {
    let paid = 0;
    return of
      .toReversed()
      .map((gap) => advantages[row] - klCoefficient * (paid += gap))
      .reverse();
  });
}

/** Each less the mean of the others in its group. */
function lessOthers(rewards: readonly number[], groupSize: number): number[] {
  return groupsOf(rewards, groupSize).flatMap((group) => {
    const total = group.reduce((sum, reward) => sum + reward, 0);
    return group.map((reward) => reward - (total - reward) / (groupSize - 1));
  });
}

/** The settings as the kernel's choices. */
export function scalarsOf({
  clipLow,
  clipHigh,
  rlooUnit,
}: Pick<RlooSettings, 'clipLow' | 'clipHigh' | 'rlooUnit'>) {
  const term: PolicyTerm = rlooUnit === 'answer' ? 'response' : 'token';
  return grpoScalars({
    term,
    low: clipLow,
    high: clipHigh,
    cap: 0,
    positive: 1,
    negative: 1,
    normaliser: rlooUnit === 'answer' ? 'sequence' : 'token',
    most: 1,
    beta: 0,
    estimator: 'k1',
    corrected: false,
  });
}
