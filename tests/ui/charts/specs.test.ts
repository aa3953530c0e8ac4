import { expect, test } from 'vitest';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { chartsOf } from '../../../src/rl/declaration.ts';
import { ENSEMBLE_METRICS } from '../../../src/rl/rewards/ensemble.ts';
import { chartsIn, metricOf } from '../../../src/ui/charts/specs.ts';

const [method] = METHODS;

test('how far reward models agree is drawn where a run has several, and only there', () => {
  const usual = chartsIn({ method, settings: DEFAULT_SETTINGS });
  const charts = chartsIn({ method, settings: { ...DEFAULT_SETTINGS, rewardModels: 3 } });
  expect(charts.slice(0, usual.length)).toEqual(usual);
  expect(charts.slice(usual.length)).toEqual(
    Object.keys(ENSEMBLE_METRICS).map((name) => ({ id: name, metric: name })),
  );
  for (const chart of charts.slice(-2)) {
    expect(metricOf(chart, { method })?.words?.en.title).toMatch(/^Rewards? (?:spread|agree)$/);
    expect(metricOf(chart, { method })?.words?.zh.title).toMatch(/奖励模型/);
  }
});

test('how far the sampler is from the trainer is drawn where they are not one, all else always', () => {
  const ids = (settings: typeof DEFAULT_SETTINGS) => chartsIn({ method, settings }).map(({ id }) => id);
  expect(ids({ ...DEFAULT_SETTINGS, samplerWeights: 'int8' })).toEqual(chartsOf(method).map(({ id }) => id));
  expect(ids(DEFAULT_SETTINGS)).toEqual(
    chartsOf(method)
      .map(({ id }) => id)
      .filter((id) => id !== 'sampler'),
  );
});
