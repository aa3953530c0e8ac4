/**
 * One Llama block, forward and backward, as recorded dispatches: pre-norm attention with rotary positions and
 * grouped query heads, and a SwiGLU MLP; Touvron et al. 2023. With Qwen2's biases or Qwen3's head norms where the
 * config has them. Knows no embedding, no head, no loss.
 *
 * Linear weights are [out, in]: x·Wᵀ forward, dY·W for the input's gradient, dYᵀ·x for the weight's.
 */
import { attentionBackward } from '../gpu/kernels/attention.ts';
import { columnSum } from '../gpu/kernels/columnSum.ts';
import { matmul } from '../gpu/kernels/matmul.ts';
import { rmsNormBackward, rmsNormForward } from '../gpu/kernels/rmsNorm.ts';
import { qkNormRope, qkNormRopeBackward, rope, rotaryTable } from '../gpu/kernels/rope.ts';
import { swigluBackward, swigluForward } from '../gpu/kernels/swiglu.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { BackwardTargets, Family, Recorded, Rows } from './block.ts';
import { attentionShape, type LlamaConfig, type ModelConfig } from './config.ts';
import type { Parameters } from './parameters.ts';

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
  lastNorm(rec, parameters, input, { count, keep }) {
    const config = llamaConfig(parameters.layout.config);
    const shape = { rows: count, cols: config.dim };
    const output = rec.scratch('hidden', [count, config.dim]);
    const scales = rec.scratch('scalesFinal', [count]);
    const gamma = parameters.view('norm.weight');
    rmsNormForward(rec, { x: input, gamma, out: output, scales, ...shape, eps: config.epsilon });
    if (!keep) rec.release(input, scales);
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
          dGamma: gradients.view('norm.weight'),
          ...shape,
          sums,
        }),
    };
  },
};

function llamaBlock(
  rec: Recorder,
  parameters: Parameters,
  layer: number,
  input: Tensor,
  rows: Rows,
): Recorded {
  const config = llamaConfig(parameters.layout.config);
  const { dim, heads, kvHeads, headDim, ffn, epsilon } = config;
  const { count, keep } = rows;
  const width = heads * headDim;
  const p = (name: string) => parameters.view(`layers.${layer}.${name}`);
  const scratch = (label: string, cols: number) => rec.scratch(`${layer}/${label}`, [count, cols]);
  const norm = (name: string, x: Tensor, out: Tensor, scales: Tensor) =>
    rmsNormForward(rec, {
      x,
      gamma: p(`${name}.weight`),
      out,
      scales,
      rows: count,
      cols: dim,
      eps: epsilon,
    });
  const linear = (
    name: string,
    a: Tensor,
    k: number,
    out: Tensor,
    n: number,
    extra: { readonly bias?: Tensor; readonly residual?: Tensor } = {},
  ) => matmul(rec, { a, b: p(`${name}.weight`), transB: true, out, m: count, n, k, ...extra });

  const norm1 = scratch('norm1', dim);
  const scales1 = scratch('scales1', 1);
  norm('input_layernorm', input, norm1, scales1);

  const qkvWidth = width + 2 * kvHeads * headDim;
  const raw = scratch('qkv', qkvWidth);
  const bias = config.qkvBias ? p('self_attn.qkv_proj.bias') : undefined;
  linear('self_attn.qkv_proj', norm1, dim, raw, qkvWidth, { bias });
  if (!keep) rec.release(norm1, scales1);

  const turning = { ...rotation(rec, config, rows), rows: count, heads, kvHeads, headDim };
  let qkv = raw;
  let headScales: Tensor | undefined;
  if (config.qkNorm) {
    qkv = scratch('turned', qkvWidth);
    headScales = scratch('headScales', heads + kvHeads);
    const gamma = p('self_attn.qk_norm.weight');
    qkNormRope(rec, { ...turning, gamma, raw, out: qkv, scales: headScales, eps: epsilon });
    if (!keep) rec.release(raw, headScales);
  } else {
    rope(rec, { ...turning, qkv });
  }

  const attended = scratch('attended', width);
  const lse = scratch('lse', heads);
  rows.attend(layer, qkv, attended, lse);
  if (!keep) rec.release(qkv, lse);

  const middle = scratch('middle', dim);
  linear('self_attn.o_proj', attended, width, middle, dim, { residual: input });
  if (!keep) rec.release(attended, input);

  const norm2 = scratch('norm2', dim);
  const scales2 = scratch('scales2', 1);
  norm('post_attention_layernorm', middle, norm2, scales2);

  const gateUp = scratch('gateUp', 2 * ffn);
  linear('mlp.gate_up_proj', norm2, dim, gateUp, 2 * ffn);
  if (!keep) rec.release(norm2, scales2);
  const inner = scratch('inner', ffn);
  swigluForward(rec, { gateUp, out: inner, rows: count, cols: ffn });
  if (!keep) rec.release(gateUp);

  const output = scratch('output', dim);
  linear('mlp.down_proj', inner, ffn, output, dim, { residual: middle });
  if (!keep) rec.release(inner, middle);

  const first = { input, scales1, norm1, raw, headScales, qkv, lse, attended };
  const saved = { ...first, middle, scales2, norm2, gateUp, inner };
  return {
    output,
    backward: (later, targets) => llamaBlockBackward(later, parameters, layer, saved, rows, targets),
  };
}

