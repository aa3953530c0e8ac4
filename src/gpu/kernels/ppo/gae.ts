/**
 * Generalised advantage estimation over a rollout of right-padded responses. Whitening is whiten.ts.
 */
import code from '../../shaders/ppo/gae.wgsl?raw';
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock, UniformBlock } from '../../uniforms.ts';

export interface Gae {
  /** [batch, R]. */
  readonly rewards: Tensor;
  /** [batch, R]: value before each token. */
  readonly values: Tensor;
  /** u32 [batch]. */
  readonly lengths: Tensor;
  /** [batch, R], written; 0 on padding. */
  readonly advantages: Tensor;
  /** [batch, R], written: advantage + value; 0 on padding. */
  readonly returns: Tensor;
  readonly batch: number;
  readonly R: number;
  /** From `gaeUniforms`. */
  readonly step: UniformBlock;
}

/** Step-varying scalars: gamma (discount) and lambda, both in [0, 1]. */
export function gaeUniforms(gpu: Gpu) {
  return new UniformBlock(gpu, 'gae', { gamma: 'f32', lambda: 'f32' });
}

const KERNEL = {
  name: 'gae',
  code,
  bindings: ['read', 'read', 'read', 'readWrite', 'readWrite', 'uniform', 'uniform'],
} as const;

/** delta_t = r_t + gamma V_{t+1} - V_t, A_t = delta_t + gamma lambda A_{t+1} (Schulman et al. 2016); V past the end is 0. */
export function gae(rec: Recorder, options: Gae): void {
  const { rewards, values, lengths, advantages, returns, batch, R, step } = options;
  rec.dispatch(KERNEL, {
    constants: {},
    bindings: [rewards, values, lengths, advantages, returns, step, sizesBlock(rec.gpu, { batch, width: R })],
    grid: linearGrid(batch, 16),
  });
}
