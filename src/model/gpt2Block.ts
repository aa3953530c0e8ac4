/**
 * One GPT-2 block, forward and backward, as recorded dispatches: pre-norm attention and a GELU (tanh form)
 * MLP; Radford et al. 2019. Knows no embedding, no head, no loss.
 */
import { attentionBackward } from '../gpu/kernels/attention/attention.ts';
import {
  layerNormBackward,
  layerNormForward,
  type LayerNormBackwardOptions,
} from '../gpu/kernels/norm/layerNorm.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { BackwardTargets, Family, Recorded, Rows } from './block.ts';
import { attentionShape } from './config.ts';
import { gpt2Decode } from './gpt2Decode.ts';
import { linearsOf } from './gpt2Parts.ts';
import { linearBackward, linearForward, type Linear, type LinearBackward } from './linear.ts';
import type { Weights } from './weights.ts';

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
  block: gpt2Block,
  decode: gpt2Decode,
  lastNorm(rec, weights, input, { count, keep }) {
    const { dim, epsilon } = weights.layout.config;
    const shape = { rows: count, cols: dim };
    const output = rec.scratch('hidden', [count, dim]);
    const stats = rec.scratch('statsFinal', [count, 2]);
    const gamma = weights.view('ln_f.weight');
    const beta = weights.view('ln_f.bias');
    layerNormForward(rec, { x: input, gamma, beta, out: output, stats, ...shape, eps: epsilon });
    if (keep === 'nothing') rec.release(input, stats);
    return {
      output,
      backward: (later, { gradients, dx, sums }, dOut) =>
        layerNormBackward(later, {
          x: input,
          gamma,
          stats,
          dOut,
          dx,
          dGamma: gradients.find('ln_f.weight'),
          dBeta: gradients.find('ln_f.bias'),
          ...shape,
          sums,
        }),
    };
  },
};

function gpt2Block(rec: Recorder, weights: Weights, layer: number, input: Tensor, rows: Rows): Recorded {
  const { count, keep, products } = rows;
  const { config } = weights.layout;
  const saved = recordActivations(rec, weights, layer, input, rows);
  const { gelu: x, middle: residual } = saved;
  const output = rec.scratch(`${layer}/output`, [count, config.dim]);
  linearForward(rec, weights, linearsOf(config, layer).mlpOut, {
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
      later.release(...Object.values(activations));
    },
  };
}

/** Records one block up to its last product; `input` is [rows, dim]. */
function recordActivations(
  rec: Recorder,
  weights: Weights,
  layer: number,
  input: Tensor,
  { count: rows, keep, attend, products }: Rows,
): BlockActivations {
  const { config } = weights.layout;
  const { dim, heads, epsilon } = config;
  const linears = linearsOf(config, layer);
  const scratch = (label: string, cols: number) => rec.scratch(`${layer}/${label}`, [rows, cols]);
  const release = (...tensors: readonly Tensor[]) => {
    if (keep !== 'activations') rec.release(...tensors);
  };
  const norm = (name: string, x: Tensor, out: Tensor, stats: Tensor) =>
    layerNormForward(rec, {
      x,
      gamma: weights.view(`h.${layer}.${name}.weight`),
      beta: weights.view(`h.${layer}.${name}.bias`),
      out,
      stats,
      rows,
      cols: dim,
      eps: epsilon,
    });

  const norm1 = scratch('norm1', dim);
  const stats1 = scratch('stats1', 2);
  norm('ln_1', input, norm1, stats1);
  const qkv = scratch('qkv', 3 * dim);
  linearForward(rec, weights, linears.qkv, { x: norm1, out: qkv, rows, products });
  release(norm1, stats1);

  const attended = scratch('attended', dim);
  const lse = scratch('lse', heads);
  attend(layer, qkv, attended, lse);
  release(qkv, lse);
  const middle = scratch('middle', dim);
  linearForward(rec, weights, linears.attentionOut, {
    x: attended,
    residual: input,
    out: middle,
    rows,
    products,
  });
  release(attended);
  if (keep === 'nothing') rec.release(input);

  const norm2 = scratch('norm2', dim);
  const stats2 = scratch('stats2', 2);
  norm('ln_2', middle, norm2, stats2);
  const preGelu = scratch('preGelu', 4 * dim);
  const gelu = scratch('gelu', 4 * dim);
  linearForward(rec, weights, linears.mlpIn, { x: norm2, preGelu, out: gelu, rows, products });
  release(norm2, stats2, preGelu);
  return { input, stats1, norm1, qkv, lse, attended, middle, stats2, norm2, preGelu, gelu };
}

