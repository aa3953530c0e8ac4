/**
 * One GPT-2 block, forward and backward, as recorded dispatches: pre-norm attention and a GELU (tanh form)
 * MLP; Radford et al. 2019. Knows no embedding, no head, no loss.
 */
import { attentionBackward } from '../gpu/kernels/attention.ts';
import { columnSum } from '../gpu/kernels/columnSum.ts';
import { layerNormBackward, layerNormForward } from '../gpu/kernels/layerNorm.ts';
import { matmul } from '../gpu/kernels/matmul.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { BackwardTargets, Family, Rows } from './block.ts';
import { attentionShape } from './config.ts';
import type { Parameters } from './parameters.ts';

/** What a block's backward pass needs of its forward pass. */
interface BlockActivations {
  readonly input: Tensor;
  readonly stats1: Tensor;
  readonly norm1: Tensor;
  readonly qkv: Tensor;
  readonly lse: Tensor;
  readonly attended: Tensor;
  readonly middle: Tensor;
  readonly stats2: Tensor;
  readonly norm2: Tensor;
  readonly preGelu: Tensor;
  readonly gelu: Tensor;
}

/** GPT-2, as the trunk sees it. */
export const GPT2: Family = {
  embedding: 'wte.weight',
  positionTable: 'wpe.weight',
  block(rec, parameters, layer, input, rows) {
    const { output, activations } = blockForward(rec, parameters, layer, input, rows);
    return {
      output,
      backward: (later, targets) => blockBackward(later, parameters, layer, activations, rows, targets),
    };
  },
  lastNorm(rec, parameters, input, { count, keep }) {
    const { dim, layers, epsilon } = parameters.layout.config;
    const shape = { rows: count, cols: dim };
    const output = rec.scratch('hidden', [count, dim]);
    const stats = rec.scratch('statsFinal', [count, 2]);
    const gamma = parameters.view('ln_f.weight');
    const beta = parameters.view('ln_f.bias');
    layerNormForward(rec, { x: input, gamma, beta, out: output, stats, ...shape, eps: epsilon });
    if (!keep) rec.release(input, stats);
    return {
      output,
      backward: (later, { gradients, dx, sums }, dOut) =>
        layerNormBackward(later, {
          x: input,
          gamma,
          stats,
          dOut,
          dx,
          accumulate: false,
          dGamma: gradients.view('ln_f.weight'),
          dBeta: gradients.view('ln_f.bias'),
          dxSum: gradients.view(`h.${layers - 1}.mlp.c_proj.bias`),
          ...shape,
          sums,
        }),
    };
  },
};

/** Records one block; `input` is [rows, dim]. */
function blockForward(
  rec: Recorder,
  parameters: Parameters,
  layer: number,
  input: Tensor,
  { count: rows, keep, attend }: Rows,
): { output: Tensor; activations: BlockActivations } {
  const { config } = parameters.layout;
  const { dim, heads, epsilon } = config;
  const p = (name: string) => parameters.view(`h.${layer}.${name}`);
  const scratch = (label: string, cols: number) => rec.scratch(`${layer}/${label}`, [rows, cols]);

  const norm1 = scratch('norm1', dim);
  const stats1 = scratch('stats1', 2);
  const norm = { rows, cols: dim, eps: epsilon };
  layerNormForward(rec, {
    x: input,
    gamma: p('ln_1.weight'),
    beta: p('ln_1.bias'),
    out: norm1,
    stats: stats1,
    ...norm,
  });

  const qkv = scratch('qkv', 3 * dim);
  matmul(rec, {
    a: norm1,
    b: p('attn.c_attn.weight'),
    bias: p('attn.c_attn.bias'),
    out: qkv,
    m: rows,
    n: 3 * dim,
    k: dim,
  });
  if (!keep) rec.release(norm1, stats1);

  const attended = scratch('attended', dim);
  const lse = scratch('lse', heads);
  attend(layer, qkv, attended, lse);
  if (!keep) rec.release(qkv, lse);

  const middle = scratch('middle', dim);
  matmul(rec, {
    a: attended,
    b: p('attn.c_proj.weight'),
    bias: p('attn.c_proj.bias'),
    residual: input,
    out: middle,
    m: rows,
    n: dim,
    k: dim,
  });
  if (!keep) rec.release(attended, input);

  const norm2 = scratch('norm2', dim);
  const stats2 = scratch('stats2', 2);
  layerNormForward(rec, {
    x: middle,
    gamma: p('ln_2.weight'),
    beta: p('ln_2.bias'),
    out: norm2,
    stats: stats2,
    ...norm,
  });

  const preGelu = scratch('preGelu', 4 * dim);
  const gelu = scratch('gelu', 4 * dim);
  matmul(rec, {
    a: norm2,
    b: p('mlp.c_fc.weight'),
    bias: p('mlp.c_fc.bias'),
    gelu: preGelu,
    out: gelu,
    m: rows,
    n: 4 * dim,
    k: dim,
  });
  if (!keep) rec.release(norm2, stats2, preGelu);

  const output = scratch('output', dim);
  matmul(rec, {
    a: gelu,
    b: p('mlp.c_proj.weight'),
    bias: p('mlp.c_proj.bias'),
    residual: middle,
    out: output,
    m: rows,
    n: dim,
    k: 4 * dim,
  });
  if (!keep) rec.release(gelu, middle);
  return {
    output,
    activations: { input, stats1, norm1, qkv, lse, attended, middle, stats2, norm2, preGelu, gelu },
  };
}

