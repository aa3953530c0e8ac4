/** Tasks out of a random stream: a maze, and two cells of it that are not too near. Pure. */
import { stream, type Stream } from '../../../rl/random.ts';
import { randomMaze, taskKey, type Task } from './maze.ts';
import { distances } from './search.ts';

/** Chance that a wall which a maze could do without is left out, so that there are other ways than one. */
export const LOOPS = 0.1;

/** A task whose cells are at least a side's length of steps apart. */
export function drawTask(size: number, random: Stream): Task {
  for (;;) {
    const maze = randomMaze(size, LOOPS, random);
    const start = random.integer(size * size);
    const far = distances(maze, start).flatMap((steps, cell) => (steps >= size ? [cell] : []));
    if (far.length > 0) return { maze, start, goal: far[random.integer(far.length)] };
  }
}

/** Different tasks, none of which is among `without`. */
export function drawTasks(
  count: number,
  size: number,
  random: Stream,
  without: ReadonlySet<string> = new Set(),
): Task[] {
  const drawn = new Map<string, Task>();
  while (drawn.size < count) {
    const task = drawTask(size, random);
    const key = taskKey(task);
    if (!without.has(key)) drawn.set(key, task);
  }
  return [...drawn.values()];
}

/** Tasks to begin drawing from, one for each number. */
export function exampleTask(size: number, number: number): Task {
  return drawTask(size, stream(number, 'procedure/examples'));
}
