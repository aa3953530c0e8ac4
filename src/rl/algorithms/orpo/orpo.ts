/**
 * ORPO, from rankings to metrics. Hong et al. 2024 (arXiv:2403.07691), eq. 6 and 7.
 *
 *   l(y) = mean over tokens of log π,   log odds = l − log(1 − e^l)
 *   L    = mean over pairs of  −l(better) − λ·log σ(log odds(better) − log odds(worse))
 *
 * Learning to write like the better answers and telling them from the worse in one loss, without a reference: nothing but λ holds
 * the policy back. λ = 0.1 as in TRL, where it is called beta. The first term is of the answer alone and a mean over pairs, as in
 * the paper; TRL's is of the prompt too and a mean over all tokens of a batch. Samples only to look, which reads the reference.
 * Knows its kit; knows no page and no storage.
 */
import code from '../../../gpu/shaders/preferences/orpo.wgsl?raw';
import type { Algorithm, SettingsOf } from '../../training/algorithm.ts';
import { lookAtPolicy } from '../../training/freshAnswers.ts';
import {
  preferenceObjective,
  preferenceValues,
  rankColumns,
  stepValues,
  toldOf,
} from '../../training/preferenceObjective.ts';
import { drawPairs } from '../../training/rankedGroups.ts';
import { ORPO } from './declaration.ts';

const LOSS = preferenceObjective({
  name: 'orpo',
  code,
  scalars: { lambda: 'f32' },
  reference: false,
  own: ['nll', 'logOddsRatio', 'logOddsChosen'],
});

export const orpo: Algorithm = {
  ...ORPO,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof ORPO>) {
    const { preferenceBatch, orpoLambda, minibatches, learningRate } = settings;

    yield 'sample';
    const seen = await lookAtPolicy(kit);

    yield 'draw';
    const pairs = drawPairs(kit.rankings().train, kit.random('pairs'), preferenceBatch);
    const batch = kit.ranked(pairs.answers, pairs.together);

    yield 'update';
    const columns = rankColumns(kit, batch, pairs);
    const scalars = { together: pairs.together, lambda: orpoLambda };
    const updated = await kit.update(batch, LOSS, columns, scalars, { epochs: 1, minibatches });
    return {
      ...preferenceValues(updated),
      nll_loss: toldOf(updated, 'nll'),
      log_odds_ratio: toldOf(updated, 'logOddsRatio'),
      log_odds_chosen: toldOf(updated, 'logOddsChosen'),
      ...seen,
      ...stepValues(updated, learningRate),
    };
  },
};
