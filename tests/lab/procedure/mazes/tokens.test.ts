import { describe, expect, it } from 'vitest';
import { drawTask } from '../../../../src/lab/procedure/mazes/draw.ts';
import { breadthFirst } from '../../../../src/lab/procedure/mazes/search.ts';
import {
  answerOf,
  contextOf,
  firstDifference,
  procedureOf,
  promptOf,
  said,
  vocabularyOf,
  wayOf,
} from '../../../../src/lab/procedure/mazes/tokens.ts';
import { stream } from '../../../../src/rl/random.ts';

describe('tokens', () => {
  it('of one size are all different, and fit the vocabulary', () => {
    const words = vocabularyOf(3);
    const ids = [words.end, words.mask];
    for (let cell = 0; cell < 9; cell++) {
      ids.push(words.expand(cell), words.push(cell), words.way(cell));
      for (let open = 0; open < 16; open++) ids.push(words.place(cell, open));
    }
    expect([...ids].sort((a, b) => a - b)).toEqual(Array.from({ length: words.count }, (_, id) => id));
  });

  it('say the search, and fit the context at their longest', () => {
    const words = vocabularyOf(8);
    expect(contextOf(words)).toBe(257);
    const random = stream(2, 'test');
    for (let i = 0; i < 20; i++) {
      const task = drawTask(8, random);
      const { steps, path } = breadthFirst(task);
      const procedure = procedureOf(task, words);
      expect(promptOf(task, words)).toHaveLength(words.prompt);
      expect(procedure.length).toBeLessThanOrEqual(words.procedure);
      expect(procedure.slice(0, steps.length).map((token) => said(token, words))).toEqual(steps);
      expect(wayOf(procedure, words)).toEqual(path);
      expect(answerOf(task, words)).toEqual(procedure.slice(steps.length));
    }
    // A snake: every cell is on the way, and all but the goal are expanded.
    const two = vocabularyOf(2);
    const snake = { maze: { size: 2, open: [4, 4, 3, 9] }, start: 0, goal: 1 };
    expect(procedureOf(snake, two)).toHaveLength(two.procedure);
    expect(() => procedureOf({ ...snake, maze: { size: 2, open: [0, 0, 0, 0] } }, two)).toThrow(/no way/);
  });

  it('give no way without an end, and the last one before it', () => {
    const words = vocabularyOf(3);
    const { way, push, end, place } = words;
    expect(wayOf([way(1), way(2)], words)).toBeNull();
    expect(wayOf([push(2), end], words)).toBeNull();
    expect(wayOf([way(8), push(2), way(1), way(0), end, way(3)], words)).toEqual([1, 0]);
    expect(said(place(2, 3), words)).toEqual({ kind: 'odd' });
    expect(said(words.mask, words)).toEqual({ kind: 'odd' });
  });

  it('differ where one is longer', () => {
    expect(firstDifference([1, 2], [1, 2])).toBeNull();
    expect(firstDifference([1, 3], [1, 2])).toBe(1);
    expect(firstDifference([1], [1, 2])).toBe(1);
  });
});
