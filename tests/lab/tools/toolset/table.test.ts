/** Rows as they are typed: read, or refused for one reason; dates that are none. */
import { expect, it } from 'vitest';
import {
  dayOf,
  folded,
  isoOf,
  isProblem,
  LONGEST,
  MOST_VENUES,
  readVenue,
  rowText,
  type TypedVenue,
  type Venue,
} from '../../../../src/lab/tools/toolset/table.ts';

const TYPED: TypedVenue = {
  name: ' Blue  Lion ',
  food: 'Italian',
  dish: 'soup',
  price: '23',
  opened: '2019-03-05',
};
const LION: Venue = { name: 'Blue Lion', food: 'Italian', dish: 'soup', price: 23, opened: '2019-03-05' };

it('reads a row, its spaces put in order', () => {
  expect(readVenue(TYPED, [])).toEqual(LION);
  expect(rowText(LION)).toBe('Blue Lion; food Italian; dish soup; price 23; opened 2019-03-05');
});

it.each([
  [{ name: '  ' }, { kind: 'empty', column: 'name' }],
  [{ dish: 'x'.repeat(LONGEST + 1) }, { kind: 'long', column: 'dish' }],
  [{ food: 'a; b' }, { kind: 'sign', column: 'food', sign: ';' }],
  [{ price: '12.5' }, { kind: 'price', typed: '12.5' }],
  [{ price: '-1' }, { kind: 'price', typed: '-1' }],
  [{ price: 'cheap' }, { kind: 'price', typed: 'cheap' }],
  [{ opened: '2019-02-30' }, { kind: 'date', typed: '2019-02-30' }],
  [{ opened: '5 March' }, { kind: 'date', typed: '5 March' }],
])('refuses %j', (change, problem) => {
  const read = readVenue({ ...TYPED, ...change }, []);
  expect(isProblem(read)).toBe(true);
  expect(read).toEqual(problem);
});

it('has a name once, however it is written, and so many rows', () => {
  expect(readVenue({ ...TYPED, name: 'THE blue-lion' }, [LION])).toEqual({
    kind: 'duplicate',
    name: 'Blue Lion',
  });
  const many = Array.from({ length: MOST_VENUES }, (_, index) => ({ ...LION, name: `Lion ${index}` }));
  expect(readVenue(TYPED, many)).toEqual({ kind: 'full' });
});

it('folds what does not count in a name', () => {
  expect(folded("The Lion's  Den!")).toBe('lion s den');
  expect(folded('The')).toBe('the');
  expect(folded('Café')).toBe(folded('Café'));
});

it('knows the days of dates', () => {
  expect(dayOf('1970-01-01')).toBe(0);
  expect(dayOf('2024-02-29')).toBe(19_782);
  expect(dayOf('2023-02-29')).toBeNull();
  expect(isoOf(19_782)).toBe('2024-02-29');
});
