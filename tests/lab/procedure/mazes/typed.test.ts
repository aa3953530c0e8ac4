import { describe, expect, it } from 'vitest';
import { drawTask } from '../../../../src/lab/procedure/mazes/draw.ts';
import { mazeText, parseMaze } from '../../../../src/lab/procedure/mazes/typed.ts';
import { stream } from '../../../../src/rl/random.ts';

const MAZE = ['#####', '#S  #', '# # #', '# #G#', '#####'].join('\n');

describe('a maze as text', () => {
  it.each([3, 8])('of %i×%i cells is read as it was written', (size) => {
    const task = drawTask(size, stream(size, 'test'));
    expect(parseMaze(mazeText(task), size)).toEqual({ task, problem: null });
  });

  it('may have other line ends, dots for spaces, small letters, spaces left out at line ends', () => {
    const { task } = parseMaze(MAZE, 2);
    expect(task).toMatchObject({ start: 0, goal: 3 });
    const other = MAZE.replaceAll('\n', '\r\n').replace('S  ', 's..').replace('# #G#', '# #g#  ');
    expect(parseMaze(`\n${other}\n\n`, 2).task).toEqual(task);
  });

  it.each([
    ['', { kind: 'empty' }],
    [' \n ', { kind: 'empty' }],
    ['####\n####', { kind: 'shape', rows: 2, columns: 4 }],
    [`${MAZE}\n#####`, { kind: 'shape', rows: 6, columns: 5 }],
    [MAZE.replace('S', ' '), { kind: 'start', found: 0 }],
    [MAZE.replace('S  ', 'S S'), { kind: 'start', found: 2 }],
    [MAZE.replace('G', ' '), { kind: 'goal', found: 0 }],
    [MAZE.replace('# # #', '#G# #'), { kind: 'goal', found: 2 }],
    [MAZE.replace('S  ', 'S x'), { kind: 'character', text: 'X', line: 2, place: 4 }],
    [MAZE.replace('S  ', 'S# '), { kind: 'noWay' }],
    [MAZE.replace('S  ', 'S #'), { kind: 'cell', line: 2, place: 4 }],
  ])('%j is told by what is wrong with it', (text, problem) => {
    expect(parseMaze(text, 2)).toEqual({ task: null, problem });
  });

  it('of another size than the models know is told so', () => {
    expect(parseMaze(MAZE, 4).problem).toEqual({ kind: 'size', size: 2, known: 4 });
  });
});
