import { describe, expect, it } from 'vitest';
import { acrossQuestions, matchedForLength, withinQuestions } from '../../../src/lab/implicit/lessons.ts';
import { stream } from '../../../src/rl/random.ts';

const item = (value: number, words = 1, question = 'a') => ({ value, words, question });

describe('lessons', () => {
  it('put what counts more above what counts less, ties together', () => {
    const items = [item(0.2), item(1), item(0.2), item(0.7)];
    const [lesson, ...others] = withinQuestions(items, 8, ({ question }) => question);
    expect(others).toEqual([]);
    expect(lesson).toEqual({ items, tiers: [2, 0, 2, 1] });
  });

  it('are of one question where that is asked for, and none where all was treated alike', () => {
    const items = [item(1, 1, 'a'), item(0, 1, 'b'), item(1, 1, 'a'), item(0.7, 1, 'b')];
    expect(withinQuestions(items, 8, ({ question }) => question)).toEqual([
      { items: [items[1], items[3]], tiers: [1, 0] },
    ]);
  });

  it('take every answer once, whatever was asked', () => {
    const items = Array.from({ length: 10 }, (_, index) => item(index));
    const lessons = acrossQuestions(items, 4, stream(1, 'test'));
    expect(lessons.map(({ items }) => items.length)).toEqual([4, 4, 2]);
    expect(lessons.flatMap(({ items }) => items.map(({ value }) => value)).toSorted((a, b) => a - b)).toEqual(
      items.map(({ value }) => value),
    );
    for (const { items, tiers } of lessons)
      expect([...tiers.keys()].toSorted((a, b) => tiers[a] - tiers[b]).map((at) => items[at].value)).toEqual(
        items.map(({ value }) => value).toSorted((a, b) => b - a),
      );
  });

  it('say little of length where they are matched for it', () => {
    const items = [item(1, 5), item(0, 30), item(0, 6), item(1, 31)];
    const lessons = matchedForLength(items, 2, ({ words }) => words);
    expect(lessons.map(({ items }) => items.map(({ words }) => words))).toEqual([
      [5, 6],
      [30, 31],
    ]);
    expect(lessons.map(({ tiers }) => tiers)).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});
