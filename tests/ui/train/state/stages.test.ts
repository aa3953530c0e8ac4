/** What comes next in the loop, as far as the page can know. */
import { expect, it } from 'vitest';
import { nextStage } from '../../../../src/ui/train/state/stages.ts';

const ORDER = ['fit', 'sample', 'score', 'update'];

it.each([
  [[], 'idle', 'fit'],
  [['fit'], 'idle', 'sample'],
  [['fit', 'sample'], 'idle', 'score'],
  [['fit', 'sample'], 'score', 'update'],
  [['fit', 'sample', 'score'], 'update', 'sample'],
  [ORDER, 'idle', 'sample'],
  [['fit'], 'fit', 'sample'],
])('after %j, in %s, comes %s', (done, stage, next) => {
  expect(nextStage(done, stage, ORDER)).toBe(next);
});

it('a method without a reward model begins with its first stage', () => {
  expect(nextStage([], 'idle', ['learn'])).toBe('learn');
  expect(nextStage(['learn'], 'idle', ['learn'])).toBe('learn');
});
