/**
 * One block of Llama or a relative for a token at a time: five dispatches where the device's kernels and the weights allow it,
 * to the bits of llamaBlock.ts. Knows no embedding and no head.
 */
import { canAttendWhole, wholeAttention } from '../gpu/kernels/decode/wholeAttention.ts';
import { qkNormRope, rope } from '../gpu/kernels/rope/rope.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { DecodeRows } from './block.ts';
import { attentionShape, type LlamaConfig } from './config.ts';
import { linearForward } from './linear.ts';
import { linearsOf, llamaConfig, QK_NORM, rotation } from './llamaParts.ts';
import { normedLinear } from './normedLinear.ts';
import type { Weights } from './weights.ts';

/** Records the block on `input`, [rows, dim], and releases it. */
export function llamaDecode(
  rec: Recorder,
  weights: Weights,
  layer: number,
  input: Tensor,
  rows: DecodeRows,
): Tensor {
  const config = llamaConfig(weights.layout.config);
  const { dim, heads, headDim, ffn, epsilon: eps } = config;
  const { count, products } = rows;
  const linears = linearsOf(config, layer);
  const scratch = (label: string, cols: number) => rec.scratch(`${layer}/${label}`, [count, cols]);
  const norm = (name: string) => ({ gamma: weights.view(`layers.${layer}.${name}.weight`), eps });

  const qkv = scratch('qkv', linears.qkv.outputs);
  const first = { x: input, norm: norm('input_layernorm'), out: qkv, rows: count, products };
  normedLinear(rec, weights, linears.qkv, first);
  const attended = scratch('attended', heads * headDim);
  attend(rec, config, weights, layer, qkv, attended, rows);
  rec.release(qkv);
  const middle = scratch('middle', dim);
  const afterAttention = { x: attended, residual: input, out: middle, rows: count, products };
  linearForward(rec, weights, linears.attentionOut, afterAttention);
  rec.release(attended, input);

  const inner = scratch('inner', ffn);
  normedLinear(rec, weights, linears.gateUp, {
    x: middle,
    norm: norm('post_attention_layernorm'),
    activation: 'swiglu',
    out: inner,
    rows: count,
    products,
  });
  const output = scratch('output', dim);
  const afterMlp = { x: inner, residual: middle, out: output, rows: count, products };
  linearForward(rec, weights, linears.down, afterMlp);
  rec.release(inner, middle);
  return output;
}

/** Attention of q | k | v as they were projected. */
function attend(
  rec: Recorder,
  config: LlamaConfig,
  weights: Weights,
  layer: number,
  raw: Tensor,
  out: Tensor,
  rows: DecodeRows,
): void {
  const { count, cache, capacity } = rows;
  const shape = attentionShape(config);
  const { positions, table } = rotation(rec, config, rows);
  const gamma = config.qkNorm ? weights.view(`layers.${layer}.${QK_NORM}`) : undefined;
  const { epsilon: eps } = config;
  if (canAttendWhole(rec.gpu, shape.headDim, true)) {
    const { k: kCache, v: vCache } = cache[layer];
    const headNorm = gamma && { gamma, eps };
    const own = { qkv: raw, kCache, vCache, cursor: positions, out, batch: count, capacity };
    wholeAttention(rec, { ...shape, ...own, table, headNorm });
    return;
  }
  const turning = { ...shape, positions, table, rows: count };
  const qkv = gamma ? rec.scratch('turned', raw.shape) : raw;
  if (gamma) {
    const scales = rec.scratch('headScales', [count, shape.heads + shape.kvHeads]);
    qkNormRope(rec, { ...turning, gamma, raw, out: qkv, scales, eps });
    rec.release(scales);
  } else {
    rope(rec, { ...turning, qkv });
  }
  const lse = rec.scratch('lse', [count, shape.heads]);
  rows.attend(layer, qkv, out, lse);
  rec.release(lse, ...(gamma ? [qkv] : []));
}
