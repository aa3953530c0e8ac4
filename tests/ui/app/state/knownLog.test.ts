/** A trainer is told what it does not know, and where that stands. */
import { expect, it } from 'vitest';
import { KnownLog } from '../../../../src/ui/app/state/knownLog.ts';
import { play } from '../../../rl/events.ts';

const news = (known: string, log: string) =>
  new KnownLog(play(known)).news(play(log)).map(({ events, after }) => ({
    after,
    ids: events.map(({ id }) => id).join(''),
  }));

it('nothing where all is known', () => {
  expect(news('abc', 'abc')).toEqual([]);
  expect(news('abc', 'ab')).toEqual([]);
  expect(news('', '')).toEqual([]);
});

it('what came behind, in one piece', () => {
  expect(news('ab', 'abcd')).toEqual([{ after: 'b', ids: 'cd' }]);
  expect(news('', 'ab')).toEqual([{ after: null, ids: 'ab' }]);
});

it('a stored log that came late stands before what was said meanwhile', () => {
  expect(news('x', 'abx')).toEqual([{ after: null, ids: 'ab' }]);
});

it('what stands in between stays there', () => {
  expect(news('ace', 'abcdef')).toEqual([
    { after: 'a', ids: 'b' },
    { after: 'c', ids: 'd' },
    { after: 'e', ids: 'f' },
  ]);
});

it('what was added is known', () => {
  const known = new KnownLog([]);
  known.add(play('ab'));
  expect(known.news(play('abc'))).toMatchObject([{ after: 'b', events: [{ id: 'c' }] }]);
});
