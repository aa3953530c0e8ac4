/**
 * How a training step goes through a layer: a dispatch for each piece of arithmetic, or several pieces in one where none waits
 * for another. Both give the same bits, so it is a choice of speed alone: on a GPU small layers wait for dispatches, on a
 * software adapter a kernel costs its compilation and a dispatch nearly nothing. Knows no kernel.
 */
import { kernelFamily, type KernelFamily } from '../family.ts';

export type TrainingVariantName = 'apart' | 'fused';

export const TRAINING: KernelFamily<TrainingVariantName> = kernelFamily(
  'training',
  ['apart', 'fused'],
  (gpu) => (gpu.adapter.software ? 'apart' : 'fused'),
);
