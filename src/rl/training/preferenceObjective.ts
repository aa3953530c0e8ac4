/**
 * A preference loss as the objective of an update: what it reads of ranked answers beside the policy, and what it tells under
 * TRL's names. Knows the family of kernels; the loss itself is a text of WGSL that its method brings.
 */
import {
  preferenceLoss,
  PREFERENCE_METRICS,
  PREFERENCE_SCALARS,
} from '../../gpu/kernels/preferences/preferenceLoss.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import type { Batch, Kit, Updated, Values } from './algorithm.ts';
import type { Numbers, Objective } from './policyStep.ts';
import type { RankedGroups } from './rankedGroups.ts';
import { mean } from './rollout.ts';

export type PreferenceMetric = (typeof PREFERENCE_METRICS)[number];

/** How a loss is written down. */
export interface PreferenceText<Own extends string> {
  readonly name: string;
  /** WGSL of `struct Step` and `learn`, behind groups.wgsl. */
  readonly code: string;
  /** What `Step` has behind the common scalars, in order. */
  readonly scalars: Readonly<Record<string, 'f32'>>;
  /** Whether it reads log π_ref, as the column `logpRef`. */
  readonly reference: boolean;
  /** What it tells from OWN on, in order; at most three. */
  readonly own?: readonly Own[];
}

/** Numbers are told as they are before each step, sums over groups ÷ the minibatch's groups. */
export function preferenceObjective<Own extends string = never>(
  text: PreferenceText<Own>,
): Objective<PreferenceMetric | Own> {
  const { name, code, scalars, reference, own = [] } = text;
  const record = preferenceLoss(name, code);
  const metrics = [...PREFERENCE_METRICS, ...own];
  return {
    name,
    columns: ['tiers', 'weights', ...(reference ? ['logpRef'] : [])],
    scalars: { ...PREFERENCE_SCALARS, ...scalars },
    metrics,
    value: false,
    record(rec, { sequences, columns, ...tensors }) {
      const { shape, slotAt } = sequences;
      record(rec, {
        ...tensors,
        answers: shape.batch,
        width: shape.responseLength,
        reference: reference ? columns.logpRef : null,
        tiers: columns.tiers,
        weights: columns.weights,
        slotAt,
      });
    },
    combine: (parts) =>
      Object.fromEntries(
        metrics.map((metric) => [metric, parts.reduce<number>((sum, part) => sum + part[metric], 0)]),
      ) as Numbers<PreferenceMetric | Own>,
  };
}

/** Tiers and weights of a batch's answers, as the columns that an objective reads. */
export function rankColumns(
  kit: Kit,
  batch: Batch,
  { tiers, weights }: Pick<RankedGroups, 'tiers' | 'weights'>,
): Record<string, Tensor> {
  return { tiers: kit.column('tiers', batch, tiers), weights: kit.column('weights', batch, weights) };
}

/** Mean over minibatches of a number. */
export function toldOf<Metric extends string>({ minibatches }: Updated<Metric>, name: Metric): number {
  return mean(minibatches.map(({ loss }) => loss[name]));
}

/** What an update told, under TRL's names. */
export function preferenceValues(updated: Updated<PreferenceMetric>): Values {
  return {
    loss: toldOf(updated, 'loss'),
    'rewards/chosen': toldOf(updated, 'rewardsChosen'),
    'rewards/rejected': toldOf(updated, 'rewardsRejected'),
    'rewards/accuracies': toldOf(updated, 'accuracies'),
    'rewards/margins': toldOf(updated, 'margins'),
    'logps/chosen': toldOf(updated, 'logpsChosen'),
    'logps/rejected': toldOf(updated, 'logpsRejected'),
  };
}

/** What the steps of an update were. */
export function stepValues({ minibatches }: Updated, learningRate: number): Values {
  return { lr: learningRate, 'nudge/grad_norm': mean(minibatches.map(({ gradNorm }) => gradNorm)) };
}
