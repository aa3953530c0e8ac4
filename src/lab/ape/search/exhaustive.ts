/** Exhaustive: every candidate is scored on every example, whatever that costs. What others' calls are a share of. */
import type { Strategy } from './strategy.ts';

export const exhaustive: Strategy = {
  id: 'exhaustive',
  source: 'the measure of all others',
  async run(board) {
    await board.pull(board.standing.map((id) => ({ id, count: board.size })));
    return board.ranked();
  },
};

/** Calls of exhaustive scoring. */
export function exhaustiveCalls(candidates: number, examples: number): number {
  return candidates * examples;
}
