import { expect, it } from 'vitest';
import type { FeedbackEvent } from '../../../src/lab/feedback/event.ts';
import { countsOf, lengthFigures } from '../../../src/lab/implicit/figures.ts';
import type { Outcome } from '../../../src/lab/implicit/outcomes.ts';

const outcome = (answer: string, value: number) => ({ answer, value }) as Outcome;

it('says whether what is liked is what is short', () => {
  const figures = lengthFigures([outcome('one', 1), outcome('one two', 0.5), outcome('one two three', 0)]);
  expect(figures).toEqual({ liked: 1.5, others: 3, correlation: expect.closeTo(-1, 12) });
  expect(lengthFigures([]).liked).toBeNaN();
  expect(lengthFigures([outcome('one', 1), outcome('two', 0)]).correlation).toBeNaN();
});

it('counts what was done', () => {
  const events = ['copy', 'copy', 'leave'].map((kind) => ({ kind }) as FeedbackEvent);
  expect(countsOf(events)).toEqual({ leave: 1, regenerate: 0, ask: 0, edit: 0, continue: 0, copy: 2 });
});
