/**
 * The language head, tied to the token embedding or not, over selected hidden rows: logits, log-probabilities of given tokens, and the
 * way back. Only rows that predict a response token are projected, which halves the work of the widest
 * matmul. Knows no loss: the caller supplies d loss / d log-probability, and d loss / d entropy where a loss has that.
 */
import { fill } from '../gpu/kernels/elementwise/fill.ts';
import { gatherRows } from '../gpu/kernels/embedding/gather.ts';
import { logitsBackward, logitsForward } from '../gpu/kernels/head/logits.ts';
import { matmul } from '../gpu/kernels/matmul/matmul.ts';
import { cut, slice, type RowWindow } from '../gpu/kernels/windows.ts';
import type { Gpu } from '../gpu/device.ts';
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
  /** [rows of the largest chunk, ld]; all rows where there is one chunk. */
  readonly logits: Tensor;
  /** Rows whose logits exist at once. */
  readonly chunks: readonly RowWindow[];
  readonly lse: Tensor;
  /** Log-probability of each response token under softmax(logits / temperature). */
  readonly logp: Tensor;
  /** Entropy of each of those distributions, nats. */
  readonly entropy: Tensor;
}

/** Rows that a chunk begins at a multiple of, so that vectors of a number a row can be bound there. */
const ROW_STEP = 64;
/** Logits that exist at once where they need not all be kept. */
const CHUNK_BYTES = 64 * 2 ** 20;

export interface LanguageHeadOptions {
  /**
   * Keep all logits for the backward pass, where one buffer holds them. Otherwise they are worked on in chunks of
   * rows, and a backward pass computes each chunk again: a vocabulary of 50,000 makes 200 kB of logits a token.
   */
  readonly keep: boolean;
}

/** Records logits and log-probabilities of the response tokens. `step` is logitsUniforms (temperature). */
export function languageHeadForward(
  rec: Recorder,
  weights: Weights,
  hidden: Tensor,
  sequences: SequenceTensors,
  step: UniformBlock,
  { keep }: LanguageHeadOptions = { keep: true },
): LanguageHeadActivations {
  const { config } = weights.layout;
  const rows = sequences.shape.slots;
  const ld = logitStride(config);
  const states = rec.scratch('states', [rows, config.dim]);
  gatherRows(rec, { x: hidden, index: sequences.predictors, out: states, rows, dim: config.dim });

  const chunks = chunksOf(rec.gpu, rows, ld, keep);
  const logits = rec.scratch('logits', [chunks[0].count, ld]);
  const lse = rec.scratch('lse', [rows]);
  const logp = rec.scratch('logp', [rows]);
  const entropy = rec.scratch('entropy', [rows]);
  for (const chunk of chunks) {
    recordLogits(rec, weights, states, logits, chunk);
    const of = (perRow: Tensor) => rowsOf(perRow, chunk);
    logitsForward(rec, {
      logits,
      targets: of(sequences.targets),
      logp: of(logp),
      entropy: of(entropy),
      lse: of(lse),
      rows: chunk.count,
      vocab: sampledVocab(config),
      ld,
      step,
    });
  }
  return { states, logits, chunks, lse, logp, entropy };
}

/**
 * Records the way back: overwrites the logits with their gradient, writes `dStates` (d loss / d states) and, where
 * `gradients` have a place for it, the head's gradient.
 * @param dLogp d loss / d log-probability, [slots] @param dEntropy the same of entropy; null of a loss that knows none
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
  dEntropy: Tensor | null = null,
): void {
  const { config } = weights.layout;
  const { vocab, dim } = config;
  const { logits, states, lse, entropy, chunks } = activations;
  const ld = logitStride(config);
  const weight = weights.view(headName(config));
  const dWeight = gradients.find(headName(config));
  for (const chunk of chunks) {
    const { first, count: rows } = chunk;
    const of = (perRow: Tensor) => rowsOf(perRow, chunk);
    if (chunks.length > 1) recordLogits(rec, weights, states, logits, chunk);
    logitsBackward(rec, {
      logits,
      targets: of(sequences.targets),
      lse: of(lse),
      dLogp: of(dLogp),
      ofEntropy: dEntropy && { entropy: of(entropy), dEntropy: of(dEntropy) },
      rows,
      vocab: sampledVocab(config),
      ld,
      step,
    });
    matmul(rec, { a: logits, b: weight, out: of(dStates), m: rows, n: dim, k: vocab, lda: ld });
    if (!dWeight) continue;
    matmul(rec, {
      a: logits,
      b: of(states),
      out: dWeight,
      transA: true,
      m: vocab,
      n: dim,
      k: rows,
      lda: ld,
      accumulate: first > 0,
    });
  }
}

/** Records the logits of a chunk's states. */
function recordLogits(
  rec: Recorder,
  weights: Weights,
  states: Tensor,
  logits: Tensor,
  chunk: RowWindow,
): void {
  const { config } = weights.layout;
  matmul(rec, {
    a: rowsOf(states, chunk),
    b: weights.view(headName(config)),
    out: logits,
    transB: true,
    m: chunk.count,
    n: config.vocab,
    k: config.dim,
    ldc: logitStride(config),
  });
}

/** All rows at once if they are to be kept and one buffer holds them; chunks of whole rows otherwise. */
function chunksOf({ maxBuffer }: Gpu, rows: number, ld: number, keep: boolean): RowWindow[] {
  const row = ld * 4;
  const most = keep && rows * row <= maxBuffer ? maxBuffer : Math.min(maxBuffer, CHUNK_BYTES);
  if (rows * row <= most) return [{ first: 0, count: rows }];
  return cut(rows, Math.max(1, Math.floor(most / row / ROW_STEP)) * ROW_STEP);
}

/** The part of a tensor with a line for each row that a chunk covers; all of it where the chunk is all. */
function rowsOf(tensor: Tensor, { first, count }: RowWindow): Tensor {
  const [rows, width = 1] = tensor.shape;
  return rows === count ? tensor : slice(tensor, first * width, count * width);
}

/** Records that a step has no language head: its weight, which may be the embedding too, has no gradient from it. */
export function noLanguageHead(rec: Recorder, gradients: Parameters): void {
  const { config } = gradients.layout;
  const out = gradients.find(headName(config));
  if (out) fill(rec, { out, value: 0, count: config.vocab * config.dim });
}