/**
 * Records one block's backward pass.
 *
 * Every bias gradient is the column sums of what comes back to its product, and the norm at the beginning of a branch sums
 * them on its way: those of the product behind it, and those of the product at the end of the branch, to which the gradient of
 * the residual stream comes back as it is.
 */
function blockBackward(
  rec: Recorder,
  weights: Weights,
  layer: number,
  saved: BlockActivations,
  { count: rows, blocks }: Rows,
  { gradients, dx, sums }: BackwardTargets,
): void {
  if (!blocks) throw new RangeError('A backward pass needs whole sequences.');
  const { config } = weights.layout;
  const { dim } = config;
  const linears = linearsOf(config, layer);
  const back = (linear: Linear, options: Pick<LinearBackward, 'x' | 'dOut' | 'dx' | 'preGelu'>) =>
    linearBackward(rec, weights, linear, { ...options, rows, gradients, sums });
  /** Gradient by the norm's input: `dOut` comes back to it, `onto` to the branch's end, which `last` is. */
  const normBackward = (
    name: string,
    gradient: Pick<LayerNormBackwardOptions, 'x' | 'stats' | 'dOut' | 'onto' | 'dx'>,
    behind: { readonly linear: Linear; readonly x: Tensor },
    last: Linear,
  ) => {
    const dBias = gradients.find(`${behind.linear.name}.bias`);
    layerNormBackward(rec, {
      ...gradient,
      gamma: weights.view(`h.${layer}.${name}.weight`),
      dGamma: gradients.find(`h.${layer}.${name}.weight`),
      dBeta: gradients.find(`h.${layer}.${name}.bias`),
      ontoSum: gradients.find(`${last.name}.bias`),
      behind: dBias && { x: behind.x, cols: behind.linear.outputs, out: dBias },
      rows,
      cols: dim,
      sums,
    });
  };

  const { gelu, preGelu, middle, stats2, input, stats1 } = saved;
  const dPreGelu = rec.scratch('dPreGelu', [rows, 4 * dim]);
  back(linears.mlpOut, { x: gelu, dOut: dx, dx: dPreGelu, preGelu });
  const dNorm = rec.scratch('dNorm', [rows, dim]);
  back(linears.mlpIn, { x: saved.norm2, dOut: dPreGelu, dx: dNorm });
  const dMiddle = rec.scratch('dMiddle', [rows, dim]);
  const second = { x: middle, stats: stats2, dOut: dNorm, onto: dx, dx: dMiddle };
  normBackward('ln_2', second, { linear: linears.mlpIn, x: dPreGelu }, linears.mlpOut);
  rec.release(dPreGelu);

  const dAttended = rec.scratch('dAttended', [rows, dim]);
  back(linears.attentionOut, { x: saved.attended, dOut: dMiddle, dx: dAttended });
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
  back(linears.qkv, { x: saved.norm1, dOut: dQkv, dx: dNorm });
  const first = { x: input, stats: stats1, dOut: dNorm, onto: dMiddle, dx };
  normBackward('ln_1', first, { linear: linears.qkv, x: dQkv }, linears.attentionOut);
  rec.release(dQkv, dNorm, dMiddle);
  sums.endLayer();
}
