/**
 * Online DPO, from sampling to metrics. Guo et al. 2024 (arXiv:2402.04792), with a reward model as the judge, as TRL's trainer can.
 *
 *   k answers of the policy to each prompt; better and worse are those of the largest and the smallest score
 *   r(y) = β·log (π(y) / π_ref(y)),   L = −mean over prompts of log σ(r(better) − r(worse))      (DPO, eq. 7)
 *
 * DPO on pairs that the policy has just written, so that it learns from the mistakes it makes now. k = 2, β = 0.1 and a penalty for an
 * answer that did not end are TRL's; where all scores are equal a prompt teaches nothing. Knows its kit; knows no page, no
 * storage and no ranking.
 */
import code from '../../../gpu/shaders/preferences/dpo.wgsl?raw';
import type { Algorithm, SettingsOf } from '../../training/algorithm.ts';
import { driftOf, freshValues } from '../../training/freshAnswers.ts';
import {
  preferenceObjective,
  preferenceValues,
  rankColumns,
  stepValues,
} from '../../training/preferenceObjective.ts';
import type { Reading } from '../../training/read.ts';
import { mean } from '../../training/rollout.ts';
import { ONLINE_DPO } from './declaration.ts';

const READ = { logpRef: { under: 'reference', what: 'logp' } } as const satisfies Record<string, Reading>;

const LOSS = preferenceObjective({ name: 'onlineDpo', code, scalars: { beta: 'f32' }, reference: true });

export const onlineDpo: Algorithm = {
  ...ONLINE_DPO,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof ONLINE_DPO>) {
    const { onlineGroup, preferenceBeta, missingEosPenalty, minibatches, learningRate } = settings;

    yield 'sample';
    const rollout = await kit.sample(onlineGroup);

    yield 'score';
    const scores = await kit.reward(rollout);
    const drift = await driftOf(kit, rollout);
    kit.show(rollout, scores, drift.kl);
    const rewards = scores.map((score, row) => score - (rollout.finished[row] ? 0 : missingEosPenalty));
    const pairs = rollout.prompts.map((_, prompt) =>
      bestAndWorst(rewards, prompt * onlineGroup, onlineGroup),
    );
    const batch = {
      sequences: pairs.flatMap(({ best, worst }) => [rollout.sequences[best], rollout.sequences[worst]]),
      together: 2,
    };
    const { logpRef } = (await kit.read(batch, READ)).columns;

    yield 'update';
    const margins = pairs.map(({ best, worst }) => rewards[best] - rewards[worst]);
    const columns = {
      logpRef,
      ...rankColumns(kit, batch, {
        tiers: pairs.flatMap(() => [0, 1]),
        weights: margins.flatMap((margin) => Array.from({ length: 2 }, () => Number(margin > 0))),
      }),
    };
    const scalars = { together: 2, beta: preferenceBeta };
    const updated = await kit.update(batch, LOSS, columns, scalars, { epochs: 1, minibatches });
    return {
      ...preferenceValues(updated),
      'objective/scores': mean(rewards),
      'objective/scores_margin': mean(margins),
      'nudge/score': mean(scores),
      ...(await freshValues(kit, rollout, drift)),
      ...stepValues(updated, learningRate),
    };
  },
};

/** Of `count` answers from `first` on, which have the largest and the smallest reward; the first of equals is the best. */
function bestAndWorst(rewards: readonly number[], first: number, count: number) {
  let [best, worst] = [first, first + count - 1];
  for (let row = first; row < first + count; row++) {
    if (rewards[row] > rewards[best]) best = row;
    if (rewards[row] < rewards[worst]) worst = row;
  }
  return { best, worst };
}
