/**
 * Mazes as people write them: lines of 2·size + 1 characters in which `#` is a wall and a space is none, S the start, G the goal;
 * cells lie at odd places, walls between them. What is wrong is told by kind. Pure.
 */
import { beside, isOpen, withWall, type Maze, type Task, type Way } from './maze.ts';
import { breadthFirst } from './search.ts';

export type MazeProblem =
  | { readonly kind: 'empty' }
  /** Lines that are not as many as characters in each, or an even number of them. */
  | { readonly kind: 'shape'; readonly rows: number; readonly columns: number }
  /** Of another size than the model knows. */
  | { readonly kind: 'size'; readonly size: number; readonly known: number }
  /** A wall where a cell is, by line and place from 1. */
  | { readonly kind: 'cell'; readonly line: number; readonly place: number }
  /** A character that means nothing, by line and place from 1. */
  | { readonly kind: 'character'; readonly text: string; readonly line: number; readonly place: number }
  /** S or G is not there exactly once, or not in a cell. */
  | { readonly kind: 'start' | 'goal'; readonly found: number }
  | { readonly kind: 'noWay' };

export type ParsedMaze =
  { readonly task: Task; readonly problem: null } | { readonly task: null; readonly problem: MazeProblem };

const WALL = '#';
const FREE = /[ .SG]/;

/** @param known the size of mazes that the model was trained on */
export function parseMaze(text: string, known: number): ParsedMaze {
  const lines = text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const wrong = (problem: MazeProblem): ParsedMaze => ({ task: null, problem });
  if (lines.length === 0) return wrong({ kind: 'empty' });
  const columns = Math.max(...lines.map((line) => line.length));
  if (columns !== lines.length || columns % 2 === 0 || columns < 5)
    return wrong({ kind: 'shape', rows: lines.length, columns });
  const size = (columns - 1) / 2;
  if (size !== known) return wrong({ kind: 'size', size, known });
  const at = (row: number, column: number) => (lines[row][column] ?? ' ').toUpperCase();
  for (let row = 0; row < columns; row++)
    for (let column = 0; column < columns; column++) {
      const character = at(row, column);
      if (character !== WALL && !FREE.test(character))
        return wrong({ kind: 'character', text: character, line: row + 1, place: column + 1 });
      if (character === WALL && row % 2 === 1 && column % 2 === 1)
        return wrong({ kind: 'cell', line: row + 1, place: column + 1 });
    }
  const cells = Array.from({ length: size * size }, (_, cell) => cell);
  const marked = (mark: string) => cells.filter((cell) => at(...placeOf(size, cell)) === mark);
  // One that stands between cells is one too many.
  const count = (mark: string) => lines.join('').toUpperCase().split(mark).length - 1;
  const [starts, goals] = [marked('S'), marked('G')];
  if (starts.length !== 1 || count('S') !== 1) return wrong({ kind: 'start', found: count('S') });
  if (goals.length !== 1 || count('G') !== 1) return wrong({ kind: 'goal', found: count('G') });
  let maze: Maze = { size, open: cells.map(() => 0) };
  for (const cell of cells)
    for (const way of [1, 2] as const) {
      const [row, column] = placeOf(size, cell);
      const between = way === 1 ? at(row, column + 1) : at(row + 1, column);
      if (between !== WALL) maze = withWall(maze, cell, way, false);
    }
  const task = { maze, start: starts[0], goal: goals[0] };
  return hasWay(task) ? { task, problem: null } : wrong({ kind: 'noWay' });
}

/** Whether the goal can be reached. */
export function hasWay(task: Task): boolean {
  return breadthFirst(task).path !== null;
}

/** A task as {@link parseMaze} reads it. */
export function mazeText({ maze, start, goal }: Task): string {
  const { size } = maze;
  const side = 2 * size + 1;
  const rows = Array.from({ length: side }, () => Array.from({ length: side }, () => WALL));
  for (let cell = 0; cell < size * size; cell++) {
    const [row, column] = placeOf(size, cell);
    rows[row][column] = cell === start ? 'S' : cell === goal ? 'G' : ' ';
    for (const way of [1, 2] as Way[]) {
      if (beside(size, cell, way) === null || !isOpen(maze, cell, way)) continue;
      if (way === 1) rows[row][column + 1] = ' ';
      else rows[row + 1][column] = ' ';
    }
  }
  return rows.map((row) => row.join('')).join('\n');
}

/** Line and place of a cell, from 0. */
function placeOf(size: number, cell: number): [number, number] {
  return [2 * Math.floor(cell / size) + 1, 2 * (cell % size) + 1];
}
