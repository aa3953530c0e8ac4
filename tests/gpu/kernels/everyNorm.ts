/** Runs tests once for each way to walk a row, and puts back the adapter's own. */
import { afterAll, beforeAll, describe } from 'vitest';
import {
  NORM_VARIANTS,
  normVariant,
  setNormVariant,
  type NormVariant,
} from '../../../src/gpu/kernels/normVariants.ts';
import { testGpu } from '../harness.ts';

export function describeEveryNorm(name: string, tests: () => void): void {
  describe.each(NORM_VARIANTS)(`${name} by a %s`, (variant) => {
    let before: NormVariant;
    beforeAll(async () => {
      const gpu = await testGpu();
      before = normVariant(gpu);
      setNormVariant(gpu, variant);
    });
    afterAll(async () => setNormVariant(await testGpu(), before));
    tests();
  });
}
