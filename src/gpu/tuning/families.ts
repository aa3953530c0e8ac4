/**
 * Every family of kernels that can be computed in more than one way. What a run saves, what a resumed run is given back,
 * what is swept on a new GPU and what the page shows goes through this list. Knows no kernel.
 */
import type { Gpu } from '../device.ts';
import { ATTENTION } from '../kernels/attention/attentionVariants.ts';
import { DECODE } from '../kernels/decode/decodeVariants.ts';
import type { KernelFamily } from '../kernels/family.ts';
import { LOGITS } from '../kernels/head/logitsVariants.ts';
import { MATMUL } from '../kernels/matmul/matmulVariants.ts';
import { NORM } from '../kernels/norm/normVariants.ts';
import { GRAD_NORM } from '../kernels/optimizer/gradNormVariants.ts';
import { SAMPLE } from '../kernels/sampling/sampleVariants.ts';
import { SUMS } from '../kernels/sums/sumsVariants.ts';
import { TRAINING } from '../kernels/training/trainingVariants.ts';

export const KERNEL_FAMILIES: readonly KernelFamily[] = [
  MATMUL,
  ATTENTION,
  NORM,
  SUMS,
  GRAD_NORM,
  LOGITS,
  SAMPLE,
  DECODE,
  TRAINING,
];

/** The variant of each family, by the family's name. */
export type KernelChoices = Readonly<Record<string, string>>;

/** What is recorded for `gpu` from here on. */
export function chosenKernels(gpu: Gpu): KernelChoices {
  return Object.fromEntries(KERNEL_FAMILIES.map((family) => [family.name, family.chosen(gpu)]));
}

/** Takes a saved run's choices. A family or variant that is not there any more, or that the device cannot run, stays as it is. */
export function chooseKernels(gpu: Gpu, choices: KernelChoices): void {
  for (const family of KERNEL_FAMILIES) {
    const wanted = family.variants.find((variant) => variant === choices[family.name]);
    if (wanted !== undefined && family.isSupported(gpu, wanted)) family.choose(gpu, wanted);
  }
}
