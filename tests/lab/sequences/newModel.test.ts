import { describe, expect, it } from 'vitest';
import { configOf, initialWeights } from '../../../src/lab/sequences/newModel.ts';
import type { SequenceModelOptions } from '../../../src/lab/sequences/sequenceModel.ts';
import { ParameterLayout } from '../../../src/model/layout.ts';

const OPTIONS: SequenceModelOptions = {
  family: 'llama',
  vocab: 11,
  positions: 9,
  dim: 12,
  layers: 2,
  heads: 3,
  end: 1,
  seed: 4,
};

describe('a new model', () => {
  it.each(['llama', 'gpt2'] as const)('of family %s starts out of its seed', (family) => {
    const layout = new ParameterLayout(configOf({ ...OPTIONS, family }));
    const weights = initialWeights(layout, 4);
    expect(initialWeights(layout, 4)).toEqual(weights);
    expect(initialWeights(layout, 5)).not.toEqual(weights);
    for (const { name, shape } of layout.entries) {
      const values = weights.get(name)!;
      if (shape.length === 1) {
        expect(new Set(values)).toEqual(new Set([name.endsWith('bias') ? 0 : 1]));
        continue;
      }
      const spread = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
      const wanted = /c_proj|o_proj|down_proj/.test(name) ? 0.01 : 0.02;
      expect(Math.abs(spread / wanted - 1), name).toBeLessThan(0.2);
    }
  });

  it('sees both ways only where it is asked to', () => {
    expect(configOf({ ...OPTIONS, bothWays: true }).bothWays).toBe(true);
    expect('bothWays' in configOf(OPTIONS)).toBe(false);
  });

  it.each([
    [{ dim: 10 }, /cannot be shared by 3 heads/],
    [{ dim: 9 }, /make them even/],
    [{ end: 11 }, /end token 11/],
    [{ layers: 0 }, /layers must be/],
    [{ vocab: 2.5 }, /vocab must be/],
  ])('is refused in words: %o', (change, message) => {
    expect(() => configOf({ ...OPTIONS, ...change })).toThrow(message);
  });
});
