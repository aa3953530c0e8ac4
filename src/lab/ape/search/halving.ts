/**
 * Sequential halving (Karnin, Koren and Somekh 2013; for prompts: Shi et al. 2024, TRIPLE-SH): the budget is shared equally
 * among ⌈log₂ K⌉ rounds, a round's among the candidates left, and the better half goes on. Knows no model.
 */
import type { Strategy } from './strategy.ts';

export const halving: Strategy = {
  id: 'halving',
  source: 'Karnin et al. 2013; Shi et al. 2024',
  async run(board, random) {
    const ids = board.standing;
    const order = random.permutation(ids.length).map((place) => ids[place]);
    const chance = new Map(order.map((id, place) => [id, place]));
    let left = order;
    const rounds = Math.max(1, Math.ceil(Math.log2(Math.max(1, left.length))));
    for (let round = 0; round < rounds && left.length > 0; round++) {
      // What whole numbers leave over in earlier rounds is not lost: it is shared among those to come.
      const each = Math.max(1, Math.floor(board.remaining / (rounds - round) / left.length));
      await board.pull(left.map((id) => ({ id, count: each })));
      const ordered = [...left].sort(
        (a, b) => board.mean(b) - board.mean(a) || (chance.get(a) ?? 0) - (chance.get(b) ?? 0),
      );
      const keep = round === rounds - 1 ? 1 : Math.ceil(left.length / 2);
      board.drop(ordered.slice(keep));
      left = ordered.slice(0, keep);
      board.nextStage();
    }
    return left.filter((id) => board.seen(id) > 0);
  },
};
