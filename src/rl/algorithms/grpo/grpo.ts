/**
 * GRPO, from sampling to metrics. Shao et al. 2024, with the choices of those who changed it as settings (fields.ts), and what each
 * of them chose as presets (presets.ts): Dr. GRPO (Liu et al. 2025), DAPO (Yu et al. 2025), GSPO (Zheng et al. 2025), CISPO
 * (MiniMax 2025), SAPO (Gao et al. 2025).
 *
 *   r_i earned by answer i of the G to a prompt: the reward model's score, clipped, less the penalty without an end, less
 *       what DAPO takes off for length (overlong.ts); groups that earn all the same may be drawn anew (dynamicSampling.ts)
 *   A_i = (r_i − mean of the group) ÷ (sd of the group + ε),  or r_i − mean of the group               (Dr. GRPO)
 *   L   = Σ over tokens of share · (term + β·kl),  ρ = π ÷ π_old of a token,
 *   term = max(−A·ρ, −A·clip(ρ, 1 − ε_low, 1 + ε_high)),  or what grpo's kernel has beside it          (GSPO, CISPO, SAPO)
 *   share = 1 ÷ (tokens of its answer · answers),  or 1 ÷ all tokens (DAPO),  or 1 ÷ (C · answers)     (Dr. GRPO)
 *   kl  = e^(−d) − 1 + d,  d = log π − log π_ref
 *
 * There is no value function: what the others to the same prompt earned takes its place. The spread has N − 1 below and ε = 1e-4
 * as in TRL. The policy reads its own samples again, so that the first ratio is exactly 1. GSPO-token has the gradient of GSPO
 * where, as here, all tokens of an answer have one advantage, but for weights of another sampler and a corrected KL. What libraries compute under the same names and how to have it
 * here is in docs/methods.md. Knows its kit; knows no page, no storage and no ranking.
 */
import { grpoScalars } from '../../../gpu/kernels/grpo/grpoChoices.ts';
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
import { earnedOf } from '../../training/earned.ts';
import { mean } from '../../training/rollout.ts';
import { GRPO } from './declaration.ts';
import { fillWithUnlike } from './dynamicSampling.ts';
import type { GrpoSettings } from './fields.ts';
import { overlongReward } from './overlong.ts';

const LOSS = responseObjectives('grpo');

export const grpo: Algorithm = {
  ...GRPO,
  start: ({ dualClip }: GrpoSettings) => {
    if (dualClip > 0 && dualClip <= 1) throw new RangeError('dualClip must be above 1, or 0, which is off.');
    return null;
  },
  async *iterate(kit, settings: GrpoSettings) {
    yield 'sample';
    const first = await kit.sample(settings.groupSize);

    yield 'score';
    const drawn = await fillWithUnlike(kit, first, settings.redraws, (rollout, scores) => {
      const lengths = rollout.sequences.map(({ response }) => response.length);
      const earned = earnedOf(scores, rollout, settings);
      return earned.map((reward, row) => reward + overlongReward(lengths[row], settings));
    });
    const scored = await scoreResponses(kit, drawn.rollout, settings, drawn);
    const advantages = groupAdvantages(scored.earned, settings);

    yield 'update';
    const updated = await updateResponses(kit, scored, LOSS, advantages, scalarsOf(settings), {
      epochs: settings.updateEpochs,
      minibatches: settings.minibatches,
    });
    return {
      ...(await responseValues(kit, scored, updated, settings)),
      ...groupValues(scored.earned, settings.groupSize),
      ...clipValues(updated),
      // Answers that were drawn and dropped are sampled all the same.
      episode: kit.episodes + first.sequences.length + drawn.redrawn * settings.groupSize,
      'grpo/overlong_reward': mean(
        scored.rollout.sequences.map(({ response }) => overlongReward(response.length, settings)),
      ),
      'grpo/redrawn_groups': drawn.redrawn,
      'grpo/left_out_groups': drawn.leftOut,
      kl: averageOf(updated, 'kl'),
      'grpo/loss': averageOf(updated, 'loss'),
    };
  },
};

/**
 * A of each answer, of rewards of which `groupSize` neighbours answer one prompt; exactly 0 in a group of equal rewards, whose mean
 * as it is computed need not be their number, and might be divided by as small a spread.
 */
export function groupAdvantages(
  rewards: readonly number[],
  {
    groupSize,
    scaleRewards,
    spreadEpsilon,
  }: Pick<GrpoSettings, 'groupSize' | 'scaleRewards' | 'spreadEpsilon'>,
): number[] {
  const overBatch = spread(rewards);
  return groupsOf(rewards, groupSize).flatMap((group) => {
    if (group.every((reward) => reward === group[0])) return group.map(() => 0);
    const middle = mean(group);
    const by = { group: spread(group) + spreadEpsilon, batch: overBatch + spreadEpsilon, none: 1 }[
      scaleRewards
    ];
    return group.map((reward) => (reward - middle) / by);
  });
}

/** The settings as the kernel's choices. */
export function scalarsOf(settings: GrpoSettings) {
  return grpoScalars({
    term: settings.policyTerm,
    low: settings.clipLow,
    high: settings.clipHigh,
    cap: settings.dualClip,
    positive: settings.sapoPositive,
    negative: settings.sapoNegative,
    normaliser: settings.lossNormaliser,
    most: settings.normaliserTokens || settings.maxNewTokens,
    beta: settings.klCoefficient,
    estimator: settings.klEstimator,
    corrected: settings.klCorrected,
  });
}
