import { expect, it } from 'vitest';
import { badgesOf, seenWith, type Happening } from '../../../src/ui/page/tabNews.ts';

const STILL: Happening = { answers: 'one', writing: false, iteration: 3, moving: false, trouble: false };
const SEEN = { answers: 'one', iteration: 3 };

it('where nothing has happened no tab says so', () => {
  expect(badgesOf(STILL, SEEN, 'rank')).toEqual({ rank: null, watch: null });
});

it('what moves is live on either tab, also on the one that is shown', () => {
  const moving = { ...STILL, writing: true, moving: true };
  for (const shown of ['rank', 'watch'] as const)
    expect(badgesOf(moving, SEEN, shown)).toEqual({ rank: 'live', watch: 'live' });
});

it('what has come is new behind the other tab only, and an alarm is told before anything else', () => {
  const come = { ...STILL, answers: 'two', iteration: 4 };
  expect(badgesOf(come, SEEN, 'rank')).toEqual({ rank: null, watch: 'new' });
  expect(badgesOf(come, SEEN, 'watch')).toEqual({ rank: 'new', watch: null });
  const trouble = { ...come, moving: true, trouble: true };
  expect(badgesOf(trouble, SEEN, 'rank').watch).toBe('alarm');
  expect(badgesOf(trouble, SEEN, 'watch').watch).toBe('live');
});

it('no answers are no news', () => {
  expect(badgesOf({ ...STILL, answers: null }, SEEN, 'watch').rank).toBe(null);
});

it('a tab that is shown is seen; a run that is being opened is no news', () => {
  const come = { ...STILL, answers: 'two', iteration: 4 };
  expect(seenWith(SEEN, come, 'rank', false)).toEqual({ answers: 'two', iteration: 3 });
  expect(seenWith(SEEN, come, 'watch', false)).toEqual({ answers: 'one', iteration: 4 });
  expect(seenWith(SEEN, come, 'rank', true)).toEqual({ answers: 'two', iteration: 4 });
});
