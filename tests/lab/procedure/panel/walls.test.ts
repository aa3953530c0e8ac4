import { expect, it } from 'vitest';
import { marksOf } from '../../../../src/lab/procedure/panel/marks.ts';
import { toggled, wallsOf } from '../../../../src/lab/procedure/panel/walls.ts';
import { vocabularyOf } from '../../../../src/lab/procedure/mazes/tokens.ts';

const MAZE = ['#####', '#S  #', '# # #', '# #G#', '#####'].join('\n');

it('a text is a grid of places, and of another size none', () => {
  expect(wallsOf(MAZE, 3)).toEqual([]);
  const places = wallsOf(MAZE, 2);
  expect(places).toHaveLength(12);
  expect(places.filter(({ wall, mark }) => wall && mark === null)).toMatchObject([
    { row: 2, column: 2 },
    { row: 3, column: 2 },
  ]);
  expect(places.filter(({ mark }) => mark === 'S' || mark === 'G')).toMatchObject([
    { row: 1, column: 1 },
    { row: 3, column: 3 },
  ]);
  expect(toggled(toggled(MAZE, 1, 2), 1, 2)).toBe(MAZE);
  expect(toggled(MAZE, 1, 2).split('\n')[1]).toBe('#S# #');
});

it('the first tokens mark cells, and the first wrong one where it stands', () => {
  const words = vocabularyOf(2);
  const wanted = [words.expand(0), words.push(1), words.way(1), words.way(0), words.end];
  const wrote = [words.expand(0), words.push(2), words.way(1)];
  expect(marksOf(wrote, 1, words, wanted)).toMatchObject({ way: [], wrong: null });
  const marks = marksOf(wrote, 9, words, wanted);
  expect(marks).toMatchObject({ way: [1], wrong: 2 });
  expect([[...marks.expanded], [...marks.pushed]]).toEqual([[0], [2]]);
  expect(marksOf(wanted, 9, words, wanted)).toMatchObject({ way: [1, 0], wrong: null });
});
