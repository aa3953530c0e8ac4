import { describe, expect, it } from 'vitest';
import { Board, type SearchEvent } from '../../../../src/lab/ape/search/board.ts';
import { armsBoard } from './arms.ts';

describe('the board of a search', () => {
  it('counts every example of every ask as a call, and spends no more than the budget', async () => {
    const board = armsBoard([0.5, 0.5, 0.5], { budget: 7, examples: 10, seed: 1 });
    const first = await board.pull([
      { id: 0, count: 4 },
      { id: 1, count: 4 },
      { id: 2, count: 4 },
    ]);
    expect(first.map(({ length }) => length)).toEqual([4, 3, 0]);
    expect(board.calls).toBe(7);
    expect(board.remaining).toBe(0);
    expect(await board.pull([{ id: 2, count: 1 }])).toEqual([[]]);
  });

  it('never asks an example of a candidate twice, and asks all in the same order', async () => {
    const asked: string[] = [];
    const board = new Board({
      judge: async (asks) =>
        asks.map(({ candidate, examples }) => {
          asked.push(`${candidate.text}: ${examples.join(' ')}`);
          return examples.map(() => 1);
        }),
      examples: [7, 3, 5],
      budget: 100,
    });
    board.add('a', 'forward');
    board.add('b', 'infill');
    await board.pull([{ id: 0, count: 2 }]);
    await board.pull([
      { id: 0, count: 5 },
      { id: 1, count: 1 },
    ]);
    expect(asked).toEqual(['a: 7 3', 'a: 5', 'b: 7']);
    expect(board.calls).toBe(4);
  });

  it('has a text once, and never ranks what was not tried', async () => {
    const board = armsBoard([0, 0, 0], { budget: 9, examples: 9, seed: 2 });
    expect(board.add('arm 1', 'resample', 0)).toBe(1);
    await board.pull([{ id: 2, count: 3 }]);
    expect(board.ranked()).toEqual([2]);
    expect(board.mean(0)).toBe(-Infinity);
  });

  it('tells candidates, scores, the best and who was dropped, in order', async () => {
    const events: SearchEvent[] = [];
    const board = armsBoard([1, 0], { budget: 4, examples: 2, seed: 3 }, (event) => events.push(event));
    await board.pull([
      { id: 1, count: 1 },
      { id: 0, count: 2 },
    ]);
    board.drop([1]);
    expect(events.map(({ kind }) => kind)).toEqual([
      'candidate',
      'candidate',
      'scored',
      'best',
      'scored',
      'best',
      'dropped',
    ]);
    expect(events[5]).toEqual({ kind: 'best', id: 0, mean: 1, calls: 3 });
    expect(board.standing).toEqual([0]);
  });

  it('refuses a judge that leaves scores out', async () => {
    const board = new Board({ judge: async () => [[1]], examples: [0, 1], budget: 9 });
    board.add('a', 'given');
    await expect(board.pull([{ id: 0, count: 2 }])).rejects.toThrow('1 scores for 2 examples');
  });

  it('stops at a signal before it asks', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    const board = new Board({ judge: async () => [[1]], examples: [0], budget: 9, signal: stopped });
    board.add('a', 'given');
    await expect(board.pull([{ id: 0, count: 1 }])).rejects.toThrow('stopped');
    expect(board.calls).toBe(0);
  });
});
