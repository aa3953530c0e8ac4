/**
 * The GPT-2 transformer from token ids to the final layer norm, forward and backward, as recorded
 * dispatches: learned positions, the blocks of gpt2Block.ts, the last norm. Knows no head, no loss and no
 * optimizer. Rows are packed: see packing.ts.
 */
import { embeddingBackward, embeddingForward } from '../gpu/kernels/embedding.ts';
import { layerNormBackward, layerNormForward } from '../gpu/kernels/layerNorm.ts';
import { PartialSums } from '../gpu/kernels/partialSums.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { blockBackward, blockForward, type BlockActivations, type ForwardOptions } from './gpt2Block.ts';
import type { PackedTokens } from './packing.ts';
import type { Parameters } from './parameters.ts';

export interface TrunkActivations {
  readonly packed: PackedTokens;
  readonly blocks: readonly BlockActivations[];
  readonly last: Tensor;
  readonly statsFinal: Tensor;
  /** Output of the final layer norm, [rows, dim]. */
  readonly hidden: Tensor;
}

/** Records the forward pass. */
export function trunkForward(
  rec: Recorder,
  parameters: Parameters,
  packed: PackedTokens,
  options: ForwardOptions,
): TrunkActivations {
  const { config } = parameters.layout;
  const { rows } = packed;
  const { dim } = config;
  const p = (name: string) => parameters.view(name);

  let x = rec.scratch('embedded', [rows, dim]);
  embeddingForward(rec, {
    tokens: packed.tokens,
    positions: packed.positions,
    wte: p('wte.weight'),
    wpe: p('wpe.weight'),
    out: x,
    rows,
    dim,
  });

  const blocks: BlockActivations[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const block = blockForward(rec, parameters, layer, x, packed, options);
    x = block.output;
    if (options.keep) blocks.push(block.activations);
  }

  const hidden = rec.scratch('hidden', [rows, dim]);
  const statsFinal = rec.scratch('statsFinal', [rows, 2]);
  layerNormForward(rec, {
    x,
    gamma: p('ln_f.weight'),
    beta: p('ln_f.bias'),
    out: hidden,
    stats: statsFinal,
    rows,
    cols: dim,
    eps: config.epsilon,
  });
  if (!options.keep) rec.release(x, statsFinal);
  return { packed, blocks, last: x, statsFinal, hidden };
}

/**
 * Records the backward pass from `dHidden` (gradient by `hidden`, [rows, dim]) and writes every trunk gradient
 * into `gradients` (written, not added), except the token embedding's: it is added to, because the tied language
 * head has written its share before. A caller without a language head zeroes that range first.
 */
export function trunkBackward(
  rec: Recorder,
  parameters: Parameters,
  gradients: Parameters,
  activations: TrunkActivations,
  dHidden: Tensor,
): void {
  const { config } = parameters.layout;
  const { packed } = activations;
  const { rows } = packed;
  const { dim } = config;

  const dx = rec.scratch('dx', [rows, dim]);
  const sums = new PartialSums(rec);
  layerNormBackward(rec, {
    x: activations.last,
    gamma: parameters.view('ln_f.weight'),
    stats: activations.statsFinal,
    dOut: dHidden,
    dx,
    accumulate: false,
    dGamma: gradients.view('ln_f.weight'),
    dBeta: gradients.view('ln_f.bias'),
    dxSum: gradients.view(`h.${config.layers - 1}.mlp.c_proj.bias`),
    rows,
    cols: dim,
    sums,
  });
  for (let layer = config.layers - 1; layer >= 0; layer--) {
    blockBackward(rec, parameters, gradients, layer, activations.blocks[layer], packed, { dx, sums });
  }
  embeddingBackward(rec, {
    order: packed.tokenOrder,
    start: packed.tokenStart,
    dOut: dx,
    dTable: gradients.view('wte.weight'),
    entries: config.vocab,
    dim,
    accumulate: true,
  });
  embeddingBackward(rec, {
    order: packed.positionOrder,
    start: packed.positionStart,
    dOut: dx,
    dTable: gradients.view('wpe.weight'),
    entries: config.positions,
    dim,
    accumulate: false,
  });
  rec.release(dx);
}
