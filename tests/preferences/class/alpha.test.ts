/**
 * Krippendorff's own examples. The same numbers come from the Python package `krippendorff` 0.8 on the same data.
 */
import { describe, expect, it } from 'vitest';
import {
  alphaOf,
  coincidences,
  krippendorffAlpha,
  valuesOf,
  type Level,
} from '../../../src/preferences/class/alpha.ts';

/** Columns of a table with a row a rater, `.` for a missing value. */
function unitsOf(...rows: readonly string[]): number[][] {
  const cells = rows.map((row) => row.split(' '));
  return cells[0].map((_, unit) => cells.flatMap((row) => (row[unit] === '.' ? [] : Number(row[unit]))));
}

// "Computing Krippendorff's Alpha-Reliability" (2011), sections A to D.
const TWO_BINARY = unitsOf('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0');
const TWO_NOMINAL = unitsOf('1 1 2 2 4 3 3 3 5 4 4 1', '2 1 2 2 2 3 3 3 5 4 4 4');
const FOUR = unitsOf(
  '1 2 3 3 2 1 4 1 2 . . .',
  '1 2 3 3 2 2 4 1 2 5 . 3',
  '. 3 3 3 2 3 4 2 2 5 1 .',
  '1 2 3 3 2 4 4 1 2 5 1 .',
);
// Wikipedia, "Krippendorff's alpha", the example with three coders.
const THREE = unitsOf(
  '. . . . . 3 4 1 2 1 1 3 3 . 3',
  '1 . 2 1 3 3 4 3 . . . . . . .',
  '. . 2 1 3 4 4 . 2 1 1 3 3 . 4',
);

describe('Krippendorff’s alpha', () => {
  it.each<[string, number[][], Level, number]>([
    ['two observers, binary', TWO_BINARY, 'nominal', 0.095],
    ['two observers, five categories', TWO_NOMINAL, 'nominal', 0.692],
    ['four observers, values missing', FOUR, 'nominal', 0.743],
    ['four observers, values missing', FOUR, 'ordinal', 0.815],
    ['four observers, values missing', FOUR, 'interval', 0.849],
    ['three observers, values missing', THREE, 'nominal', 0.691],
    ['three observers, values missing', THREE, 'interval', 0.811],
  ])('is what is published: %s, %s', (_, units, level, expected) => {
    expect(krippendorffAlpha(units, level)).toBeCloseTo(expected, 3);
  });

  it('is 1 where all agree, whatever the level, and nothing where nothing varies or no unit has two values', () => {
    for (const level of ['nominal', 'ordinal', 'interval'] as const) {
      expect(krippendorffAlpha(unitsOf('1 2 3', '1 2 3', '1 2 .'), level)).toBe(1);
      expect(krippendorffAlpha(unitsOf('2 2', '2 2'), level)).toBeNaN();
      expect(krippendorffAlpha([[1], [2], []], level)).toBeNaN();
    }
  });

  it('is below 0 where two raters rank the other way round', () => {
    expect(krippendorffAlpha(unitsOf('1 2 3 4', '4 3 2 1'), 'ordinal')).toBeLessThan(-0.5);
  });

  it('of parts of the units, put together, is that of all', () => {
    const values = valuesOf(FOUR);
    const halves = [FOUR.slice(0, 5), FOUR.slice(5)].map((half) => coincidences(half, values).counts);
    const counts = halves[0].map((count, at) => count + halves[1][at]);
    expect(alphaOf({ values, counts }, 'ordinal')).toBeCloseTo(krippendorffAlpha(FOUR, 'ordinal'), 12);
  });
});
