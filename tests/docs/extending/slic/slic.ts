/**
 * SLiC, from rankings to metrics. Zhao et al. 2023, with the reference taken off as in RSO (Liu et al. 2023) and TRL's hinge.
 *
 *   Δ = log π(better)/π_ref(better) − log π(worse)/π_ref(worse),   L = mean over pairs of max(0, 1 − β·Δ)
 *
 * Samples nothing and needs no reward model. Knows its kit; knows no page and no storage.
 */
import code from './slic.wgsl?raw';
import { sizesBlock } from '../../../../src/gpu/uniforms.ts';
import { orderedPairs } from '../../../../src/preferences/agreement.ts';
import type { Algorithm, SettingsOf } from '../../../../src/rl/training/algorithm.ts';
import type { Numbers, Objective } from '../../../../src/rl/training/policyStep.ts';
import type { Reading } from '../../../../src/rl/training/read.ts';
import { mean } from '../../../../src/rl/training/rollout.ts';
import { SLIC } from './declaration.ts';

type Metric = 'loss' | 'right';

const READ = {
  logp: { under: 'policy', what: 'logp' },
  reference: { under: 'reference', what: 'logp' },
} as const satisfies Record<string, Reading>;

const KERNEL = {
  name: 'slic',
  code,
  bindings: ['read', 'read', 'read', 'readWrite', 'readWrite', 'uniform', 'uniform'],
} as const;

const LOSS: Objective<Metric> = {
  name: 'slic',
  columns: ['reference'],
  scalars: { beta: 'f32', responses: 'f32' },
  metrics: ['loss', 'right'],
  value: false,
  record(rec, { logp, columns, sequences, dLogp, metrics, step, slots }) {
    const { shape, slotAt } = sequences;
    const sizes = sizesBlock(rec.gpu, { slots, pairs: shape.batch / 2, width: shape.responseLength });
    const bindings = [logp, columns.reference, slotAt, dLogp, metrics, step, sizes];
    rec.dispatch(KERNEL, { constants: {}, bindings, grid: [1] });
  },
  combine: (parts) => ({ loss: sum(parts, 'loss'), right: sum(parts, 'right') }),
};

export const slic: Algorithm = {
  ...SLIC,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof SLIC>) {
    yield 'draw';
    const pairs = kit
      .rankings()
      .train.flatMap((ranking) => orderedPairs(ranking.tiers).map((places) => ({ ranking, places })));
    const drawn = kit.random('pairs').permutation(pairs.length).slice(0, settings.rolloutBatch);
    const answers = drawn.flatMap((pair) =>
      pairs[pair].places.map((answer) => ({ ranking: pairs[pair].ranking, answer })),
    );
    // Better, worse, better, worse: each two stay together.
    const batch = kit.ranked(answers, 2);
    const { columns, responseLength } = await kit.read(batch, READ);
    const [logp, reference] = [await kit.numbers(columns.logp), await kit.numbers(columns.reference)];
    const drift = batch.sequences.map(({ response }, row) =>
      response.reduce((total, _, t) => {
        const place = row * responseLength + t;
        return total + logp[place] - reference[place];
      }, 0),
    );

    yield 'update';
    const { minibatches } = settings;
    const updated = await kit.update(
      batch,
      LOSS,
      { reference: columns.reference },
      { beta: settings.slicBeta },
      { epochs: 1, minibatches },
    );
    const told = (name: Metric) => mean(updated.minibatches.map(({ loss }) => loss[name]));
    return {
      'slic/loss': told('loss'),
      'slic/accuracy': told('right'),
      'slic/margin': mean(drawn.map((_, pair) => drift[2 * pair] - drift[2 * pair + 1])),
      lr: settings.learningRate,
      episode: kit.episodes + drawn.length,
    };
  },
};

function sum(parts: readonly Numbers<Metric>[], name: Metric): number {
  return parts.reduce((total, part) => total + part[name], 0);
}
