/**
 * One Llama block, forward and backward, as recorded dispatches: pre-norm attention with rotary positions and
 * grouped query heads, and a SwiGLU MLP; Touvron et al. 2023. With Qwen2's biases or Qwen3's head norms where the
 * config has them. Knows no embedding, no head, no loss.
 *
 * q | k | v and gate | up are one product each, of layers that have their own names and adapters.
 */
import { attentionBackward } from '../gpu/kernels/attention/attention.ts';
import { rmsNormBackward, rmsNormForward } from '../gpu/kernels/norm/rmsNorm.ts';
import { qkNormRope, qkNormRopeBackward, rope } from '../gpu/kernels/rope/rope.ts';
import type { ColumnsBehind } from '../gpu/kernels/sums/columnsBehind.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { BackwardTargets, Family, Recorded, Rows } from './block.ts';
import { attentionShape } from './config.ts';
import { linearBackward, linearForward, type Linear, type LinearBackward } from './linear.ts';
import { llamaDecode } from './llamaDecode.ts';
import { linearsOf, llamaConfig, QK_NORM, rotation } from './llamaParts.ts';
import { gatedLinear, turnedLinear } from './pairedLinear.ts';
import type { Weights } from './weights.ts';

/** What a block's backward pass needs of its forward pass. */
interface BlockActivations {
  readonly input: Tensor;
  readonly scales1: Tensor;
  readonly norm1: Tensor;
  /** q | k | v as projected; the same memory as `qkv` where heads are turned in place. */
  readonly raw: Tensor;
  /** Of each q and k head, where heads are normalised. */
  readonly headScales?: Tensor;
  /** q | k | v with q and k turned by their positions. */
  readonly qkv: Tensor;
  readonly lse: Tensor;
  readonly attended: Tensor;
  readonly middle: Tensor;
  readonly scales2: Tensor;
  readonly norm2: Tensor;
  readonly gateUp: Tensor;
  readonly inner: Tensor;
}

/** Llama and its relatives, as the trunk sees them. */
export const LLAMA: Family = {
  embedding: 'embed_tokens.weight',
  block: llamaBlock,
  decode: llamaDecode,
  lastNorm(rec, weights, input, { count, keep }) {
    const config = llamaConfig(weights.layout.config);
    const shape = { rows: count, cols: config.dim };
    const output = rec.scratch('hidden', [count, config.dim]);
    const scales = rec.scratch('scalesFinal', [count]);
    const gamma = weights.view('norm.weight');
    rmsNormForward(rec, { x: input, gamma, out: output, scales, ...shape, eps: config.epsilon });
    if (keep === 'nothing') rec.release(input, scales);
    return {
      output,
      backward: (later, { gradients, dx, sums }, dOut) =>
        rmsNormBackward(later, {
          x: input,
          gamma,
          scales,
          dOut,
          dx,
          accumulate: false,
          dGamma: gradients.find('norm.weight'),
          ...shape,
          sums,
        }),
    };
  },
};

function llamaBlock(rec: Recorder, weights: Weights, layer: number, input: Tensor, rows: Rows): Recorded {
  const { count, keep, products } = rows;
  const config = llamaConfig(weights.layout.config);
  const saved = recordActivations(rec, weights, layer, input, rows);
  const { inner: x, middle: residual } = saved;
  const output = rec.scratch(`${layer}/output`, [count, config.dim]);
  linearForward(rec, weights, linearsOf(config, layer).down, {
    x,
    residual,
    out: output,
    rows: count,
    products,
  });
  if (keep !== 'activations') rec.release(x, residual);
  return {
    output,
    backward(later, targets) {
      if (keep === 'activations') {
        blockBackward(later, weights, layer, saved, rows, targets);
        return;
      }
      const again = recordActivations(later, weights, layer, input, { ...rows, keep: 'activations' });
      blockBackward(later, weights, layer, again, rows, targets);
      const { input: _, ...activations } = again;
      later.release(...new Set(Object.values(activations).filter((tensor) => tensor !== undefined)));
    },
  };
}

