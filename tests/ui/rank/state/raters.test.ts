import { expect, test } from 'vitest';
import { LABELER_IDS, RATER_IDS } from '../../../../src/tastes/labeler.ts';
import { labelersFor, ratersFor, yardsticksFor } from '../../../../src/ui/rank/state/raters.ts';

test('everyone can rank blurbs about restaurants', () => {
  expect(ratersFor(false, 'person')).toEqual(RATER_IDS);
  expect(labelersFor(false, 'shorter')).toEqual(LABELER_IDS);
  expect(yardsticksFor(false)).toEqual(['shorter', 'warmer', 'question', 'family', 'facts']);
});

test('with a model of one’s own those for any text are offered, unless another is chosen', () => {
  const any = ['shorter', 'length', 'keyword', 'pattern'];
  expect(ratersFor(true, 'person')).toEqual(['person', ...any, 'classifier']);
  expect(labelersFor(true, 'shorter')).toEqual(any);
  expect(labelersFor(true, 'classifier')).toEqual(any);
  expect(ratersFor(true, 'facts')).toEqual(['person', ...any, 'facts', 'classifier']);
  expect(yardsticksFor(true)).toEqual(['shorter']);
});
