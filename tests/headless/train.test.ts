import { describe, expect, it } from 'vitest';
import { rankingRounds } from '../../src/headless/train.ts';

describe('rankingRounds', () => {
  it('gives half before the first iteration, the rest on what the policy has become', () => {
    expect([...rankingRounds(48, 20)]).toEqual([
      [1, 24],
      [7, 12],
      [13, 12],
    ]);
  });

  it('loses none to rounding', () => {
    const rounds = [...rankingRounds(50, 20).values()];
    expect(rounds.reduce((sum, count) => sum + count, 0)).toBe(50);
  });

  it('gives all at once where there is no later', () => {
    expect([...rankingRounds(48, 2)]).toEqual([[1, 48]]);
    expect([...rankingRounds(3, 20)]).toEqual([[1, 3]]);
  });
});
