/**
 * Whitening of a [batch, R] array over its real tokens, in place. Knows lengths, not what x means.
 */
import code from '../../shaders/ppo/whiten.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';

export interface Whiten {
  /** [batch, R], overwritten; 0 on padding afterwards. */
  readonly x: Tensor;
  /** u32 [batch]. */
  readonly lengths: Tensor;
  readonly batch: number;
  readonly R: number;
  /** True adds the mean back: only the scale changes (as for rewards). */
  readonly shiftMean: boolean;
  /** True divides the variance by n - 1 instead of n. */
  readonly unbiased: boolean;
}

const BINDINGS = ['readWrite', 'read', 'readWrite', 'uniform'] as const;
const MOMENTS = { name: 'whiten.moments', code, entryPoint: 'moments', bindings: BINDINGS } as const;
const APPLY = { name: 'whiten.apply', code, entryPoint: 'apply', bindings: BINDINGS } as const;

/** x := (x - mean) / sqrt(variance + 1e-8) [+ mean] over unmasked entries. */
export function whiten(rec: Recorder, options: Whiten): void {
  const { x, lengths, batch, R, shiftMean, unbiased } = options;
  const partials = rec.scratch('whiten.partials', [batch, 2]);
  const dispatch = {
    constants: { KEEP_MEAN: Number(shiftMean), UNBIASED: Number(unbiased) },
    bindings: [x, lengths, partials, sizesBlock(rec.gpu, { batch, width: R })],
    grid: linearGrid(batch, 16),
  };
  rec.dispatch(MOMENTS, dispatch);
  rec.dispatch(APPLY, dispatch);
  rec.release(partials);
}
