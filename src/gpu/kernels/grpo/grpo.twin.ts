/** What grpo.ts must compute, written slowly and obviously, in doubles. */
import { klSlopeTwin, klValueTwin } from '../kl/klEstimators.twin.ts';
import type { GrpoMetric } from './grpo.ts';
import type { GrpoChoices } from './grpoChoices.ts';

/** A response: a number a token each, and its advantage. */
export interface TwinResponse {
  readonly logp: readonly number[];
  readonly oldLogp: readonly number[];
  readonly logpRef: readonly number[];
  readonly entropy: readonly number[];
  /** Of all tokens 1 where left out. */
  readonly importance?: readonly number[];
  /** Of the response, or of each token. */
  readonly advantage: number | readonly number[];
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A term and its slope by the logarithm of the ratio; log π is held where only its slope is asked. */
function termTwin(choices: GrpoChoices, A: number, raw: number, logp: number) {
  const { term, low, high, cap } = choices;
  const d = clamp(raw, -20, 20);
  const ratio = Math.exp(d);
  const bounded = clamp(ratio, 1 - low, 1 + high);
  const [free, bound] = [-A * ratio, -A * bounded];
  const tau = A > 0 ? choices.positive : choices.negative;
  const gate = sigmoid(tau * (ratio - 1));
  const moves = d === raw ? 1 : 0;
  switch (term) {
    case 'plain':
      return { loss: -A * logp, slope: -A, ratio, low: 0, high: 0 };
    case 'stopped':
      return {
        loss: -A * bounded * logp,
        slope: -A * bounded,
        ratio,
        low: Number(ratio < bounded),
        high: Number(ratio > bounded),
      };
    case 'soft':
      return {
        loss: (-A * gate * 4) / tau,
        slope: -A * 4 * gate * (1 - gate) * ratio * moves,
        ratio,
        low: 0,
        high: 0,
      };
    default:
      if (A < 0 && cap > 0 && ratio > cap) return { loss: -A * cap, slope: 0, ratio, low: 0, high: 0 };
      return {
        loss: Math.max(free, bound),
        slope: bound > free ? 0 : free * moves,
        ratio,
        low: Number(ratio < bounded && A < 0),
        high: Number(ratio > bounded && A > 0),
      };
  }
}

/**
 * Loss, metrics, and the gradient by each response's log π.
 * @param whole responses and tokens of the minibatch, where these are a part of it
 */
export function grpoTwin(
  responses: readonly TwinResponse[],
  choices: GrpoChoices,
  whole: { readonly responses: number; readonly tokens: number } = {
    responses: responses.length,
    tokens: sum(responses.map(({ logp }) => logp.length)),
  },
) {
  const { term, beta, estimator, corrected, normaliser, most } = choices;
  const told: Record<GrpoMetric, number> = {
    policyLoss: 0,
    klLoss: 0,
    loss: 0,
    approxKl: 0,
    kl: 0,
    entropyMean: 0,
    ratioMean: 0,
    clipLow: 0,
    clipHigh: 0,
    tokenCount: 0,
    ratioCount: 0,
  };
  const dLogp = responses.map(({ logp, oldLogp, logpRef, importance, advantage, entropy }) => {
    const n = logp.length;
    const w = importance ?? logp.map(() => 1);
    const drift = logp.map((value, t) => value - oldLogp[t]);
    const share = {
      sequence: 1 / (n * whole.responses),
      token: 1 / whole.tokens,
      constant: 1 / (whole.responses * most),
    }[normaliser];
    const one = term === 'sequence' || term === 'response';
    // GSPO-token: the ratio of the answer by its value, the gradient of the token.
    const byValue = one || term === 'sequenceToken';
    const each = term === 'sequence' || term === 'sequenceToken' ? 1 / n : 1;
    const advantageOf = (t: number) => (typeof advantage === 'number' ? advantage : advantage[t]);
    return logp.map((value, t) => {
      const raw = byValue ? each * sum(drift) : drift[t];
      const of = termTwin(choices, advantageOf(t), raw, value);
      const gap = value - logpRef[t];
      const kl = klValueTwin(estimator, gap);
      // By the ratio: of the token, or of all tokens at once.
      const along = one ? each * sum(logp.map((x, u) => klValueTwin(estimator, x - logpRef[u]))) : kl;
      const pull = klSlopeTwin(estimator, gap);
      told.policyLoss += share * w[t] * of.loss;
      const charged = corrected ? of.ratio * kl : kl;
      told.klLoss += share * beta * charged;
      told.approxKl += 0.5 * drift[t] ** 2;
      told.kl += charged;
      told.entropyMean += entropy[t];
      told.tokenCount += 1;
      if (!one || t === 0) {
        told.ratioCount += 1;
        told.ratioMean += of.ratio;
        told.clipLow += of.low;
        told.clipHigh += of.high;
      }
      const chain = one ? sum(w) * each : w[t];
      const withRatio = of.ratio * (pull + (Math.abs(raw) <= 20 ? along : 0));
      return share * (of.slope * chain + beta * (corrected ? withRatio : pull));
    });
  });
  told.loss = told.policyLoss + told.klLoss;
  for (const name of ['approxKl', 'kl', 'entropyMean'] as const) told[name] /= Math.max(1, told.tokenCount);
  for (const name of ['ratioMean', 'clipLow', 'clipHigh'] as const)
    told[name] /= Math.max(1, told.ratioCount);
  return { metrics: told, dLogp };
}
