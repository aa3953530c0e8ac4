/**
 * KTO, from rankings to metrics. Ethayarajh et al. 2024 (arXiv:2402.01306), eq. 8; defaults and z₀ as in TRL's trainer.
 *
 *   r(y) = β·log (π(y) / π_ref(y)),   z₀ = max(0, mean of log (π(y') / π_ref(y')) over answers y' behind others' prompts)
 *   L    = mean over answers of  λ_D·(1 − σ(r − β·z₀))  where desirable,  λ_U·(1 − σ(β·z₀ − r))  where not
 *
 * An answer is learned from alone. A ranking calls one desirable that beats more answers than beat it, and undesirable one that more
 * beat than it beats; the middle one, or all of a tie, teach nothing. z₀ stands for the KL to the reference and has no gradient:
 * it is read once for all that was drawn, before the first step (TRL: of each batch, at each step; the same with one minibatch).
 * Samples only to look. Knows its kit; knows no page and no storage.
 */
import code from '../../../gpu/shaders/preferences/kto.wgsl?raw';
import type { Sequence } from '../../../model/sequences.ts';
import type { Algorithm, SettingsOf, Updated, Values } from '../../training/algorithm.ts';
import { driftOf, lookAtPolicy } from '../../training/freshAnswers.ts';
import {
  preferenceObjective,
  rankColumns,
  stepValues,
  toldOf,
  type PreferenceMetric,
} from '../../training/preferenceObjective.ts';
import { drawAnswers } from '../../training/rankedGroups.ts';
import type { Reading } from '../../training/read.ts';
import { mean } from '../../training/rollout.ts';
import { KTO } from './declaration.ts';

type Metric = PreferenceMetric | 'desirable' | 'undesirable';

const READ = { logpRef: { under: 'reference', what: 'logp' } } as const satisfies Record<string, Reading>;

const LOSS = preferenceObjective({
  name: 'kto',
  code,
  scalars: { beta: 'f32', z0: 'f32', desirable: 'f32', undesirable: 'f32' },
  reference: true,
  own: ['desirable', 'undesirable'],
});

export const kto: Algorithm = {
  ...KTO,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof KTO>) {
    const { preferenceBatch, preferenceBeta, minibatches, learningRate } = settings;

    yield 'sample';
    const seen = await lookAtPolicy(kit);

    yield 'draw';
    const answers = drawAnswers(kit.rankings().train, kit.random('answers'), preferenceBatch);
    const batch = kit.ranked(answers.answers);
    const strangers = mismatched(batch.sequences);
    const z0 =
      strangers.length > 0 ? Math.max(0, mean((await driftOf(kit, { sequences: strangers })).kl)) : 0;
    const { logpRef } = (await kit.read(batch, READ)).columns;

    yield 'update';
    const columns = { logpRef, ...rankColumns(kit, batch, answers) };
    const scalars = {
      together: answers.together,
      beta: preferenceBeta,
      z0,
      desirable: settings.ktoDesirable,
      undesirable: settings.ktoUndesirable,
    };
    const updated = await kit.update(batch, LOSS, columns, scalars, { epochs: 1, minibatches });
    return { ...ktoValues(updated), kl: z0, ...seen, ...stepValues(updated, learningRate) };
  },
};

/** Each prompt with the answer that was drawn before it, or the nearest before that which is to another prompt. */
export function mismatched(sequences: readonly Sequence[]): Sequence[] {
  const key = ({ prompt }: Sequence) => prompt.join();
  const keys = sequences.map(key);
  return sequences.flatMap(({ prompt }, row) => {
    const before = sequences.map((_, back) => (row - 1 - back + 2 * sequences.length) % sequences.length);
    const other = before.find((at) => keys[at] !== keys[row]);
    return other === undefined ? [] : [{ prompt, response: sequences[other].response }];
  });
}

/** The kernel tells sums and counts: a minibatch may have only one kind. */
function ktoValues(updated: Updated<Metric>): Values {
  const [good, bad] = [toldOf(updated, 'desirable'), toldOf(updated, 'undesirable')];
  const [chosen, rejected] = [
    toldOf(updated, 'rewardsChosen') / good,
    toldOf(updated, 'rewardsRejected') / bad,
  ];
  return {
    loss: toldOf(updated, 'loss'),
    'rewards/chosen': chosen,
    'rewards/rejected': rejected,
    'rewards/margins': chosen - rejected,
    'logps/chosen': toldOf(updated, 'logpsChosen') / good,
    'logps/rejected': toldOf(updated, 'logpsRejected') / bad,
  };
}
