import { describe, expect, it } from 'vitest';
import { drawTask, drawTasks } from '../../../../src/lab/procedure/mazes/draw.ts';
import {
  beside,
  isOpen,
  neighbours,
  randomMaze,
  taskKey,
  withWall,
} from '../../../../src/lab/procedure/mazes/maze.ts';
import { breadthFirst, distances, solves } from '../../../../src/lab/procedure/mazes/search.ts';
import { stream } from '../../../../src/rl/random.ts';

/** Openings of a maze, each counted once. */
function openings(maze: ReturnType<typeof randomMaze>): number {
  return maze.open.reduce((sum, bits) => sum + [0, 1, 2, 3].filter((way) => (bits >> way) & 1).length, 0) / 2;
}

describe('a random maze', () => {
  it.each([3, 5, 8])('of %i×%i has one way between any two cells, and more with loops', (size) => {
    const cells = size * size;
    const tree = randomMaze(size, 0, stream(size, 'test'));
    expect(openings(tree)).toBe(cells - 1);
    expect(distances(tree, 0).every((steps) => steps >= 0)).toBe(true);
    const open = randomMaze(size, 1, stream(size, 'test'));
    expect(openings(open)).toBe(2 * size * (size - 1));
    for (let cell = 0; cell < cells; cell++)
      for (const next of neighbours(tree, cell)) expect(neighbours(tree, next)).toContain(cell);
    expect(randomMaze(size, 0.1, stream(1, 'test'))).toEqual(randomMaze(size, 0.1, stream(1, 'test')));
  });

  it('gets and loses walls on both sides, but none at its edge', () => {
    const maze = randomMaze(3, 1, stream(1, 'test'));
    const walled = withWall(maze, 4, 1, true);
    expect([isOpen(walled, 4, 1), isOpen(walled, 5, 3), isOpen(walled, 4, 2)]).toEqual([false, false, true]);
    expect(withWall(walled, 5, 3, false)).toEqual(maze);
    expect(withWall(maze, 0, 0, false)).toEqual(maze);
    expect([0, 1, 2, 3].map((way) => beside(3, 0, way as 0))).toEqual([null, 1, 3, null]);
  });
});

describe('a task', () => {
  it('has its ends at least a side apart, and is none that is to be left out', () => {
    const random = stream(4, 'test');
    for (let i = 0; i < 40; i++) {
      const { maze, start, goal } = drawTask(5, random);
      expect(distances(maze, start)[goal]).toBeGreaterThanOrEqual(5);
    }
    const some = drawTasks(20, 4, stream(1, 'test'));
    const keys = some.map(taskKey);
    expect(new Set(keys).size).toBe(20);
    const others = drawTasks(20, 4, stream(1, 'test'), new Set(keys));
    expect(others.map(taskKey).filter((key) => keys.includes(key))).toEqual([]);
  });
});

describe('the search', () => {
  it('expands and pushes in turn, and ends where the goal is pushed', () => {
    // S . .     right and down from the start; the goal below the middle.
    const all = randomMaze(3, 1, stream(1, 'test'));
    const { steps, path } = breadthFirst({ maze: all, start: 0, goal: 4 });
    expect(steps.map(({ kind, cell }) => `${kind} ${cell}`)).toEqual([
      'expand 0',
      'push 1',
      'push 3',
      'expand 1',
      'push 2',
      'push 4',
    ]);
    expect(path).toEqual([4, 1, 0]);
  });

  it('finds a shortest way in every maze, and says where there is none', () => {
    const random = stream(9, 'test');
    for (let i = 0; i < 30; i++) {
      const task = drawTask(6, random);
      const { path } = breadthFirst(task);
      expect(path).toHaveLength(distances(task.maze, task.start)[task.goal] + 1);
      expect(solves(task, path!)).toBe(true);
      expect(solves(task, path!.slice(1))).toBe(false);
      expect(solves(task, path!.toReversed())).toBe(false);
    }
    const closed = { size: 3, open: Array.from({ length: 9 }, () => 0) };
    expect(breadthFirst({ maze: closed, start: 0, goal: 8 })).toEqual({
      steps: [{ kind: 'expand', cell: 0 }],
      path: null,
    });
    expect(solves({ maze: closed, start: 0, goal: 1 }, [1, 0])).toBe(false);
  });
});