/**
 * Records one block's backward pass, 17 dispatches: a layer takes 24 with the 7 of its forward pass.
 *
 * Every bias gradient is the column sums of what comes back to its product. Two products add to the residual
 * stream, whose gradient the next norm has just completed, so that norm sums its columns on the way: ln_2 for
 * attn.c_proj, and for mlp.c_proj the norm behind this block, that is the next block's ln_1 or ln_f.
 */
function blockBackward(
  rec: Recorder,
  parameters: Parameters,
  layer: number,
  saved: BlockActivations,
  { count: rows, blocks }: Rows,
  { gradients, dx, sums }: BackwardTargets,
): void {
  if (!blocks) throw new RangeError('A backward pass needs whole sequences.');
  const { config } = parameters.layout;
  const { dim } = config;
  const p = (name: string) => parameters.view(`h.${layer}.${name}`);
  const g = (name: string) => gradients.view(`h.${layer}.${name}`);

  /** dW = xᵀ·dY. */
  const weightGradient = (name: string, x: Tensor, inputs: number, dY: Tensor, outputs: number) =>
    matmul(rec, {
      a: x,
      b: dY,
      out: g(`${name}.weight`),
      transA: true,
      m: inputs,
      n: outputs,
      k: rows,
      sums,
    });
  const biasGradient = (name: string, dY: Tensor, outputs: number) =>
    columnSum(rec, { x: dY, out: g(`${name}.bias`), rows, cols: outputs, sums });
  /** dX = dY·Wᵀ. */
  const inputGradient = (
    name: string,
    dY: Tensor,
    outputs: number,
    out: Tensor,
    inputs: number,
    geluGrad?: Tensor,
  ) =>
    matmul(rec, {
      a: dY,
      b: p(`${name}.weight`),
      out,
      transB: true,
      m: rows,
      n: inputs,
      k: outputs,
      geluGrad,
    });
  /** dx += the gradient by the norm's input; `dxSum` receives the bias gradient of what made that input. */
  const normGradient = (name: string, x: Tensor, stats: Tensor, dOut: Tensor, dxSum?: Tensor) =>
    layerNormBackward(rec, {
      x,
      gamma: p(`${name}.weight`),
      stats,
      dOut,
      dx,
      accumulate: true,
      dGamma: g(`${name}.weight`),
      dBeta: g(`${name}.bias`),
      dxSum,
      rows,
      cols: dim,
      sums,
    });

  weightGradient('mlp.c_proj', saved.gelu, 4 * dim, dx, dim);
  const dPreGelu = rec.scratch('dPreGelu', [rows, 4 * dim]);
  inputGradient('mlp.c_proj', dx, dim, dPreGelu, 4 * dim, saved.preGelu);
  weightGradient('mlp.c_fc', saved.norm2, dim, dPreGelu, 4 * dim);
  biasGradient('mlp.c_fc', dPreGelu, 4 * dim);
  const dNorm = rec.scratch('dNorm', [rows, dim]);
  inputGradient('mlp.c_fc', dPreGelu, 4 * dim, dNorm, dim);
  rec.release(dPreGelu);
  normGradient('ln_2', saved.middle, saved.stats2, dNorm, g('attn.c_proj.bias'));

  weightGradient('attn.c_proj', saved.attended, dim, dx, dim);
  const dAttended = rec.scratch('dAttended', [rows, dim]);
  inputGradient('attn.c_proj', dx, dim, dAttended, dim);
  const dQkv = rec.scratch('dQkv', [rows, 3 * dim]);
  attentionBackward(rec, {
    qkv: saved.qkv,
    out: saved.attended,
    dOut: dAttended,
    lse: saved.lse,
    dQkv,
    blocks,
    rows,
    ...attentionShape(config),
  });
  rec.release(dAttended);
  weightGradient('attn.c_attn', saved.norm1, dim, dQkv, 3 * dim);
  biasGradient('attn.c_attn', dQkv, 3 * dim);
  inputGradient('attn.c_attn', dQkv, 3 * dim, dNorm, dim);
  const before = layer > 0 ? gradients.view(`h.${layer - 1}.mlp.c_proj.bias`) : undefined;
  normGradient('ln_1', saved.input, saved.stats1, dNorm, before);
  rec.release(dQkv, dNorm);
  sums.flush();
}
