/**
 * Who adds the squares of a gradient: how many sums the first pass makes of how many numbers, and the text of the second,
 * which adds those. Knows texts and orders; families choose (family.ts).
 */
import stepCode from '../../shaders/optimizer/adamwStep.wgsl?raw';
import finishCode from '../../shaders/optimizer/gradNormFinish.wgsl?raw';
import finishGroupCode from '../../shaders/optimizer/gradNormFinishGroup.wgsl?raw';
import statsCode from '../../shaders/optimizer/gradNormStats.wgsl?raw';
import type { Kernel } from '../../pipelines.ts';
import { kernelFamily, type KernelFamily } from '../family.ts';

export interface GradNormVariant {
  /** The order in which it adds: variants of one order give the same bits. */
  readonly order: string;
  /** Numbers of a sum of the first pass, and the most sums it makes: enough to fill a GPU, few enough for the second. */
  readonly numbersEach: number;
  readonly most: number;
  /** The second pass. */
  readonly finish: Kernel;
}

export const GRAD_NORM_VARIANTS = {
  lane: {
    order: 'lane',
    numbersEach: 1024,
    most: 2048,
    finish: finish('gradNormFinish', finishCode),
  },
  group: {
    order: 'tree256',
    numbersEach: 64,
    most: 65_536,
    finish: finish('gradNormFinish.group', finishGroupCode),
  },
} as const satisfies Record<string, GradNormVariant>;

/** @param code of `main`, behind gradNormStats.wgsl: calls `conclude` with the sum */
export function finish(name: string, code: string): Kernel {
  return { name, code: [stepCode, statsCode, code].join('\n'), bindings: ['read', 'readWrite', 'uniform'] };
}

export type GradNormVariantName = keyof typeof GRAD_NORM_VARIANTS;

/** Software adapters emulate barriers, and on a GPU one lane leaves the rest idle. */
export const GRAD_NORM: KernelFamily<GradNormVariantName> = kernelFamily(
  'gradNorm',
  Object.keys(GRAD_NORM_VARIANTS) as GradNormVariantName[],
  (gpu) => (gpu.adapter.software ? 'lane' : 'group'),
);
