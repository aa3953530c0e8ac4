import { expect, test } from 'vitest';
import { LABELER_IDS, RATER_IDS } from '../../../src/workers/protocol.ts';
import { labelersFor, ratersFor } from '../../../src/ui/settings/raters.ts';

const FACTS = ['name: The Eagle, type: pub, food: English\n'];
const OWN = ['Once upon a time', 'The sea'];

test('everyone can rank answers about facts, and before it is known what is asked', () => {
  expect(ratersFor(FACTS, 'person')).toEqual(RATER_IDS);
  expect(labelersFor(FACTS, 'shorter')).toEqual(LABELER_IDS);
  expect(ratersFor([], 'person')).toEqual(RATER_IDS);
});

test('tastes that judge by facts are not offered without any, unless one is chosen', () => {
  expect(ratersFor(OWN, 'person')).toEqual(['person', 'shorter', 'warmer', 'question', 'classifier']);
  expect(labelersFor(OWN, 'shorter')).toEqual(['shorter', 'warmer', 'question']);
  expect(labelersFor(OWN, 'classifier')).toEqual(['shorter', 'warmer', 'question']);
  expect(ratersFor(OWN, 'facts')).toEqual(['person', 'shorter', 'warmer', 'question', 'facts', 'classifier']);
});
