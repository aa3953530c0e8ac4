/** What was done is known by the page, whoever did it. */
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import { cutAt } from '../../../../src/ui/guide/state/facts.ts';
import { progressFromText, progressToText } from '../../../../src/ui/guide/state/progress.ts';
import {
  isAnswered,
  openedAt,
  questionsOf,
  STEPS,
  type ActId,
} from '../../../../src/ui/guide/state/steps.ts';
import { COMPARISON, factsWith } from '../facts.ts';

const CUT = { ...DEFAULT_SETTINGS, adaptiveKl: false, klCoefficient: 0 };
const beginning = factsWith();

const done = (facts = beginning) =>
  STEPS.flatMap(({ acts }) =>
    acts.flatMap(({ id, done: isDone }) => (isDone(facts, openedAt(beginning)) ? [id] : [])),
  );

it('has six steps, of which nothing is done on a fresh page', () => {
  expect(STEPS).toHaveLength(6);
  expect(done()).toEqual([]);
});

it.each<[ActId, ReturnType<typeof factsWith>]>([
  ['read', factsWith({ begun: true })],
  ['submit', factsWith({ rankings: 1, last: { tiers: [[0], [1]], scores: null } })],
  ['fit', factsWith({ last: { tiers: [[0], [1]], scores: [0, 1] } })],
  ['iterate', factsWith({ iteration: 1 })],
  ['drift', factsWith({}, { 'objective/kl': [0, 0.3] })],
  ['colours', factsWith({ comparison: COMPARISON })],
  ['leash', factsWith({ settings: { ...DEFAULT_SETTINGS, klTarget: 9 } })],
  ['cut', factsWith({ settings: CUT })],
  ['away', factsWith({ settings: CUT, iteration: 6 })],
])('%s is seen to be done', (id, facts) => {
  expect(done(facts)).toContain(id);
});

it('knows where the leash was cut, also after it was put back', () => {
  const cut = { iteration: 5, changed: [{ name: 'klCoefficient', from: 0.15, to: 0 }] };
  const back = { iteration: 9, changed: [{ name: 'klCoefficient', from: 0, to: 0.15 }] };
  expect(cutAt(factsWith())).toBeNull();
  expect(cutAt(factsWith({ settings: CUT }))).toBe(0);
  expect(cutAt(factsWith({ settings: CUT, changes: [cut] }))).toBe(5);
  const restored = factsWith({ changes: [cut, back], iteration: 9 });
  expect(cutAt(restored)).toBe(5);
  expect(done(restored)).toEqual(expect.arrayContaining(['cut', 'away', 'back']));
  const loosened = { iteration: 3, changed: [{ name: 'adaptiveKl', from: true, to: false }] };
  expect(cutAt(factsWith({ settings: CUT, changes: [loosened] }))).toBe(3);
  expect(cutAt(factsWith({ changes: [loosened] }))).toBeNull();
});

it('counts a step as answered by the questions of what is on screen', () => {
  const kl = STEPS.find(({ id }) => id === 'kl')!;
  expect(isAnswered(kl, ['kl/token'], beginning)).toBe(false);
  expect(isAnswered(kl, ['kl/token', 'kl/price'], beginning)).toBe(true);
  const ranking = STEPS.find(({ id }) => id === 'ranking')!;
  const recorded = factsWith({ source: 'recorded' });
  expect(questionsOf(ranking, recorded)).toEqual([]);
  expect(isAnswered(ranking, [], recorded)).toBe(false);
});

it('is taken up where it was left, and from the beginning with what is no progress', () => {
  const progress = { step: 4, answered: ['kl/token'] };
  expect(progressFromText(progressToText(progress))).toEqual(progress);
  for (const text of [null, '', 'null', '{"step":99}', '{"step":"4","answered":3}', '[]'])
    expect(progressFromText(text)).toEqual({ step: 0, answered: [] });
});
