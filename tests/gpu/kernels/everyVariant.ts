/** Runs tests once for each variant of a family, and puts back the adapter's own. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { KernelFamily } from '../../../src/gpu/kernels/family.ts';
import { testGpu } from '../harness.ts';

export function describeEveryVariant<Name extends string>(
  family: KernelFamily<Name>,
  name: string,
  tests: () => void,
): void {
  describe.each(family.variants)(`${name} by a %s`, (variant) => {
    let before: Name;
    beforeAll(async () => {
      const gpu = await testGpu();
      before = family.chosen(gpu);
      family.choose(gpu, variant);
    });
    afterAll(async () => family.choose(await testGpu(), before));
    tests();
  });
}
