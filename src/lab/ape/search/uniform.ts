/** Uniform: every candidate is scored on equally many examples, as many as the budget allows. Knows no model. */
import type { Strategy } from './strategy.ts';

export const uniform: Strategy = {
  id: 'uniform',
  source: 'the baseline',
  async run(board, random) {
    const ids = board.standing;
    const order = random.permutation(ids.length).map((place) => ids[place]);
    const each = Math.max(1, Math.floor(board.remaining / Math.max(1, ids.length)));
    await board.pull(order.map((id) => ({ id, count: each })));
    const chance = new Map(order.map((id, place) => [id, place]));
    return board
      .ranked()
      .sort((a, b) => board.mean(b) - board.mean(a) || (chance.get(a) ?? 0) - (chance.get(b) ?? 0));
  },
};
