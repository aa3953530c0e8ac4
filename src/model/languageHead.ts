/**
 * The language head, tied to the token embedding or not, over selected hidden rows: logits, log-probabilities of given tokens, and the
 * way back. Only rows that predict a response token are projected, which halves the work of the widest
 * matmul. Knows no loss: the caller supplies d loss / d log-probability.
 */
import { fill } from '../gpu/kernels/fill.ts';
import { gatherRows } from '../gpu/kernels/gather.ts';
import { logitsBackward, logitsForward } from '../gpu/kernels/logits.ts';
import { matmul } from '../gpu/kernels/matmul.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { UniformBlock } from '../gpu/uniforms.ts';
import { logitStride, sampledVocab } from './config.ts';
import { headName } from './family.ts';
import type { Parameters } from './parameters.ts';
import type { SequenceTensors } from './sequences.ts';
import type { Weights } from './weights.ts';

export interface LanguageHeadActivations {
  /** Hidden states that predict each response token, [slots, dim]. */
  readonly states: Tensor;
  readonly logits: Tensor;
  readonly lse: Tensor;
  /** Log-probability of each response token under softmax(logits / temperature). */
  readonly logp: Tensor;
  /** Entropy of each of those distributions, nats. */
  readonly entropy: Tensor;
}

/** Records logits and log-probabilities of the response tokens. `step` is logitsUniforms (temperature). */
export function languageHeadForward(
  rec: Recorder,
  weights: Weights,
  hidden: Tensor,
  sequences: SequenceTensors,
  step: UniformBlock,
): LanguageHeadActivations {
  const { config } = weights.layout;
  const rows = sequences.shape.slots;
  const ld = logitStride(config);
  const states = rec.scratch('states', [rows, config.dim]);
  gatherRows(rec, { x: hidden, index: sequences.predictors, out: states, rows, dim: config.dim });

  const logits = rec.scratch('logits', [rows, ld]);
  const weight = weights.view(headName(config));
  matmul(rec, {
    a: states,
    b: weight,
    out: logits,
    transB: true,
    m: rows,
    n: config.vocab,
    k: config.dim,
    ldc: ld,
  });

  const lse = rec.scratch('lse', [rows]);
  const logp = rec.scratch('logp', [rows]);
  const entropy = rec.scratch('entropy', [rows]);
  const vocab = sampledVocab(config);
  logitsForward(rec, { logits, targets: sequences.targets, logp, entropy, lse, rows, vocab, ld, step });
  return { states, logits, lse, logp, entropy };
}

/**
 * Records the way back: overwrites the logits with their gradient, writes `dStates` (d loss / d states) and, where
 * `gradients` have a place for it, the head's gradient.
 */
export function languageHeadBackward(
  rec: Recorder,
  weights: Weights,
  gradients: Parameters,
  activations: LanguageHeadActivations,
  sequences: SequenceTensors,
  dLogp: Tensor,
  dStates: Tensor,
  step: UniformBlock,
): void {
  const { config } = weights.layout;
  const { logits, states, lse } = activations;
  const rows = sequences.shape.slots;
  const ld = logitStride(config);
  const vocab = sampledVocab(config);
  logitsBackward(rec, { logits, targets: sequences.targets, lse, dLogp, rows, vocab, ld, step });
  const weight = weights.view(headName(config));
  matmul(rec, { a: logits, b: weight, out: dStates, m: rows, n: config.dim, k: config.vocab, lda: ld });
  const dWeight = gradients.find(headName(config));
  if (!dWeight) return;
  matmul(rec, {
    a: logits,
    b: states,
    out: dWeight,
    transA: true,
    m: config.vocab,
    n: config.dim,
    k: rows,
    lda: ld,
  });
}

/** Records that a step has no language head: its weight, which may be the embedding too, has no gradient from it. */
export function noLanguageHead(rec: Recorder, gradients: Parameters): void {
  const { config } = gradients.layout;
  const out = gradients.find(headName(config));
  if (out) fill(rec, { out, value: 0, count: config.vocab * config.dim });
}