function llamaBlockBackward(
  rec: Recorder,
  parameters: Parameters,
  layer: number,
  saved: BlockActivations,
  rows: Rows,
  { gradients, dx, sums }: BackwardTargets,
): void {
  const config = llamaConfig(parameters.layout.config);
  const { dim, heads, kvHeads, headDim, ffn } = config;
  const { count, blocks } = rows;
  if (!blocks) throw new RangeError('A backward pass needs whole sequences.');
  const width = heads * headDim;
  const qkvWidth = width + 2 * kvHeads * headDim;
  const p = (name: string) => parameters.view(`layers.${layer}.${name}`);
  const g = (name: string) => gradients.view(`layers.${layer}.${name}`);

  /** dW = dYᵀ·x for W [outputs, inputs]. */
  const weightGradient = (name: string, dY: Tensor, outputs: number, x: Tensor, inputs: number) =>
    matmul(rec, {
      a: dY,
      b: x,
      out: g(`${name}.weight`),
      transA: true,
      m: outputs,
      n: inputs,
      k: count,
      sums,
    });
  /** dX = dY·W. */
  const inputGradient = (name: string, dY: Tensor, outputs: number, out: Tensor, inputs: number) =>
    matmul(rec, { a: dY, b: p(`${name}.weight`), out, m: count, n: inputs, k: outputs });
  const normGradient = (name: string, x: Tensor, scales: Tensor, dOut: Tensor) =>
    rmsNormBackward(rec, {
      x,
      gamma: p(`${name}.weight`),
      scales,
      dOut,
      dx,
      accumulate: true,
      dGamma: g(`${name}.weight`),
      rows: count,
      cols: dim,
      sums,
    });

  weightGradient('mlp.down_proj', dx, dim, saved.inner, ffn);
  const dInner = rec.scratch('dInner', [count, ffn]);
  inputGradient('mlp.down_proj', dx, dim, dInner, ffn);
  const dGateUp = rec.scratch('dGateUp', [count, 2 * ffn]);
  swigluBackward(rec, { gateUp: saved.gateUp, dOut: dInner, dGateUp, rows: count, cols: ffn });
  rec.release(dInner);
  weightGradient('mlp.gate_up_proj', dGateUp, 2 * ffn, saved.norm2, dim);
  const dNorm = rec.scratch('dNorm', [count, dim]);
  inputGradient('mlp.gate_up_proj', dGateUp, 2 * ffn, dNorm, dim);
  rec.release(dGateUp);
  normGradient('post_attention_layernorm', saved.middle, saved.scales2, dNorm);

  weightGradient('self_attn.o_proj', dx, dim, saved.attended, width);
  const dAttended = rec.scratch('dAttended', [count, width]);
  inputGradient('self_attn.o_proj', dx, dim, dAttended, width);
  let dQkv = rec.scratch('dQkv', [count, qkvWidth]);
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
    const dRaw = rec.scratch('dRaw', [count, qkvWidth]);
    qkNormRopeBackward(rec, {
      ...turning,
      gamma: p('self_attn.qk_norm.weight'),
      raw: saved.raw,
      scales: saved.headScales,
      dOut: dQkv,
      dRaw,
      dGamma: g('self_attn.qk_norm.weight'),
      sums,
    });
    rec.release(dQkv);
    dQkv = dRaw;
  } else {
    rope(rec, { ...turning, qkv: dQkv, back: true });
  }
  weightGradient('self_attn.qkv_proj', dQkv, qkvWidth, saved.norm1, dim);
  if (config.qkvBias) {
    columnSum(rec, { x: dQkv, out: g('self_attn.qkv_proj.bias'), rows: count, cols: qkvWidth, sums });
  }
  inputGradient('self_attn.qkv_proj', dQkv, qkvWidth, dNorm, dim);
  normGradient('input_layernorm', saved.input, saved.scales1, dNorm);
  rec.release(dQkv, dNorm);
  sums.flush();
}

function rotation(rec: Recorder, config: LlamaConfig, { positions }: Rows) {
  const { headDim, ropeTheta: theta } = config;
  return { positions, table: rotaryTable(rec.gpu, { positions: config.positions, headDim, theta }) };
}

/** The config that this family's blocks were made for; family.ts never calls them with another. */
function llamaConfig(config: ModelConfig): LlamaConfig {
  if (config.family !== 'llama') throw new RangeError(`A ${config.family} has no Llama blocks.`);
  return config;
}
