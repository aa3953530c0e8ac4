/**
 * How a token goes through a block: a dispatch for each piece of arithmetic, or norms, activations, positions and the cache
 * within the products and the attention beside them. Both give the same bits, so it is a choice of speed alone: on a GPU few
 * rows take less time than the gap between two dispatches, on a software adapter all that is computed twice counts. Knows no
 * kernel.
 */
import { kernelFamily, type KernelFamily } from '../family.ts';

export type DecodeVariantName = 'apart' | 'fused';

export const DECODE: KernelFamily<DecodeVariantName> = kernelFamily('decode', ['apart', 'fused'], (gpu) =>
  gpu.adapter.software ? 'apart' : 'fused',
);
