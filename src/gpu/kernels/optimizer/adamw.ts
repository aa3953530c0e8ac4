/**
 * Global gradient-norm clipping and AdamW over flat parameter memory: three dispatches in all, and two more for
 * each further binding or buffer that the memory takes. Knows no layer and no schedule: the caller sets the step's
 * scalars.
 */
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { UniformBlock } from '../../uniforms.ts';
import adamwCode from '../../shaders/optimizer/adamw.wgsl?raw';
import stepCode from '../../shaders/optimizer/adamwStep.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import { globalNorm } from './globalNorm.ts';
import { rowWindows, slice } from '../windows.ts';

const UPDATE = elementKernel(
  'adamw',
  ['readWrite', 'read', 'readWrite', 'readWrite', 'read', 'read', 'uniform'],
  stepCode,
  adamwCode,
);

const FIELDS = {
  lr: 'f32',
  beta1: 'f32',
  beta2: 'f32',
  eps: 'f32',
  weightDecay: 'f32',
  maxNorm: 'f32',
  bias1: 'f32',
  bias2: 'f32',
  epsForm: 'u32',
} as const;

/** Values of `epsForm`: where epsilon stands relative to the bias correction. */
export const EPS_PYTORCH = 0;
export const EPS_TENSORFLOW = 1;

/** Parameters that share a multiplier of the weight decay. */
const DECAY_BLOCK = 64;

export type AdamWUniforms = UniformBlock<typeof FIELDS>;

/**
 * The scalars of one AdamW step. Set all of them before the first step; per step at least lr,
 * bias1 = 1 - beta1^t and bias2 = 1 - beta2^t. maxNorm <= 0 turns clipping off.
 */
export function adamWUniforms(gpu: Gpu): AdamWUniforms {
  return new UniformBlock(gpu, 'adamw', FIELDS);
}

/** Parameters and what belongs to each of them. */
export interface AdamWMemory {
  /** [count] each */
  readonly params: Tensor;
  readonly grads: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
  /** [ceil(count / 64)]: multiplier of the weight decay for each 64 parameters, usually 0 or 1. */
  readonly decay: Tensor;
  readonly count: number;
}

export interface AdamWOptions {
  /** All parameters, in as many buffers as they take. */
  readonly memory: readonly AdamWMemory[];
  readonly step: AdamWUniforms;
  /** [4], written: gradient norm before clipping, clip coefficient, 1 if the step was skipped, unused. */
  readonly stats: Tensor;
}

/**
 * One AdamW step (Loshchilov & Hutter 2019, decay before the Adam step as in PyTorch) after scaling the
 * gradient by min(1, maxNorm / (norm + 1e-6)). A norm that is NaN or infinite, or whose square overflows
 * f32, leaves params, m and v as they were and says so in `stats`.
 * @throws RangeError when a tensor is too small.
 */
export function adamW(rec: Recorder, { memory, step, stats }: AdamWOptions): void {
  const windows = memory.flatMap((whole) => windowsOf(rec.gpu, whole));
  globalNorm(rec, { parts: memory.map(({ grads, count }) => ({ x: grads, count })), step, stats });
  for (const { params, grads, m, v, decay, count } of windows) {
    const { kernel, elements } = forLength(UPDATE, count);
    rec.dispatch(kernel, {
      constants: { COUNT: elements },
      bindings: [params, grads, m, v, decay, stats, step],
      grid: linearGrid(elements, 64),
      flops: count * 16,
    });
  }
}

/** The memory in pieces that fit one binding and begin where the decay of their block of 64 may be bound. */
function windowsOf(gpu: Gpu, { params, grads, m, v, decay, count }: AdamWMemory): AdamWMemory[] {
  for (const tensor of [params, grads, m, v]) requireElements('adamW', tensor, count);
  requireElements('adamW', decay, Math.ceil(count / DECAY_BLOCK));
  return rowWindows(gpu, Math.ceil(count / DECAY_BLOCK), DECAY_BLOCK).map((blocks) => {
    const first = blocks.first * DECAY_BLOCK;
    const length = Math.min(count - first, blocks.count * DECAY_BLOCK);
    const piece = (tensor: Tensor) => slice(tensor, first, length);
    return {
      params: piece(params),
      grads: piece(grads),
      m: piece(m),
      v: piece(v),
      decay: slice(decay, blocks.first, blocks.count),
      count: length,
    };
  });
}
