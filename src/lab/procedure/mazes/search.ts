/**
 * Breadth-first search of a maze, step by step, as an expert does it: a queue of cells; the first is expanded, and each of its
 * neighbours that was not met before is pushed behind the others; once the goal is pushed, the way is followed back. Pure.
 */
import { neighbours, type Maze, type Task } from './maze.ts';

/** One step of the search. */
export interface SearchStep {
  readonly kind: 'expand' | 'push';
  readonly cell: number;
}

export interface Search {
  readonly steps: readonly SearchStep[];
  /** From the goal back to the start, both included; null where there is no way. */
  readonly path: readonly number[] | null;
}

/** The search of a maze. It ends with the step that pushes the goal. */
export function breadthFirst({ maze, start, goal }: Task): Search {
  const parents = new Map<number, number | null>([[start, null]]);
  const queue = [start];
  const steps: SearchStep[] = [];
  for (let head = 0; head < queue.length && !parents.has(goal); head++) {
    const cell = queue[head];
    steps.push({ kind: 'expand', cell });
    for (const next of neighbours(maze, cell)) {
      if (parents.has(next)) continue;
      parents.set(next, cell);
      queue.push(next);
      steps.push({ kind: 'push', cell: next });
      if (next === goal) break;
    }
  }
  if (!parents.has(goal)) return { steps, path: null };
  const path = [goal];
  for (let cell = parents.get(goal) ?? null; cell !== null; cell = parents.get(cell) ?? null) path.push(cell);
  return { steps, path };
}

/** Whether a path leads from the goal back to the start, a step at a time, through no wall. It need not be the shortest. */
export function solves({ maze, start, goal }: Task, path: readonly number[]): boolean {
  return (
    path[0] === goal &&
    path.at(-1) === start &&
    path.every((cell, at) => at === 0 || neighbours(maze, path[at - 1]).includes(cell))
  );
}

/** Steps from a cell to each that can be reached, −1 to the others. */
export function distances(maze: Maze, from: number): number[] {
  const found = maze.open.map(() => -1);
  found[from] = 0;
  const queue = [from];
  for (const cell of queue)
    for (const next of neighbours(maze, cell)) {
      if (found[next] >= 0) continue;
      found[next] = found[cell] + 1;
      queue.push(next);
    }
  return found;
}
