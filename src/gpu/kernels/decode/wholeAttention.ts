/**
 * Attention of one new token per row in one dispatch, from what its product projected: heads normalised and turned by their
 * position where a family does so, key and value put into the cache, and all keys attended to. The bits are those of
 * qkNormRope or rope and of attentionDecode by workgroups. Knows no layer.
 */
import code from '../../shaders/attention/attentionDecodeWhole.wgsl?raw';
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import { GROUP_LANES, type AttentionDecode } from '../attention/attentionDecode.ts';
import { headKernel, headLanes } from '../attention/attentionHead.ts';
import { ATTENTION } from '../attention/attentionVariants.ts';
import { requireElements } from '../elements.ts';
import { DECODE } from './decodeVariants.ts';

export interface WholeAttention extends AttentionDecode {
  /** What rotaryTable returns, where q and k are turned by their position. */
  readonly table?: Tensor;
  /** Where each head of q and k is normalised before that. */
  readonly headNorm?: {
    /** [2 * headDim]: weights of the q norm, then of the k norm. */
    readonly gamma: Tensor;
    readonly eps: number;
  };
}

const BINDINGS = ['read', 'readWrite', 'readWrite', 'read', 'readWrite', 'read', 'read', 'uniform'] as const;

/** Whether one dispatch can do it here, in the orders that the device's families have. */
export function canAttendWhole(gpu: Gpu, headDim: number, turned: boolean): boolean {
  const lanes = headLanes(headDim);
  const chosen = DECODE.chosen(gpu) === 'fused' && ATTENTION.chosen(gpu) === 'group';
  return chosen && headDim / lanes <= GROUP_LANES && (!turned || headDim % (2 * lanes) === 0);
}

/**
 * Makes the new token's q and k, puts k and v into the cache at `cursor`, and attends over positions 0 to `cursor`.
 * @throws RangeError when a tensor is too small, or it cannot be done here: see canAttendWhole
 */
export function wholeAttention(rec: Recorder, options: WholeAttention): void {
  const { qkv, kCache, vCache, cursor, out, table, headNorm } = options;
  const { batch, heads, kvHeads, headDim, capacity } = options;
  if (!canAttendWhole(rec.gpu, headDim, table !== undefined)) {
    throw new RangeError(`wholeAttention: heads of ${headDim} are not for this GPU's kernels.`);
  }
  requireElements('wholeAttention', qkv, batch * (heads + 2 * kvHeads) * headDim);
  requireElements('wholeAttention', out, batch * heads * headDim);
  if (headNorm) requireElements('wholeAttention', headNorm.gamma, 2 * headDim);
  rec.dispatch(headKernel('attention.decodeWhole', code, headDim, BINDINGS), {
    constants: {
      HEADS: heads,
      KV_HEADS: kvHeads,
      HEAD_DIM: headDim,
      SCALE: 1 / Math.sqrt(headDim),
      TURNED: Number(table !== undefined),
      NORMED: Number(headNorm !== undefined),
      EPS: headNorm?.eps ?? 0,
    },
    // A read-only operand fills the places of what is absent.
    bindings: [
      qkv,
      kCache,
      vCache,
      cursor,
      out,
      table ?? qkv,
      headNorm?.gamma ?? qkv,
      sizesBlock(rec.gpu, { batch, capacity }),
    ],
    grid: linearGrid(batch * heads, 1),
    flops: 4 * batch * heads * headDim * capacity,
  });
}
