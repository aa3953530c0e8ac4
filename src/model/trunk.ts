/**
 * The transformer from token ids to the final norm, forward and backward, as recorded dispatches: embedding, the
 * blocks of the model's family, the last norm. Knows no head, no loss and no optimizer. Rows are packed: see
 * packing.ts.
 */
import { attentionForward } from '../gpu/kernels/attention/attention.ts';
import { embeddingBackward, embeddingForward } from '../gpu/kernels/embedding/embedding.ts';
import type { ProductOptions } from '../gpu/kernels/matmul/matmul.ts';
import { PartialSums } from '../gpu/kernels/sums/partialSums.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Family, Keep, RecordBackward, Rows } from './block.ts';
import { attentionShape } from './config.ts';
import { familyOf } from './family.ts';
import type { PackedTokens } from './packing.ts';
import type { Parameters } from './parameters.ts';
import type { Weights } from './weights.ts';

export interface TrunkActivations {
  readonly packed: PackedTokens;
  /** Backward passes of the blocks, first block first. */
  readonly blocks: readonly RecordBackward[];
  readonly lastNorm: ReturnType<Family['lastNorm']>['backward'];
  /** Output of the final norm, [rows, dim]. */
  readonly hidden: Tensor;
}

export interface ForwardOptions {
  /** Keep activations for a backward pass; otherwise their memory is reused from block to block. */
  readonly keep: boolean;
  /** Keep only each block's input; the backward pass computes the rest again. The gradients are the same bits. */
  readonly recompute?: boolean;
  /** How products may be computed: as all others when left out. */
  readonly products?: ProductOptions;
  /** Sees each block's fused q, k, v just before attention: how prefill fills the KV cache. */
  readonly onQkv?: (layer: number, qkv: Tensor) => void;
}

/** Records the forward pass. */
export function trunkForward(
  rec: Recorder,
  weights: Weights,
  packed: PackedTokens,
  { keep: whether, recompute = false, products, onQkv }: ForwardOptions,
): TrunkActivations {
  const { config } = weights.layout;
  const family = familyOf(config);
  const { rows: count, positions, blocks: attentionBlocks } = packed;
  const { dim } = config;
  const keep: Keep = whether ? (recompute ? 'inputs' : 'activations') : 'nothing';
  const rows: Rows = {
    count,
    positions,
    keep,
    blocks: attentionBlocks,
    products,
    attend(layer, qkv, out, lse) {
      onQkv?.(layer, qkv);
      const shape = { blocks: attentionBlocks, rows: count, ...attentionShape(config) };
      attentionForward(rec, { qkv, out, lse, ...shape });
    },
  };

  let x = rec.scratch('embedded', [count, dim]);
  embeddingForward(rec, {
    tokens: packed.tokens,
    positions,
    wte: weights.view(family.embedding),
    wpe: family.positionTable ? weights.view(family.positionTable) : undefined,
    out: x,
    rows: count,
    dim,
  });
  const blocks: RecordBackward[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const block = family.block(rec, weights, layer, x, rows);
    x = block.output;
    blocks.push(block.backward);
  }
  const { output: hidden, backward: lastNorm } = family.lastNorm(rec, weights, x, rows);
  return { packed, blocks, lastNorm, hidden };
}

/**
 * Records the backward pass from `dHidden` (gradient by `hidden`, [rows, dim]) of a forward pass recorded with
 * `keep`, and writes every trunk gradient that `gradients` has a place for (written, not added), except a tied
 * token embedding's: it is added to, because the language head has written its share before. A caller without a
 * language head calls noLanguageHead first.
 */
export function trunkBackward(
  rec: Recorder,
  weights: Weights,
  gradients: Parameters,
  activations: TrunkActivations,
  dHidden: Tensor,
): void {
  const { config } = weights.layout;
  const family = familyOf(config);
  const { packed } = activations;
  const { dim } = config;

  const dx = rec.scratch('dx', [packed.rows, dim]);
  const targets = { gradients, dx, sums: new PartialSums(rec) };
  activations.lastNorm(rec, targets, dHidden);
  for (const backward of activations.blocks.toReversed()) backward(rec, targets);
  targets.sums.flush();
  const dEmbedding = gradients.find(family.embedding);
  if (dEmbedding) {
    embeddingBackward(rec, {
      order: packed.tokenOrder,
      start: packed.tokenStart,
      dOut: dx,
      dTable: dEmbedding,
      entries: config.vocab,
      dim,
      accumulate: config.tied,
    });
  }
  const dPositions = family.positionTable ? gradients.find(family.positionTable) : undefined;
  if (dPositions) {
    embeddingBackward(rec, {
      order: packed.positionOrder,
      start: packed.positionStart,
      dOut: dx,
      dTable: dPositions,
      entries: config.positions,
      dim,
      accumulate: false,
    });
  }
  rec.release(dx);
}
