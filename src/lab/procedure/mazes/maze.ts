/**
 * Square mazes: cells with walls between them, drawn from a random stream. Pure; knows no search and no token.
 */
import type { Stream } from '../../../rl/random.ts';

/** The four ways out of a cell, in the order in which they are tried. */
export const WAYS = ['up', 'right', 'down', 'left'] as const;
export type Way = 0 | 1 | 2 | 3;
const ALL: readonly Way[] = [0, 1, 2, 3];

/** Cells are numbered row by row from the upper left one. */
export interface Maze {
  /** Cells of a side. */
  readonly size: number;
  /** Of each cell, the sum of 2^way over the ways on which there is no wall. */
  readonly open: readonly number[];
}

/** A maze, and from where to where. */
export interface Task {
  readonly maze: Maze;
  readonly start: number;
  readonly goal: number;
}

/** The way back. */
export const opposite = (way: Way): Way => ((way + 2) % 4) as Way;

/** The cell that lies that way, walls or not; null beyond the edge. */
export function beside(size: number, cell: number, way: Way): number | null {
  const x = cell % size;
  const y = Math.floor(cell / size);
  if (way === 0) return y > 0 ? cell - size : null;
  if (way === 1) return x < size - 1 ? cell + 1 : null;
  if (way === 2) return y < size - 1 ? cell + size : null;
  return x > 0 ? cell - 1 : null;
}

export function isOpen({ open }: Maze, cell: number, way: Way): boolean {
  return ((open[cell] >> way) & 1) === 1;
}

/** Cells that can be stepped to, in the order of their ways. */
export function neighbours(maze: Maze, cell: number): number[] {
  return ALL.flatMap((way) => {
    const next = isOpen(maze, cell, way) ? beside(maze.size, cell, way) : null;
    return next === null ? [] : [next];
  });
}

/** The same maze with a wall put up or taken away; one at the edge stays. */
export function withWall(maze: Maze, cell: number, way: Way, wall: boolean): Maze {
  const other = beside(maze.size, cell, way);
  if (other === null) return maze;
  const open = [...maze.open];
  const set = (at: number, to: Way) => (open[at] = wall ? open[at] & ~(1 << to) : open[at] | (1 << to));
  set(cell, way);
  set(other, opposite(way));
  return { ...maze, open };
}

/**
 * A random maze in which every cell can be reached: Kruskal's algorithm on shuffled walls, which leaves one way between any two
 * cells; then each wall that still stands is taken away with the chance `loops`, so that there may be several.
 */
export function randomMaze(size: number, loops: number, random: Stream): Maze {
  const cells = size * size;
  const walls = Array.from({ length: cells }, (_, cell) => cell).flatMap((cell) =>
    ([1, 2] as const).flatMap((way) => {
      const other = beside(size, cell, way);
      return other === null ? [] : [{ cell, way, other }];
    }),
  );
  const parts = Array.from({ length: cells }, (_, cell) => cell);
  const partOf = (cell: number): number => {
    let root = cell;
    while (parts[root] !== root) root = parts[root];
    return (parts[cell] = root);
  };
  const open = Array.from({ length: cells }, () => 0);
  for (const index of random.permutation(walls.length)) {
    const { cell, way, other } = walls[index];
    const [one, two] = [partOf(cell), partOf(other)];
    if (one === two && !(loops > 0 && random.uniform() < loops)) continue;
    parts[one] = two;
    open[cell] |= 1 << way;
    open[other] |= 1 << opposite(way);
  }
  return { size, open };
}

/** What tells tasks apart. */
export function taskKey({ maze, start, goal }: Task): string {
  return `${maze.open.map((bits) => bits.toString(16)).join('')}/${start}/${goal}`;
}
