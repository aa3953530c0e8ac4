import { describe, expect, it } from 'vitest';
import { AXES, axisOf } from '../../../bench/check/axes.ts';
import type { Gpu } from '../../../src/gpu/device.ts';

const GPU = {} as Gpu;

describe('axisOf', () => {
  let chosen = 'b';
  const module = {
    ROW_VARIANTS: ['a', 'b', 'c'],
    rowVariant: () => chosen,
    setRowVariant: (_: Gpu, variant: string) => (chosen = variant),
  };

  it("names a module's variants, the device's own first, and chooses among them", () => {
    const axis = axisOf('rowVariants.ts', module)!;
    expect(axis.name).toBe('row');
    expect(axis.variants(GPU)).toEqual(['b', 'a', 'c']);
    axis.choose(GPU, 'c');
    expect(chosen).toBe('c');
  });

  it('takes names out of an object, and leaves out what the device cannot run', () => {
    const supporting = {
      ...module,
      ROW_VARIANTS: { a: {}, b: {}, c: {} },
      isSupported: (_: Gpu, name: string) => name !== 'a',
      rowVariant: () => 'b',
    };
    expect(axisOf('rowVariants.ts', supporting)!.variants(GPU)).toEqual(['b', 'c']);
  });

  it('passes over a module without a list, and refuses a list that cannot be chosen from', () => {
    expect(axisOf('other.ts', { something: 1 })).toBeNull();
    expect(() => axisOf('rowVariants.ts', { ROW_VARIANTS: ['a'] })).toThrow(
      'rowVariants.ts has ROW_VARIANTS',
    );
  });
});

it("finds the engine's own", () => {
  expect(AXES.map(({ name }) => name)).toContain('matmul');
});
