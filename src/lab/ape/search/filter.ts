/**
 * The multi-stage adaptive filter (Zhou et al. 2022, Algorithm 1, as the essay behind this project tells it): score all on a
 * small subset, keep what is above a threshold, score those on a fresh subset that overlaps no earlier one, update a moving
 * average, again until few are left; these are scored on the whole set. Knows the plan that fits a budget; knows no model.
 */
import type { Board } from './board.ts';
import type { Strategy } from './strategy.ts';

/** Share that a stage keeps: the threshold is the score of the last that is kept. */
const KEEP = 0.5;
/** So few are scored on the whole set. */
const SURVIVORS = 2;
/** Weight of a stage's mean in the moving average; the first stage is the average's beginning. */
export const AVERAGE_WEIGHT = 0.5;

export interface FilterPlan {
  /** Examples of a stage's subset. */
  readonly subset: number;
  /** Candidates at the beginning of each stage, then the survivors. */
  readonly sizes: readonly number[];
  readonly calls: number;
}

/** The largest subset whose plan fits the budget: candidates halve until few are left, and these see all `examples`. */
export function filterPlan(candidates: number, examples: number, budget: number): FilterPlan {
  const sizes = [candidates];
  while (sizes[sizes.length - 1] > SURVIVORS) {
    sizes.push(Math.max(SURVIVORS, Math.ceil(sizes[sizes.length - 1] * KEEP)));
  }
  const stages = sizes.length - 1;
  const survivors = sizes[stages];
  const plan = (subset: number): FilterPlan => {
    const staged = sizes.slice(0, -1).reduce((sum, size) => sum + size * subset, 0);
    return { subset, sizes, calls: staged + survivors * Math.max(0, examples - stages * subset) };
  };
  let best = plan(1);
  for (let subset = 2; subset * Math.max(1, stages) <= examples; subset++) {
    const next = plan(subset);
    if (next.calls <= budget) best = next;
  }
  return best;
}

export const filter: Strategy = {
  id: 'filter',
  source: 'Zhou et al. 2022, Algorithm 1',
  async run(board, random) {
    const ids = board.standing;
    const { subset, sizes } = filterPlan(ids.length, board.size, board.remaining);
    const average = new Map<number, number>();
    // Equal scores are common on a small subset: chance decides among them, not the order of proposals.
    const chance = new Map(random.permutation(ids.length).map((place, index) => [ids[index], place]));
    let kept = ids;
    for (const size of sizes.slice(1)) {
      await stage(board, kept, subset, average);
      const ordered = [...kept].sort(
        (a, b) =>
          (average.get(b) ?? 0) - (average.get(a) ?? 0) || (chance.get(a) ?? 0) - (chance.get(b) ?? 0),
      );
      board.drop(ordered.slice(size));
      kept = ordered.slice(0, size);
      board.nextStage();
    }
    await board.pull(kept.map((id) => ({ id, count: board.size })));
    return board.ranked(kept);
  },
};

/** Scores on a fresh subset and moves the averages. */
async function stage(
  board: Board,
  ids: readonly number[],
  subset: number,
  average: Map<number, number>,
): Promise<void> {
  const scores = await board.pull(ids.map((id) => ({ id, count: subset })));
  ids.forEach((id, index) => {
    const fresh = scores[index];
    if (fresh.length === 0) return;
    const mean = fresh.reduce((sum, score) => sum + score, 0) / fresh.length;
    const before = average.get(id);
    average.set(id, before === undefined ? mean : before + AVERAGE_WEIGHT * (mean - before));
  });
}
