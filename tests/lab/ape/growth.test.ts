import { describe, expect, it } from 'vitest';
import { branches, grow, SEED, type Growth } from '../../../src/lab/ape/growth.ts';
import type { SearchEvent } from '../../../src/lab/ape/search/board.ts';
import { STRATEGIES } from '../../../src/lab/ape/search/index.ts';
import { stream } from '../../../src/rl/random.ts';
import { armsBoard } from './search/arms.ts';

const candidate = (id: number, parent: number | null = null) =>
  ({ id, text: `text ${id}`, origin: parent === null ? 'forward' : 'resample', parent }) as const;
const after = (events: readonly SearchEvent[]): Growth => events.reduce(grow, SEED);

describe('the growth of a search', () => {
  it('puts variations below what they vary, best first, the dropped after those still in', () => {
    const growth = after([
      ...[candidate(0), candidate(1), candidate(2), candidate(3, 1)].map(
        (candidate) => ({ kind: 'candidate', candidate }) as const,
      ),
      { kind: 'scored', id: 0, stage: 0, mean: 0.9, seen: 2, calls: 2 },
      { kind: 'scored', id: 1, stage: 0, mean: 0.5, seen: 2, calls: 4 },
      { kind: 'dropped', id: 0, stage: 0, calls: 4 },
    ]);
    const tree = branches(growth);
    expect(tree.map(({ leaf }) => leaf.candidate.id)).toEqual([1, 2, 0]);
    expect(tree[0].children.map(({ leaf }) => leaf.candidate.id)).toEqual([3]);
    expect(tree[2].leaf).toMatchObject({ dropped: 0, mean: 0.9, seen: 2 });
    expect(growth.calls).toBe(4);
  });

  it('takes a candidate in again that is scored after it was dropped', () => {
    const growth = after([
      { kind: 'candidate', candidate: candidate(0) },
      { kind: 'dropped', id: 0, stage: 1, calls: 0 },
      { kind: 'scored', id: 0, stage: 2, mean: 1, seen: 1, calls: 1 },
    ]);
    expect(growth.leaves[0]).toMatchObject({ dropped: null, stage: 2 });
  });

  it('of a whole search ends with its calls, its best and a curve that never runs back', async () => {
    const events: SearchEvent[] = [];
    const means = [0.1, 0.9, 0.2, 0.3, 0.1, 0.2];
    const board = armsBoard(means, { budget: 60, examples: 20, seed: 1 }, (event) => events.push(event));
    const [best] = await STRATEGIES.halving.run(board, stream(1, 'halving'));
    const growth = after(events);
    expect(growth.calls).toBe(board.calls);
    expect(growth.best).toBe(best);
    expect(growth.leaves.filter(({ dropped }) => dropped === null)).toHaveLength(1);
    const calls = growth.curve.map(({ calls }) => calls);
    expect(calls).toEqual([...calls].sort((a, b) => a - b));
    expect(growth.curve.at(-1)).toMatchObject({ id: best, mean: board.mean(best) });
  });
});
