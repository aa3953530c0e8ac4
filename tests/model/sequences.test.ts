import { describe, expect, it } from 'vitest';
import { layOutSlots, shapeFor, tokensOf } from '../../src/model/sequences.ts';

const NONE = 0xffffffff;
const SEQUENCES = [
  { prompt: [10, 11], response: [20, 21, 22] },
  { prompt: [12], response: [23] },
];
const STARTS = [0, 5];

describe('layOutSlots', () => {
  const shape = { batch: 3, rows: 16, slots: 6, responseLength: 4 };
  const arrays = layOutSlots(SEQUENCES, STARTS, shape);

  it('pairs every response token with the row before it', () => {
    expect([...arrays.targets]).toEqual([20, 21, 22, 23, 0, 0]);
    expect([...arrays.predictors]).toEqual([1, 2, 3, 5, 0, 0]);
    expect([...arrays.mask]).toEqual([1, 1, 1, 1, 0, 0]);
    expect([...arrays.lengths]).toEqual([3, 1, 0]);
  });

  it('has inverses that name real slots only', () => {
    const expected = Array<number>(16).fill(NONE);
    [1, 2, 3, 5].forEach((row, slot) => (expected[row] = slot));
    expect([...arrays.predictorInverse]).toEqual(expected);
    expect([...arrays.slotAt]).toEqual([0, 1, 2, NONE, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE]);
  });

  it('refuses empty prompts and responses, and what does not fit', () => {
    const lay =
      (prompt: number[], response: number[], slots = 16) =>
      () =>
        layOutSlots([{ prompt, response }], [0], { ...shape, slots });
    expect(lay([], [1])).toThrow(RangeError);
    expect(lay([1], [])).toThrow(RangeError);
    expect(lay([1], [1, 2, 3, 4, 5])).toThrow(/responses of 1 to 4/);
    expect(lay([1], [1, 2, 3], 2)).toThrow(/2 slots/);
    expect(lay([1], [1, 2, 3, 4], 4)).not.toThrow();
  });
});

describe('what others said between the tokens of a response', () => {
  const sequence = {
    prompt: [10, 11],
    response: [20, 21, 22],
    between: [
      { after: 1, tokens: [30, 31] },
      { after: 2, tokens: [32] },
    ],
  };
  const shape = { batch: 1, rows: 8, slots: 4, responseLength: 3 };

  it('is read in its place', () => {
    expect(tokensOf(sequence)).toEqual([10, 11, 20, 30, 31, 21, 32, 22]);
    expect(tokensOf(SEQUENCES[0])).toEqual([10, 11, 20, 21, 22]);
    expect(shapeFor([sequence, sequence, sequence], 3).rows).toBeGreaterThanOrEqual(24);
  });

  it('has no slot: the loss is over what the policy wrote, each token by the row that stands before it', () => {
    const arrays = layOutSlots([sequence], [0], shape);
    expect([...arrays.targets]).toEqual([20, 21, 22, 0]);
    expect([...arrays.predictors]).toEqual([1, 4, 6, 0]);
    expect([...arrays.mask]).toEqual([1, 1, 1, 0]);
    expect([...arrays.lengths]).toEqual([3]);
    expect([...arrays.predictorInverse]).toEqual([NONE, 0, NONE, NONE, 1, NONE, 2, NONE]);
    expect([...arrays.slotAt]).toEqual([0, 1, 2]);
  });

  it.each([
    ['behind the response', [{ after: 3, tokens: [30] }]],
    [
      'out of order',
      [
        { after: 2, tokens: [30] },
        { after: 1, tokens: [31] },
      ],
    ],
    ['nowhere', [{ after: NaN, tokens: [30] }]],
  ])('is refused %s', (_, between) => {
    const wrong = { ...sequence, between };
    expect(() => tokensOf(wrong)).toThrow(/not between them/);
  });
});

describe('shapeFor', () => {
  it('holds the batch', () => {
    expect(shapeFor(SEQUENCES, 4)).toEqual({ batch: 2, rows: 16, slots: 16, responseLength: 4 });
  });
});
