import { expect, it } from 'vitest';
import { readNumber } from '../../../src/lab/cost/inputs.ts';

const COUNT = { least: 1, most: 1e30, whole: true };
const FREE = { least: 0, most: 1e30 };

it.each([
  ['175e9', 175e9],
  ['175B', 175e9],
  ['175 B', 175e9],
  ['1,024', 1024],
  ['300 000', 300_000],
  ['1,234,567', 1_234_567],
  ['1.5T', 1.5e12],
  ['0.3T', 300e9],
  ['+12', 12],
  ['１０２４', 1024],
  ['.5k', 500],
])('reads %s', (text, value) => {
  expect(readNumber(text, COUNT)).toEqual({ value, problem: null });
});

it.each([
  ['', 'missing'],
  ['   ', 'missing'],
  ['many', 'unreadable'],
  ['0x10', 'unreadable'],
  ['1,5', 'unreadable'],
  ['1e', 'unreadable'],
  ['NaN', 'unreadable'],
  ['Infinity', 'unreadable'],
  ['12 apples', 'unreadable'],
  ['1e400', 'infinite'],
  ['-1e400', 'infinite'],
  ['9e307T', 'infinite'],
  ['0', 'small'],
  ['-3', 'small'],
  ['1e31', 'large'],
  ['1.5', 'whole'],
] as const)('refuses "%s": %s', (text, problem) => {
  expect(readNumber(text, COUNT)).toEqual({ value: null, problem });
});

it('takes nothing and fractions where they may be', () => {
  expect(readNumber('0', FREE).value).toBe(0);
  expect(readNumber('0.4', FREE).value).toBe(0.4);
  expect(readNumber('-0.1', FREE).problem).toBe('small');
});
