/** Where a rule gives the score nothing on the page says that a reward model does, or tells it in a reward model's unit. */
import { describe, expect, it } from 'vitest';
import { loopStages } from '../../../src/rl/declaration.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { defaultSettings, methodOf } from '../../../src/rl/algorithms/settings.ts';
import { explanationOf, lineLabelOf, unitOf } from '../../../src/ui/charts/describe.ts';
import { chartsIn, contentOf } from '../../../src/ui/charts/specs.ts';
import { MetricsHistory } from '../../../src/ui/runs/state/history.ts';
import type { RunView } from '../../../src/ui/runs/view.ts';
import { stageWords } from '../../../src/ui/train/state/stages.ts';
import { watched } from '../../../src/ui/watch/useTroubles.ts';
import { en } from '../../../src/ui/words/en.ts';
import { zh } from '../../../src/ui/words/zh.ts';

const LANGUAGES = [
  ['en', en],
  ['zh', zh],
] as const;
const REWARDED = ALL_METHODS.filter(({ needs }) => 'reward' in needs).map(({ id }) => id);
const MODEL = /reward model|奖励模型/i;

function viewOf(algorithm: string, rewardSource: 'model' | 'tokens'): RunView {
  const settings = { ...defaultSettings(false, algorithm, ALL_METHODS), rewardSource };
  const history = new MetricsHistory();
  const base = { mean: 1, sd: 2 };
  return {
    settings,
    history,
    method: methodOf(settings, ALL_METHODS),
    agreement: [],
    baseUtility: { shorter: base },
  } as unknown as RunView;
}

describe.each(REWARDED)('%s', (algorithm) => {
  it.each(LANGUAGES)('under a rule says so in %s, in the diagram and at the curves', (language, words) => {
    const view = viewOf(algorithm, 'tokens');
    for (const stage of loopStages(view.method))
      expect(stageWords(stage, view.settings, words, language).text, stage.name).not.toMatch(MODEL);
    for (const chart of chartsIn(view).filter((one) => 'metric' in one)) {
      expect(unitOf(chart, words, view), chart.id).not.toMatch(/^(?:sd|标准差)$/);
      // Length is what the rule is about, whoever gives the score: its words stand.
      if (chart.id !== 'responseLength')
        expect(explanationOf(chart, words, language, view).text, chart.id).not.toMatch(MODEL);
    }
    const reward = chartsIn(view).find((chart) => 'metric' in chart && chart.metric === 'nudge/score')!;
    expect(unitOf(reward, words, view)).toBe(words.charts.units.rule);
    expect(contentOf(reward, view, { labeler: 'shorter', second: null }).line).toBeNull();
    expect(lineLabelOf(reward, words, view)).toBeNull();
  });
});

it('a reward model keeps its unit, its line and its words', () => {
  const view = viewOf('ppo', 'model');
  const reward = chartsIn(view).find(({ id }) => id === 'reward')!;
  expect(unitOf(reward, en, view)).toBe('sd');
  expect(unitOf(reward, zh, view)).toBe('标准差');
  expect(contentOf(reward, view, { labeler: 'shorter', second: null }).line).toBe(0);
  expect(explanationOf(reward, en, 'en', view).text).toMatch(MODEL);
  const score = loopStages(view.method).find(({ name }) => name === 'score')!;
  expect(stageWords(score, view.settings, en, 'en').text).toMatch(MODEL);
});

it('a rule cannot be fooled, and nobody drifts who is asked for a length', () => {
  const [model, rule] = [viewOf('ppo', 'model'), viewOf('ppo', 'tokens')];
  expect(watched(model, 'shorter').yardstick).toEqual({ metric: 'utility/shorter', sd: 2 });
  expect(watched(rule, 'shorter')).toMatchObject({ yardstick: null, fits: [], lengthWanted: true });
});
