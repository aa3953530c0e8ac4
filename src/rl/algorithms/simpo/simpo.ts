/**
 * SimPO, from rankings to metrics. Meng et al. 2024 (arXiv:2405.14734), eq. 6.
 *
 *   r(y) = β·mean over tokens of log π,   L = −mean over pairs of log σ(r(better) − r(worse) − γ)
 *
 * The reward is what a sampler goes by, likelihood per token, so that long answers gain nothing by their length, and there is no
 * reference: nothing holds the policy near where it began. β = 2 and γ = 0.5 as in the authors' code (γ ÷ β = 0.25); TRL's CPO trainer
 * has β = 0.1 unless told otherwise. Samples only to look, which reads the reference. Knows its kit; knows no page and no storage.
 */
import code from '../../../gpu/shaders/preferences/simpo.wgsl?raw';
import type { Algorithm, SettingsOf } from '../../training/algorithm.ts';
import { lookAtPolicy } from '../../training/freshAnswers.ts';
import {
  preferenceObjective,
  preferenceValues,
  rankColumns,
  stepValues,
} from '../../training/preferenceObjective.ts';
import { drawPairs } from '../../training/rankedGroups.ts';
import { SIMPO } from './declaration.ts';

const LOSS = preferenceObjective({
  name: 'simpo',
  code,
  scalars: { beta: 'f32', gamma: 'f32' },
  reference: false,
});

export const simpo: Algorithm = {
  ...SIMPO,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof SIMPO>) {
    const { preferenceBatch, simpoBeta, simpoGamma, minibatches, learningRate } = settings;

    yield 'sample';
    const seen = await lookAtPolicy(kit);

    yield 'draw';
    const pairs = drawPairs(kit.rankings().train, kit.random('pairs'), preferenceBatch);
    const batch = kit.ranked(pairs.answers, pairs.together);

    yield 'update';
    const columns = rankColumns(kit, batch, pairs);
    const scalars = { together: pairs.together, beta: simpoBeta, gamma: simpoGamma };
    const updated = await kit.update(batch, LOSS, columns, scalars, { epochs: 1, minibatches });
    return { ...preferenceValues(updated), ...seen, ...stepValues(updated, learningRate) };
  },
};
