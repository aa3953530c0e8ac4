/** Sums, days and weekdays to known results; what is no sum gives nothing. */
import { expect, it } from 'vitest';
import { calculate } from '../../../../src/lab/tools/toolset/calculator.ts';

it.each([
  ['47*86', '4042'],
  ['2 + 3 * 4', '14'],
  ['(2+3)*4', '20'],
  ['-3*-4', '12'],
  ['8-3-2', '3'],
  ['100/8/2', '6.25'],
  ['1/3', '0.33'],
  ['0.1+0.2', '0.3'],
  ['1-1', '0'],
  ['-1*0', '0'],
  ['days 2024-02-28 2024-03-01', '2'],
  ['days 2023-03-01 2023-02-28', '1'],
  ['days 1969-12-31 1970-01-01', '1'],
  ['weekday 1969-07-20', 'Sunday'],
  ['weekday 2000-02-29', 'Tuesday'],
  ['weekday 1900-01-01', 'Monday'],
])('%s is %s', (query, result) => {
  expect(calculate(query)).toEqual({ items: [result], reason: null });
});

it.each([
  '',
  '42',
  'How old is Rafael Nadal?',
  '3 eggs * 4',
  '2**3',
  '(2+3',
  '2+',
  '1.2.3+1',
  'days 2023-02-30 2023-03-01',
  'days 2024-01-01',
  'weekday 2024-13-01',
  'weekday 0099-1-1',
  'Blue Lion',
])('gives nothing for %j', (query) => {
  expect(calculate(query)).toEqual({ items: [], reason: 'unreadable' });
});

it('gives nothing for a division by zero, and says that it was one', () => {
  expect(calculate('5/0')).toEqual({ items: [], reason: 'division' });
  expect(calculate('0/(2-2)')).toEqual({ items: [], reason: 'division' });
});

it('reads no text without end', () => {
  expect(calculate('1+'.repeat(100_000))).toEqual({ items: [], reason: 'unreadable' });
  expect(calculate('('.repeat(100_000))).toEqual({ items: [], reason: 'unreadable' });
});
