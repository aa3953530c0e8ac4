/**
 * IPO, from rankings to metrics. Azar et al. 2023 (arXiv:2310.12036), eq. 17, whose τ is called β here as in the libraries.
 *
 *   Δ = log (π(better) / π_ref(better)) − log (π(worse) / π_ref(worse)),   L = mean over pairs of (Δ − 1 ÷ 2β)²
 *
 * Where DPO pushes a pair apart for ever if it is always ranked the same way, IPO wants a distance and no more. Log-ratios are sums
 * over an answer's tokens, as in the paper, OpenRLHF and TRL's online DPO; TRL's DPO trainer takes means over tokens, which is
 * the setting `ipoPerToken`. β = 0.1 as in TRL. Samples only to look. Knows its kit; knows no page and no storage.
 */
import code from '../../../gpu/shaders/preferences/ipo.wgsl?raw';
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
import { IPO } from './declaration.ts';

const READ = { logpRef: { under: 'reference', what: 'logp' } } as const satisfies Record<string, Reading>;

const LOSS = preferenceObjective({
  name: 'ipo',
  code,
  scalars: { beta: 'f32', perToken: 'f32' },
  reference: true,
});

export const ipo: Algorithm = {
  ...IPO,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof IPO>) {
    const { preferenceBatch, preferenceBeta, ipoPerToken, minibatches, learningRate } = settings;

    yield 'sample';
    const seen = await lookAtPolicy(kit);

    yield 'draw';
    const pairs = drawPairs(kit.rankings().train, kit.random('pairs'), preferenceBatch);
    const batch = kit.ranked(pairs.answers, pairs.together);
    const { logpRef } = (await kit.read(batch, READ)).columns;

    yield 'update';
    const columns = { logpRef, ...rankColumns(kit, batch, pairs) };
    const scalars = { together: pairs.together, beta: preferenceBeta, perToken: Number(ipoPerToken) };
    const updated = await kit.update(batch, LOSS, columns, scalars, { epochs: 1, minibatches });
    return { ...preferenceValues(updated), ...seen, ...stepValues(updated, learningRate) };
  },
};
