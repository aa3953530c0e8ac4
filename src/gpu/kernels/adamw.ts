/**
 * Global gradient-norm clipping and AdamW over flat parameter memory, three dispatches in all.
 * Knows no layer and no schedule: the caller sets the step's scalars.
 */
import type { Gpu } from '../device.ts';
import { linearGrid, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import { UniformBlock } from '../uniforms.ts';
import adamwCode from '../shaders/adamw.wgsl?raw';
import stepCode from '../shaders/adamwStep.wgsl?raw';
import normCode from '../shaders/gradNorm.wgsl?raw';
import finishCode from '../shaders/gradNormFinish.wgsl?raw';
import { elementKernel, forLength, requireElements } from './elements.ts';

const NORM = elementKernel('gradNorm', ['read', 'readWrite'], normCode);
const FINISH = {
  name: 'gradNormFinish',
  code: `${stepCode}\n${finishCode}`,
  bindings: ['read', 'readWrite', 'uniform'],
} as const;
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

export type AdamWUniforms = UniformBlock<typeof FIELDS>;

/**
 * The scalars of one AdamW step. Set all of them before the first step; per step at least lr,
 * bias1 = 1 - beta1^t and bias2 = 1 - beta2^t. maxNorm <= 0 turns clipping off.
 */
export function adamWUniforms(gpu: Gpu): AdamWUniforms {
  return new UniformBlock(gpu, 'adamw', FIELDS);
}

export interface AdamWOptions {
  /** [count] each */
  readonly params: Tensor;
  readonly grads: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
  /** [ceil(count / 64)]: multiplier of the weight decay for each 64 parameters, usually 0 or 1. */
  readonly decay: Tensor;
  readonly count: number;
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
export function adamW(rec: Recorder, options: AdamWOptions): void {
  const { params, grads, m, v, decay, count, step, stats } = options;
  for (const tensor of [params, grads, m, v]) requireElements('adamW', tensor, count);
  requireElements('adamW', decay, Math.ceil(count / 64));
  requireElements('adamW', stats, 4);
  // Enough first-pass sums to fill a GPU, few enough for one invocation to add them quickly.
  const parts = Math.min(2048, Math.max(64, Math.ceil(count / 1024 / 64) * 64));
  const norm = forLength(NORM, count);
  const partials = rec.scratch('gradNorm', [parts]);
  rec.dispatch(norm.kernel, {
    constants: { COUNT: norm.elements, PARTS: parts },
    bindings: [grads, partials],
    grid: [parts / 64],
    flops: count * 2,
  });
  rec.dispatch(FINISH, { constants: { PARTS: parts }, bindings: [partials, stats, step], grid: [1] });
  rec.release(partials);
  const { kernel, elements } = forLength(UPDATE, count);
  rec.dispatch(kernel, {
    constants: { COUNT: elements },
    bindings: [params, grads, m, v, decay, stats, step],
    grid: linearGrid(elements, 64),
    flops: count * 16,
  });
}
