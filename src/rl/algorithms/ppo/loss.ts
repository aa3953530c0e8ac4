/**
 * PPO's loss over a minibatch, as a recorded step.
 *
 *   L = mean max(−A·ρ, −A·clip(ρ, 1 ± ε)) + c·½·mean max((V − R)², (clip(V, V_old ± ε_v) − R)²),   ρ = π / π_old
 *
 * and, where the settings say so: at most −c_d·A of a token whose A is below 0 (dual clip, Ye et al. 2020); + β·mean k with an
 * estimate k of the KL to the reference; − c_H·mean H of the next token's distribution; the first term times a token's
 * importance (penalised.ts). Knows columns of numbers; knows no kit.
 */
import { klEstimatorIndex } from '../../../gpu/kernels/kl/klEstimators.ts';
import { ppoLoss, PPO_METRICS, PPO_SCALARS, type PpoMetric } from '../../../gpu/kernels/ppo/ppo.ts';
import type { Numbers, Objective } from '../../training/policyStep.ts';
import type { PpoSettings } from './fields.ts';

/** @param klCoefficient β, charged here where the settings have the KL in the loss */
export function scalarsOf(settings: PpoSettings, klCoefficient = 0): Numbers {
  return {
    clip: settings.clipRange,
    valueClip: settings.valueClipRange,
    vfCoef: settings.valueCoefficient,
    dualClip: settings.dualClip,
    klCoef: settings.klIn === 'loss' ? klCoefficient : 0,
    klEstimator: klEstimatorIndex(settings.klEstimator),
    entropyCoef: settings.entropyCoefficient,
  };
}

/** Whether the loss has a term that {@link PPO_OBJECTIVE} has not. */
export function isPenalised({ klIn, entropyCoefficient }: PpoSettings): boolean {
  return klIn === 'loss' || entropyCoefficient > 0;
}

/** The loss: clipped policy loss and clipped value loss, means over the minibatch's real tokens. */
export const PPO_OBJECTIVE: Objective<PpoMetric> = {
  name: 'ppo',
  columns: ['oldLogp', 'oldValues', 'advantages', 'returns'],
  scalars: PPO_SCALARS,
  metrics: PPO_METRICS,
  value: true,
  record(rec, { slots, values, dValue, columns, ...tensors }) {
    const { oldLogp, oldValues, advantages, returns } = columns;
    const values2 = { values: values!, dValue: dValue! };
    ppoLoss(rec, { ...tensors, ...values2, oldLogp, oldValues, advantages, returns, rows: slots });
  },
  combine: combineLosses,
};

/** Metrics of a minibatch from those of its parts: means weighted by tokens. */
export function combineLosses(parts: readonly Numbers<PpoMetric>[]): Numbers<PpoMetric> {
  if (parts.length === 1) return parts[0];
  const tokens = parts.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  const weighted = (of: (loss: Numbers<PpoMetric>) => number) =>
    parts.reduce((sum, loss) => sum + (loss.tokenCount / Math.max(1, tokens)) * of(loss), 0);
  const means = Object.fromEntries(
    PPO_METRICS.map((name) => [name, weighted((loss) => loss[name])]),
  ) as Numbers<PpoMetric>;
  // Spread within the parts, and between them.
  const between = weighted(({ ratioMean }) => (ratioMean - means.ratioMean) ** 2);
  return {
    ...means,
    ratioVariance: means.ratioVariance + between,
    ratioMax: Math.max(...parts.map(({ ratioMax }) => ratioMax)),
    ratioMin: Math.min(...parts.map(({ ratioMin }) => ratioMin)),
    tokenCount: tokens,
  };
}