/** Records one block up to its last product; `input` is [rows, dim]. */
function recordActivations(
  rec: Recorder,
  weights: Weights,
  layer: number,
  input: Tensor,
  rows: Rows,
): BlockActivations {
  const config = llamaConfig(weights.layout.config);
  const { dim, heads, kvHeads, headDim, ffn, epsilon } = config;
  const { count, keep, products } = rows;
  const linears = linearsOf(config, layer);
  const scratch = (label: string, cols: number) => rec.scratch(`${layer}/${label}`, [count, cols]);
  const release = (...tensors: readonly Tensor[]) => {
    if (keep !== 'activations') rec.release(...tensors);
  };
  const norm = (name: string, x: Tensor, out: Tensor, scales: Tensor) =>
    rmsNormForward(rec, {
      x,
      gamma: weights.view(`layers.${layer}.${name}.weight`),
      out,
      scales,
      rows: count,
      cols: dim,
      eps: epsilon,
    });

  const norm1 = scratch('norm1', dim);
  const scales1 = scratch('scales1', 1);
  norm('input_layernorm', input, norm1, scales1);
  const raw = scratch('qkv', linears.qkv.outputs);
  const turning = { ...rotation(rec, config, rows), rows: count, heads, kvHeads, headDim };
  const projected = { x: norm1, out: raw, rows: count, products };
  let qkv = raw;
  let headScales: Tensor | undefined;
  if (config.qkNorm) linearForward(rec, weights, linears.qkv, projected);
  else turnedLinear(rec, weights, linears.qkv, projected, turning);
  release(norm1, scales1);
  if (config.qkNorm) {
    qkv = scratch('turned', linears.qkv.outputs);
    headScales = scratch('headScales', heads + kvHeads);
    const gamma = weights.view(`layers.${layer}.${QK_NORM}`);
    qkNormRope(rec, { ...turning, gamma, raw, out: qkv, scales: headScales, eps: epsilon });
    release(raw, headScales);
  }

  const attended = scratch('attended', heads * headDim);
  const lse = scratch('lse', heads);
  rows.attend(layer, qkv, attended, lse);
  release(qkv, lse);
  const middle = scratch('middle', dim);
  linearForward(rec, weights, linears.attentionOut, {
    x: attended,
    residual: input,
    out: middle,
    rows: count,
    products,
  });
  release(attended);
  if (keep === 'nothing') rec.release(input);

  const norm2 = scratch('norm2', dim);
  const scales2 = scratch('scales2', 1);
  norm('post_attention_layernorm', middle, norm2, scales2);
  const gateUp = scratch('gateUp', 2 * ffn);
  const inner = scratch('inner', ffn);
  gatedLinear(rec, weights, linears.gateUp, { x: norm2, gateUp, out: inner, rows: count, products });
  release(norm2, scales2, gateUp);

  const first = { input, scales1, norm1, raw, headScales, qkv, lse, attended };
  return { ...first, middle, scales2, norm2, gateUp, inner };
}

function blockBackward(
  rec: Recorder,
  weights: Weights,
  layer: number,
  saved: BlockActivations,
  rows: Rows,
  { gradients, dx, sums }: BackwardTargets,
): void {
  const config = llamaConfig(weights.layout.config);
  const { dim, heads, kvHeads, headDim, ffn } = config;
  const { count, blocks } = rows;
  if (!blocks) throw new RangeError('A backward pass needs whole sequences.');
  const linears = linearsOf(config, layer);
  const back = (linear: Linear, options: Pick<LinearBackward, 'x' | 'dOut' | 'dx' | 'gateUp'>) =>
    linearBackward(rec, weights, linear, { ...options, rows: count, gradients, sums });
  const normBackward = (name: string, x: Tensor, scales: Tensor, dOut: Tensor, behind?: ColumnsBehind) =>
    rmsNormBackward(rec, {
      x,
      gamma: weights.view(`layers.${layer}.${name}.weight`),
      scales,
      dOut,
      dx,
      accumulate: true,
      dGamma: gradients.find(`layers.${layer}.${name}.weight`),
      rows: count,
      cols: dim,
      behind,
      sums,
    });

  const dGateUp = rec.scratch('dGateUp', [count, 2 * ffn]);
  back(linears.down, { x: saved.inner, dOut: dx, dx: dGateUp, gateUp: saved.gateUp });
  const dNorm = rec.scratch('dNorm', [count, dim]);
  back(linears.gateUp, { x: saved.norm2, dOut: dGateUp, dx: dNorm });
  rec.release(dGateUp);
  normBackward('post_attention_layernorm', saved.middle, saved.scales2, dNorm);

  const dAttended = rec.scratch('dAttended', [count, heads * headDim]);
  back(linears.attentionOut, { x: saved.attended, dOut: dx, dx: dAttended });
  let dQkv = rec.scratch('dQkv', [count, linears.qkv.outputs]);
  attentionBackward(rec, {
    qkv: saved.qkv,
    out: saved.attended,
    dOut: dAttended,
    lse: saved.lse,
    dQkv,
    blocks,
    rows: count,
    ...attentionShape(config),
  });
  rec.release(dAttended);

  const turning = { ...rotation(rec, config, rows), rows: count, heads, kvHeads, headDim };
  if (saved.headScales) {
    const dRaw = rec.scratch('dRaw', [count, linears.qkv.outputs]);
    qkNormRopeBackward(rec, {
      ...turning,
      gamma: weights.view(`layers.${layer}.${QK_NORM}`),
      raw: saved.raw,
      scales: saved.headScales,
      dOut: dQkv,
      dRaw,
      dGamma: gradients.find(`layers.${layer}.${QK_NORM}`),
      sums,
    });
    rec.release(dQkv);
    dQkv = dRaw;
  } else {
    rope(rec, { ...turning, qkv: dQkv, back: true });
  }
  back(linears.qkv, { x: saved.norm1, dOut: dQkv, dx: dNorm });
  const dBias = linears.qkv.bias ? gradients.find(`${linears.qkv.name}.bias`) : undefined;
  const ofBias = dBias && { x: dQkv, cols: linears.qkv.outputs, out: dBias };
  normBackward('input_layernorm', saved.input, saved.scales1, dNorm, ofBias);
  rec.release(dQkv, dNorm);
  sums.endLayer();
}
