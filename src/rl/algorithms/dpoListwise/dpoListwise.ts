/**
 * DPO on whole rankings, from rankings to metrics. Rafailov et al. 2023 (arXiv:2305.18290), appendix A.3, eq. 20: the
 * Plackett-Luce model in place of Bradley-Terry's.
 *
 *   r(y) = β·log (π(y) / π_ref(y)),   L = mean over rankings of the mean over answers i that beat any of
 *                                         log(e^r_i + Σ e^r_j over strictly worse tiers) − r_i
 *
 * The paper sums over the places of a ranking; here it is their mean, so that long rankings weigh as short ones and two answers
 * are DPO exactly. Ties and partial rankings mean what they mean to the reward model (rewards/losses/plackettLuce.ts): tied
 * answers say nothing about each other, and what was not ranked is left out. β = 0.1 as in TRL's DPO. Samples only to look.
 * Knows its kit; knows no page and no storage.
 */
import code from '../../../gpu/shaders/preferences/plackettLuce.wgsl?raw';
import type { Algorithm, SettingsOf } from '../../training/algorithm.ts';
import { lookAtPolicy } from '../../training/freshAnswers.ts';
import {
  preferenceObjective,
  preferenceValues,
  rankColumns,
  stepValues,
} from '../../training/preferenceObjective.ts';
import { drawRankings } from '../../training/rankedGroups.ts';
import type { Reading } from '../../training/read.ts';
import { DPO_LISTWISE } from './declaration.ts';

const READ = { logpRef: { under: 'reference', what: 'logp' } } as const satisfies Record<string, Reading>;

const LOSS = preferenceObjective({ name: 'dpoListwise', code, scalars: { beta: 'f32' }, reference: true });

export const dpoListwise: Algorithm = {
  ...DPO_LISTWISE,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof DPO_LISTWISE>) {
    const { preferenceBatch, preferenceBeta, minibatches, learningRate } = settings;

    yield 'sample';
    const seen = await lookAtPolicy(kit);

    yield 'draw';
    const ranked = drawRankings(kit.rankings().train, kit.random('rankings'), preferenceBatch);
    // All answers of a ranking stay together.
    const batch = kit.ranked(ranked.answers, ranked.together);
    const { logpRef } = (await kit.read(batch, READ)).columns;

    yield 'update';
    const columns = { logpRef, ...rankColumns(kit, batch, ranked) };
    const scalars = { together: ranked.together, beta: preferenceBeta };
    const updated = await kit.update(batch, LOSS, columns, scalars, { epochs: 1, minibatches });
    return { ...preferenceValues(updated), ...seen, ...stepValues(updated, learningRate) };
  },
};
