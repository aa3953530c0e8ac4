/**
 * One GPT-2 block for a token at a time: five dispatches where the device's kernels and the weights allow it, to the bits of
 * gpt2Block.ts. Knows no embedding and no head.
 */
import { canAttendWhole, wholeAttention } from '../gpu/kernels/decode/wholeAttention.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { DecodeRows } from './block.ts';
import { attentionShape } from './config.ts';
import { linearsOf } from './gpt2Parts.ts';
import { linearForward } from './linear.ts';
import { normedLinear } from './normedLinear.ts';
import type { Weights } from './weights.ts';

/** Records the block on `input`, [rows, dim], and releases it. */
export function gpt2Decode(
  rec: Recorder,
  weights: Weights,
  layer: number,
  input: Tensor,
  rows: DecodeRows,
): Tensor {
  const { config } = weights.layout;
  const { dim, epsilon: eps } = config;
  const { count, products } = rows;
  const linears = linearsOf(config, layer);
  const scratch = (label: string, cols: number) => rec.scratch(`${layer}/${label}`, [count, cols]);
  const norm = (name: string) => {
    const [gamma, beta] = ['weight', 'bias'].map((part) => weights.view(`h.${layer}.${name}.${part}`));
    return { gamma, beta, eps };
  };

  const qkv = scratch('qkv', 3 * dim);
  normedLinear(rec, weights, linears.qkv, { x: input, norm: norm('ln_1'), out: qkv, rows: count, products });
  const attended = scratch('attended', dim);
  attend(rec, layer, qkv, attended, rows, weights);
  rec.release(qkv);
  const middle = scratch('middle', dim);
  const afterAttention = { x: attended, residual: input, out: middle, rows: count, products };
  linearForward(rec, weights, linears.attentionOut, afterAttention);
  rec.release(attended, input);

  const inner = scratch('inner', 4 * dim);
  normedLinear(rec, weights, linears.mlpIn, {
    x: middle,
    norm: norm('ln_2'),
    activation: 'gelu',
    out: inner,
    rows: count,
    products,
  });
  const output = scratch('output', dim);
  const afterMlp = { x: inner, residual: middle, out: output, rows: count, products };
  linearForward(rec, weights, linears.mlpOut, afterMlp);
  rec.release(inner, middle);
  return output;
}

function attend(
  rec: Recorder,
  layer: number,
  qkv: Tensor,
  out: Tensor,
  rows: DecodeRows,
  { layout: { config } }: Weights,
): void {
  const { count: batch, positions: cursor, cache, capacity } = rows;
  const shape = attentionShape(config);
  if (canAttendWhole(rec.gpu, shape.headDim, false)) {
    const { k: kCache, v: vCache } = cache[layer];
    wholeAttention(rec, { ...shape, qkv, kCache, vCache, cursor, out, batch, capacity });
    return;
  }
  const lse = rec.scratch('lse', [batch, shape.heads]);
  rows.attend(layer, qkv, out, lse);
  rec.release(lse);
}
