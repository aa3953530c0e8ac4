/** Two yardsticks in one chart: both in spreads of the base model, so that one scale holds them. */
import { expect, test } from 'vitest';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { contentOf } from '../../../src/ui/charts/specs.ts';
import { MetricsHistory } from '../../../src/ui/runs/state/history.ts';

const history = new MetricsHistory();
history.replace([
  { iteration: 1, values: { 'utility/shorter': -14, 'utility/facts': 0.5, 'nudge/score': 0.1 } },
  { iteration: 2, values: { 'utility/shorter': -11, 'nudge/score': 1.5 } },
]);
const [shorter, facts] = [
  { mean: -14, sd: 3 },
  { mean: 0.25, sd: 0.125 },
];
const view = {
  method: METHODS[0],
  history,
  agreement: [],
  settings: DEFAULT_SETTINGS,
  baseUtility: { shorter, warmer: facts, question: facts, family: facts, facts },
};
const chart = { id: 'utility' } as const;

test('one is in its own unit', () => {
  const content = contentOf(chart, view, { labeler: 'shorter', second: null });
  expect(content).toMatchObject({ curve: { y: [-14, -11] }, second: null, band: [-17, -11], line: -14 });
});

test('with a taste beside it', () => {
  const content = contentOf(chart, view, { labeler: 'shorter', second: 'facts' });
  expect(content).toMatchObject({ curve: { y: [0, 1] }, band: [-1, 1], line: 0 });
  expect(content.second).toEqual([2, NaN]);
});

test('with what the reward model says, which is in spreads as it is told', () => {
  expect(contentOf(chart, view, { labeler: 'shorter', second: 'reward' }).second).toEqual([0.1, 1.5]);
});

test('before the base model is measured there is one curve, as it is', () => {
  const early = { ...view, baseUtility: null };
  expect(contentOf(chart, early, { labeler: 'shorter', second: 'reward' })).toMatchObject({
    curve: { y: [-14, -11] },
    second: null,
  });
});
