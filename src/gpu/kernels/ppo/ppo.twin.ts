/** What ppo.ts must compute, written slowly and obviously. */
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
}

export interface PpoTwinOptions {
  readonly clip: number;
  readonly valueClip: number;
  readonly vfCoef: number;
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

/** Loss, gradients and metrics over the rows with a mask of 1. */
export function ppoLossTwin(inputs: PpoTwinInputs, { clip, valueClip, vfCoef }: PpoTwinOptions) {
  const { logp, oldLogp, advantages, values, oldValues, returns, entropy, mask } = inputs;
  const real = [...mask.keys()].filter((i) => mask[i] === 1);
  const mean = (f: (i: number) => number) => real.reduce((sum, i) => sum + f(i), 0) / real.length;
  const logRatio = (i: number) => clamp(logp[i] - oldLogp[i], -20, 20);
  const ratio = (i: number) => Math.exp(logRatio(i));
  const free = (i: number) => -advantages[i] * ratio(i);
  const bound = (i: number) => -advantages[i] * clamp(ratio(i), 1 - clip, 1 + clip);
  const near = (i: number) => clamp(values[i], oldValues[i] - valueClip, oldValues[i] + valueClip);
  const valueFree = (i: number) => (values[i] - returns[i]) ** 2;
  const valueBound = (i: number) => (near(i) - returns[i]) ** 2;

  const policyLoss = mean((i) => Math.max(free(i), bound(i)));
  const valueLoss = 0.5 * mean((i) => Math.max(valueFree(i), valueBound(i)));
  const ratioMean = mean(ratio);
  const metrics: Record<PpoMetric, number> = {
    policyLoss,
    valueLoss,
    loss: policyLoss + vfCoef * valueLoss,
    approxKl: 0.5 * mean((i) => logRatio(i) ** 2),
    clipFraction: mean((i) => Number(bound(i) > free(i))),
    valueClipFraction: mean((i) => Number(valueBound(i) > valueFree(i))),
    ratioMean,
    ratioVariance: mean((i) => (ratio(i) - ratioMean) ** 2),
    ratioMax: Math.max(...real.map(ratio)),
    ratioMin: Math.min(...real.map(ratio)),
    entropyMean: mean((i) => entropy[i]),
    valueMean: mean((i) => values[i]),
    valueError: mean(valueFree),
    tokenCount: real.length,
    advantageMean: mean((i) => advantages[i]),
    returnMean: mean((i) => returns[i]),
  };

  const dLogp = new Float32Array(mask.length);
  const dValue = new Float32Array(mask.length);
  for (const i of real) {
    dLogp[i] = bound(i) > free(i) ? 0 : free(i) / real.length;
    dValue[i] = valueBound(i) > valueFree(i) ? 0 : (vfCoef * (values[i] - returns[i])) / real.length;
  }
  return { metrics, dLogp, dValue };
}
