/**
 * Rotary positions (Su et al. 2021) on the q and k heads of fused q | k | v rows, in the half-split layout of
 * Hugging Face's Llama, and the same behind a norm of each head, as Qwen3 has it. Knows heads and positions;
 * knows no attention.
 */
import type { Gpu } from '../../device.ts';
import { linearGrid, type Bindable, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import normBackwardCode from '../../shaders/rope/qkNormRopeBackward.wgsl?raw';
import normCode from '../../shaders/rope/qkNormRope.wgsl?raw';
import ropeCode from '../../shaders/rope/rope.wgsl?raw';
import { elementKernel, forLength, requireElements, ROW_BLOCK } from '../elements.ts';
import { withSums, type PartialSums } from '../sums/partialSums.ts';

const ROPE = elementKernel('rope', ['read', 'read', 'readWrite', 'uniform'], ropeCode);
const NORM = elementKernel(
  'qkNormRope',
  ['read', 'read', 'read', 'read', 'readWrite', 'readWrite', 'uniform'],
  normCode,
);
const NORM_BACKWARD = elementKernel(
  'qkNormRopeBackward',
  ['read', 'read', 'read', 'read', 'read', 'read', 'readWrite', 'readWrite', 'uniform'],
  normBackwardCode,
);

const HEADS_PER_GROUP = 32;

interface RopeShape {
  /** u32 [rows]: position of each row in its sequence. */
  readonly positions: Tensor;
  /** What rotaryTable returns. */
  readonly table: Tensor;
  readonly rows: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Even. */
  readonly headDim: number;
}

export interface RopeOptions extends RopeShape {
  /** [rows, (heads + 2 * kvHeads) * headDim]: q and k are turned in place. */
  readonly qkv: Tensor;
  /** Turn the other way: what a gradient needs. */
  readonly back?: boolean;
}

/**
 * (x_i, x_{i + headDim / 2}) turned by position · theta^(−2i / headDim), for each i of each head of q and k.
 * @throws RangeError when a tensor is too small.
 */
export function rope(rec: Recorder, options: RopeOptions): void {
  const { positions, table, qkv, rows, heads, kvHeads, headDim, back = false } = options;
  requireElements('rope', positions, rows);
  requireElements('rope', qkv, rows * (heads + 2 * kvHeads) * headDim);
  const { kernel, elements } = forLength(ROPE, headDim / 2);
  const turned = heads + kvHeads;
  rec.dispatch(kernel, {
    constants: {
      HEADS: turned,
      ROW_STRIDE: (turned + kvHeads) * 2 * elements,
      HALF: elements,
      BACK: Number(back),
    },
    bindings: [positions, table, qkv, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows * turned * elements, 64),
    flops: rows * turned * headDim * 3,
  });
}

export interface QkNormRopeOptions extends RopeShape {
  /** [2 * headDim]: weights of the q norm, then of the k norm. */
  readonly gamma: Tensor;
  /** [rows, (heads + 2 * kvHeads) * headDim]: q | k | v before the norm. */
  readonly raw: Tensor;
  /** [rows, heads + kvHeads]: 1 / sqrt(mean square + eps) of each head; written forward, read backward. */
  readonly scales: Tensor;
}

/**
 * out = q and k with each head normalised (root mean square, weighted by gamma) and turned; v as it is.
 * @throws RangeError when a tensor is too small.
 */
export function qkNormRope(
  rec: Recorder,
  options: QkNormRopeOptions & { readonly out: Tensor; readonly eps: number },
): void {
  const { positions, table, gamma, raw, out, scales, eps } = options;
  const { rows, heads, kvHeads, headDim } = options;
  const all = heads + 2 * kvHeads;
  for (const tensor of [raw, out]) requireElements('qkNormRope', tensor, rows * all * headDim);
  requireElements('qkNormRope', scales, rows * (heads + kvHeads));
  const { kernel, elements } = forLength(NORM, headDim / 2);
  rec.dispatch(kernel, {
    constants: { HEADS: heads, KV_HEADS: kvHeads, HALF: elements, EPS: eps },
    bindings: [positions, table, gamma, raw, out, scales, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows * all, HEADS_PER_GROUP),
    flops: rows * (heads + kvHeads) * headDim * 7,
  });
}

export interface QkNormRopeBackwardOptions extends QkNormRopeOptions {
  /** [rows, (heads + 2 * kvHeads) * headDim]: gradient by the output. */
  readonly dOut: Tensor;
  /** [rows, (heads + 2 * kvHeads) * headDim], written: gradient by `raw`. */
  readonly dRaw: Tensor;
  /** [2 * headDim], written; left out for a gamma that is not trained. */
  readonly dGamma?: Tensor;
  /** Leaves the second pass to these; dGamma is written when they are flushed. */
  readonly sums?: PartialSums;
}

/**
 * Gradients of qkNormRope by raw, and by gamma unless it is frozen.
 * @throws RangeError when a tensor is too small.
 */
export function qkNormRopeBackward(rec: Recorder, options: QkNormRopeBackwardOptions): void {
  const { positions, table, gamma, raw, scales, dOut, dRaw, dGamma } = options;
  const { rows, heads, kvHeads, headDim } = options;
  const all = heads + 2 * kvHeads;
  for (const tensor of [raw, dOut, dRaw]) {
    requireElements('qkNormRopeBackward', tensor, rows * all * headDim);
  }
  if (dGamma) requireElements('qkNormRopeBackward', dGamma, 2 * headDim);
  const { kernel, elements } = forLength(NORM_BACKWARD, headDim / 2);
  const blocks = Math.ceil(rows / ROW_BLOCK);
  const headGroups = Math.ceil((rows * all) / HEADS_PER_GROUP);
  const first = (parts: Bindable, gammaInvocations: number) =>
    rec.dispatch(kernel, {
      constants: {
        HEADS: heads,
        KV_HEADS: kvHeads,
        HALF: elements,
        BLOCK: ROW_BLOCK,
      },
      bindings: [
        positions,
        table,
        gamma,
        raw,
        scales,
        dOut,
        dRaw,
        parts,
        sizesBlock(rec.gpu, { rows, gammaInvocations }),
      ],
      grid: linearGrid(headGroups * HEADS_PER_GROUP + gammaInvocations, HEADS_PER_GROUP),
      flops: rows * (heads + kvHeads) * headDim * (gammaInvocations === 0 ? 12 : 17),
    });
  if (!dGamma) {
    // Something must be bound in the place of the parts that nobody writes.
    const nothing = rec.scratch('nothing', [4]);
    first(nothing, 0);
    rec.release(nothing);
    return;
  }
  withSums(rec, options.sums, blocks * 2 * headDim, (sums) => {
    const parts = sums.reserve('qkNormRopeBackward', blocks * 2 * headDim);
    first(parts, blocks * 2 * elements);
    const out = { ...dGamma, shape: [2 * headDim] };
    sums.add({ parts, stride: 2 * headDim, planes: blocks, out });
  });
}

export interface Rotation {
  /** Positions there are. */
  readonly positions: number;
  readonly headDim: number;
  /** Base of the wavelengths. */
  readonly theta: number;
  readonly scaling?: RotaryScaling;
}

/**
 * Frequencies divided by `factor`: all of them, or (Llama 3.1) those of wavelengths above originalPositions ÷
 * lowFrequencyFactor, with a mix down to originalPositions ÷ highFrequencyFactor.
 */
export type RotaryScaling =
  | { readonly type: 'linear'; readonly factor: number }
  | {
      readonly type: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalPositions: number;
    };

function scaled(frequency: number, scaling: RotaryScaling | undefined): number {
  if (!scaling) return frequency;
  const slow = frequency / scaling.factor;
  if (scaling.type === 'linear') return slow;
  const { lowFrequencyFactor: low, highFrequencyFactor: high, originalPositions } = scaling;
  const turns = (originalPositions * frequency) / (2 * Math.PI);
  const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return (1 - kept) * slow + kept * frequency;
}

/**
 * Cosines and sines of every position, [positions, headDim]: half of them cosines, then the sines. The angle is
 * rounded to f32 as transformers does it, the rest is double precision: WGSL's own sin and cos may be off by 2⁻¹¹.
 */
export function rotaryValues({ positions, headDim, theta, scaling }: Rotation): Float32Array {
  const half = headDim / 2;
  const frequencies = Float32Array.from({ length: half }, (_, i) =>
    scaled(Math.fround(1 / Math.fround(theta ** ((2 * i) / headDim))), scaling),
  );
  const table = new Float32Array(positions * headDim);
  for (let position = 0; position < positions; position++) {
    frequencies.forEach((frequency, i) => {
      const angle = Math.fround(position * frequency);
      table[position * headDim + i] = Math.cos(angle);
      table[position * headDim + half + i] = Math.sin(angle);
    });
  }
  return table;
}

const tables = new WeakMap<Gpu, Map<string, Tensor>>();

/** rotaryValues on the device. They never change, so all models of a shape share them. */
export function rotaryTable(gpu: Gpu, rotation: Rotation): Tensor {
  let known = tables.get(gpu);
  if (!known) tables.set(gpu, (known = new Map()));
  const { positions, headDim, theta, scaling } = rotation;
  const key = `${positions}x${headDim}/${theta}/${JSON.stringify(scaling)}`;
  let table = known.get(key);
  if (!table) {
    table = gpu.upload('rotary', rotaryValues(rotation), [positions, headDim], { owner: 'weights' });
    known.set(key, table);
  }
  return table;
}
