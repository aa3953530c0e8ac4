import { describe, expect, it } from 'vitest';
import { NO_ROW } from '../../../src/gpu/kernels/embedding/gather.ts';
import { checkSequences, larger, learntTokens, shapeOf, slotsOf } from '../../../src/lab/sequences/rows.ts';
import { masked, nextTokens, NOTHING } from '../../../src/lab/sequences/sequenceModel.ts';

describe('sequences with targets', () => {
  it('are a prompt and what follows it, of which alone is learnt', () => {
    expect(nextTokens([5, 6], [7, 8, 9])).toEqual({
      tokens: [5, 6, 7, 8],
      targets: [NOTHING, 7, 8, 9],
    });
    expect(nextTokens([5], [7, 8, 9], (place) => place !== 1).targets).toEqual([7, NOTHING, 9]);
  });

  it('are a sequence with holes, each of which is its own target', () => {
    expect(masked([4, 5, 6], (at) => at === 1, 0)).toEqual({
      tokens: [4, 0, 6],
      targets: [NOTHING, 5, NOTHING],
    });
  });

  it('have a slot for each target, at the row that predicts it', () => {
    const sequences = [nextTokens([5, 6], [7, 8]), masked([4, 3], (at) => at === 1, 0)];
    const shape = shapeOf(sequences);
    expect(sequences.map(learntTokens)).toEqual([2, 1]);
    expect(shape).toMatchObject({ batch: 2, rows: 16, slots: 16 });
    const { targets, predictors, predictorInverse } = slotsOf(sequences, [0, 3], shape);
    expect([...targets.subarray(0, 4)]).toEqual([7, 8, 3, 0]);
    expect([...predictors.subarray(0, 4)]).toEqual([1, 2, 4, 0]);
    expect([...predictorInverse.subarray(0, 6)]).toEqual([NO_ROW, 0, 1, NO_ROW, 2, NO_ROW]);
    expect(larger(shape, { ...shape, rows: 8, slots: 32 })).toEqual({ ...shape, slots: 32 });
  });

  it('are refused by number where a model cannot read them', () => {
    const config = { vocab: 9, positions: 3 };
    const good = nextTokens([1], [2]);
    const refused = (bad: Parameters<typeof checkSequences>[0][number]) => () =>
      checkSequences([good, bad], config);
    expect(refused(good)).not.toThrow();
    expect(refused(nextTokens([1, 2, 3], [4, 5]))).toThrow(/Sequence 2 has 4 tokens, and the model reads 3/);
    expect(refused(nextTokens([1], [9]))).toThrow(/Sequence 2 has the token 9/);
    expect(refused({ tokens: [1, 2], targets: [NOTHING, NOTHING] })).toThrow(/no target/);
    expect(refused({ tokens: [1, 2], targets: [1] })).toThrow(/2 tokens and 1 targets/);
    expect(refused({ tokens: [], targets: [] })).toThrow(/empty/);
  });
});
