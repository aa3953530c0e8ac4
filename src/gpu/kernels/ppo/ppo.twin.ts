/** What ppo.ts must compute, written slowly and obviously. */
import type { KlEstimator } from '../kl/klEstimators.ts';
import { klSlopeTwin, klValueTwin } from '../kl/klEstimators.twin.ts';
import type { PpoMetric } from './ppo.ts';

export interface PpoTwinInputs {
  readonly logp: Float32Array;
  readonly oldLogp: Float32Array;
  readonly advantages: Float32Array;
  readonly values: Float32Array;
  readonly oldValues: Float32Array;
  readonly returns: Float32Array;
  readonly entropy: Float32Array;
  readonly mask: Float32Array;
  /** Where there are penalties. */
  readonly logpRef?: Float32Array;
  /** Weight of each token's policy loss; 1 when left out. */
  readonly importance?: Float32Array;
}

export interface PpoTwinOptions {
  readonly clip: number;
  readonly valueClip: number;
  readonly vfCoef: number;
  /** 0, as when left out, is off. */
  readonly dualClip?: number;
  readonly klCoef?: number;
  readonly klEstimator?: KlEstimator;
  readonly entropyCoef?: number;
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

/** Loss, gradients and metrics over the rows with a mask of 1. */
export function ppoLossTwin(inputs: PpoTwinInputs, options: PpoTwinOptions) {
  const { clip, valueClip, vfCoef, dualClip = 0, klCoef = 0, klEstimator = 'k1', entropyCoef = 0 } = options;
  const { logp, oldLogp, values, oldValues, returns, entropy, mask, logpRef, importance } = inputs;
  const advantages = inputs.advantages.map((of, i) => of * (importance?.[i] ?? 1));
  const real = [...mask.keys()].filter((i) => mask[i] === 1);
  const mean = (f: (i: number) => number) => real.reduce((sum, i) => sum + f(i), 0) / real.length;
  const logRatio = (i: number) => clamp(logp[i] - oldLogp[i], -20, 20);
  const ratio = (i: number) => Math.exp(logRatio(i));
  const free = (i: number) => -advantages[i] * ratio(i);
  const bound = (i: number) => -advantages[i] * clamp(ratio(i), 1 - clip, 1 + clip);
  const near = (i: number) => clamp(values[i], oldValues[i] - valueClip, oldValues[i] + valueClip);
  const valueFree = (i: number) => (values[i] - returns[i]) ** 2;
  const valueBound = (i: number) => (near(i) - returns[i]) ** 2;

  const isCut = (i: number) => dualClip > 0 && advantages[i] < 0 && free(i) > -dualClip * advantages[i];
  const policyOf = (i: number) => (isCut(i) ? -dualClip * advantages[i] : Math.max(free(i), bound(i)));
  const gap = (i: number) => logp[i] - (logpRef?.[i] ?? logp[i]);

  const policyLoss = mean(policyOf);
  const klEstimate = mean((i) => klValueTwin(klEstimator, gap(i)));
  const entropyMean = mean((i) => entropy[i]);
  const valueLoss = 0.5 * mean((i) => Math.max(valueFree(i), valueBound(i)));
  const ratioMean = mean(ratio);
  const metrics: Record<PpoMetric, number> = {
    policyLoss,
    valueLoss,
    loss: policyLoss + vfCoef * valueLoss + klCoef * klEstimate - entropyCoef * entropyMean,
    approxKl: 0.5 * mean((i) => logRatio(i) ** 2),
    clipFraction: mean((i) => Number(bound(i) > free(i))),
    valueClipFraction: mean((i) => Number(valueBound(i) > valueFree(i))),
    ratioMean,
    ratioVariance: mean((i) => (ratio(i) - ratioMean) ** 2),
    ratioMax: Math.max(...real.map(ratio)),
    ratioMin: Math.min(...real.map(ratio)),
    entropyMean,
    valueMean: mean((i) => values[i]),
    valueError: mean(valueFree),
    tokenCount: real.length,
    advantageMean: mean((i) => advantages[i]),
    returnMean: mean((i) => returns[i]),
    dualClipFraction: mean((i) => Number(isCut(i))),
    klEstimate,
  };

  const dLogp = new Float32Array(mask.length);
  const dValue = new Float32Array(mask.length);
  const dEntropy = new Float32Array(mask.length);
  for (const i of real) {
    const isFlat = bound(i) > free(i) || isCut(i);
    dLogp[i] = ((isFlat ? 0 : free(i)) + klCoef * klSlopeTwin(klEstimator, gap(i))) / real.length;
    dEntropy[i] = -entropyCoef / real.length;
    dValue[i] = valueBound(i) > valueFree(i) ? 0 : (vfCoef * (values[i] - returns[i])) / real.length;
  }
  return { metrics, dLogp, dValue, dEntropy };
}
