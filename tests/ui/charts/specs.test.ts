import { expect, test } from 'vitest';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { chartsOf } from '../../../src/rl/declaration.ts';
import { ENSEMBLE_METRICS } from '../../../src/rl/rewards/ensemble.ts';
import { chartsIn, metricOf } from '../../../src/ui/charts/specs.ts';

const [method] = METHODS;

test('how far reward models agree is drawn where a run has several, and only there', () => {
  expect(chartsIn({ method, settings: DEFAULT_SETTINGS })).toEqual(chartsOf(method));
  const charts = chartsIn({ method, settings: { ...DEFAULT_SETTINGS, rewardModels: 3 } });
  expect(charts.slice(chartsOf(method).length)).toEqual(
    Object.keys(ENSEMBLE_METRICS).map((name) => ({ id: name, metric: name })),
  );
  for (const chart of charts.slice(-2)) {
    expect(metricOf(chart, { method })?.words?.en.title).toMatch(/^Rewards? (?:spread|agree)$/);
    expect(metricOf(chart, { method })?.words?.zh.title).toMatch(/奖励模型/);
  }
});
