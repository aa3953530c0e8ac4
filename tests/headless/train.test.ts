import { describe, expect, it } from 'vitest';
import { NoPromptFitsError } from '../../src/rl/training/promptRoom.ts';
import { OptionsError } from '../../src/headless/options.ts';
import { longPrompts, rankingRounds } from '../../src/headless/train.ts';

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

describe('longPrompts', () => {
  it('counts and names what will be passed over', () => {
    expect(longPrompts({ prompts: ['a', 'b'] }, ['a', 'b'])).toBeNull();
    expect(longPrompts({ prompts: ['b'] }, ['x\n'.repeat(50), 'b', 'c'])).toBe(
      `2 of 3 prompts leave no room for an answer and are passed over, the first of them ${JSON.stringify(`${'x\n'.repeat(30)}…`)}`,
    );
  });

  it('refuses a run that would pass over all of them', () => {
    const run = {
      get prompts(): readonly string[] {
        throw new NoPromptFitsError('none fits');
      },
    };
    expect(() => longPrompts(run, ['a'])).toThrow(OptionsError);
  });
});
