/**
 * DPO on pairs, from rankings to metrics. Rafailov et al. 2023 (arXiv:2305.18290), eq. 7.
 *
 *   r(y) = β·log (π(y) / π_ref(y)),   L = −mean over pairs of log σ(r(better) − r(worse))
 *
 * The optimum of the KL-penalised reward is a policy whose log-ratio to the reference is the reward itself, up to a constant of
 * the prompt, so that no reward model is fitted: the policy is one. Every pair that a ranking orders may be drawn; ties make
 * none. β = 0.1 as in TRL and the paper. Samples only to look. Knows its kit; knows no page and no storage.
 */
import code from '../../../gpu/shaders/preferences/dpo.wgsl?raw';
import type { Algorithm, SettingsOf } from '../../training/algorithm.ts';
import { lookAtPolicy } from '../../training/freshAnswers.ts';
import {
  preferenceObjective,
  preferenceValues,
  rankColumns,
  stepValues,
} from '../../training/preferenceObjective.ts';
import { drawPairs } from '../../training/rankedGroups.ts';
import type { Reading } from '../../training/read.ts';
import { DPO } from './declaration.ts';

const READ = { logpRef: { under: 'reference', what: 'logp' } } as const satisfies Record<string, Reading>;

const LOSS = preferenceObjective({ name: 'dpo', code, scalars: { beta: 'f32' }, reference: true });

export const dpo: Algorithm = {
  ...DPO,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof DPO>) {
    const { preferenceBatch, preferenceBeta, minibatches, learningRate } = settings;

    yield 'sample';
    const seen = await lookAtPolicy(kit);

    yield 'draw';
    const pairs = drawPairs(kit.rankings().train, kit.random('pairs'), preferenceBatch);
    const batch = kit.ranked(pairs.answers, pairs.together);
    const { logpRef } = (await kit.read(batch, READ)).columns;

    yield 'update';
    const columns = { logpRef, ...rankColumns(kit, batch, pairs) };
    const scalars = { together: pairs.together, beta: preferenceBeta };
    const updated = await kit.update(batch, LOSS, columns, scalars, { epochs: 1, minibatches });
    return { ...preferenceValues(updated), ...seen, ...stepValues(updated, learningRate) };
  },
};
