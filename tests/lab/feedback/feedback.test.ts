import { describe, expect, it } from 'vitest';
import { feedbackLines, USUAL_WEIGHTS, wrongWeights } from '../../../src/lab/feedback/event.ts';
import {
  act,
  chances,
  CONVERSATION,
  expectedReward,
  likingOf,
  seemingUtility,
  SINGLE_ANSWERS,
} from '../../../src/lab/feedback/simulatedUser.ts';
import { stream } from '../../../src/rl/random.ts';

const LIKING = { middle: 10, spread: 2 };

describe('a simulated user', () => {
  it('acts by liking alone without noise', () => {
    const kinds = [7, 9, 11, 13].map((utility) => act(utility, LIKING, stream(1, 'test'), 0));
    expect(kinds).toEqual(SINGLE_ANSWERS.kinds);
    const more = [6, 8, 9, 10.3, 11, 14];
    expect(more.map((utility) => act(utility, LIKING, stream(1, 'test'), 0, CONVERSATION))).toEqual(
      CONVERSATION.kinds,
    );
  });

  it('edits what is nearly good, with the chance that the cuts give', () => {
    const each = chances(10, LIKING, 0.5, CONVERSATION);
    expect(each).toHaveLength(6);
    expect(each.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    expect(each[3]).toBeCloseTo(0.5 - 1 / (1 + Math.exp(0.6)), 12);
  });

  it('in a hurry takes what is short for what is good', () => {
    const hurried = { liking: LIKING, lengths: { middle: 20, spread: 5 }, haste: 1.5 };
    expect(seemingUtility(10, 20, hurried)).toBe(10);
    expect(seemingUtility(10, 10, hurried)).toBe(16);
    expect(seemingUtility(10, 10, { ...hurried, haste: 0 })).toBe(10);
  });

  it('has chances that add up, and likes more what is better', () => {
    const rewards = [0, 6, 9, 10, 12, 20].map((utility) => {
      expect(chances(utility, LIKING).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
      return expectedReward(utility, LIKING, USUAL_WEIGHTS);
    });
    expect(rewards).toEqual(rewards.toSorted((a, b) => a - b));
    expect(chances(10, LIKING, 0.5)[1]).toBeCloseTo(0.5 - 1 / (1 + Math.exp(2)), 12);
  });

  it('acts as often as it says', () => {
    const random = stream(3, 'test');
    const count = 20_000;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += USUAL_WEIGHTS[act(11, LIKING, random)];
    expect(sum / count).toBeCloseTo(expectedReward(11, LIKING, USUAL_WEIGHTS), 1.7);
  });

  it('knows what is usual, also where all is alike', () => {
    expect(likingOf([1, 3])).toEqual({ middle: 2, spread: 1 });
    expect(likingOf([4, 4])).toEqual({ middle: 4, spread: 1 });
  });
});

describe('events', () => {
  it('leave a line each, with their weight', () => {
    const event = {
      id: 'a',
      at: 5,
      kind: 'continue',
      by: 'simulated:warmer',
      where: 'bandit',
      question: 'q',
      prompt: 'p',
      answer: 'two\nlines',
    } as const;
    const lines = feedbackLines([event, event], USUAL_WEIGHTS).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [event, event].map((each) => ({ type: 'implicit', ...each, weight: 0.7 })),
    );
  });

  it('refuse weights outside of what rewards may be', () => {
    expect(wrongWeights({ ...USUAL_WEIGHTS, copy: 1.5, leave: NaN })).toEqual(['leave', 'copy']);
    expect(wrongWeights(USUAL_WEIGHTS)).toEqual([]);
  });
});
