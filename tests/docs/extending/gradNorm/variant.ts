/** The variant of docs/extending.md as an entry of GRAD_NORM_VARIANTS. */
import { finish } from '../../../../src/gpu/kernels/optimizer/gradNormVariants.ts';
import finishFourCode from './gradNormFinishFour.wgsl?raw';

export const ENTRY = {
  four: {
    order: 'lane',
    numbersEach: 1024,
    most: 2048,
    finish: finish('gradNormFinish.four', finishFourCode),
  },
} as const;
