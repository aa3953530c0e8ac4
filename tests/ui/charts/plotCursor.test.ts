/** Where keys lead on a plot, and what is said of where one is. */
import { expect, it } from 'vitest';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { chartsOf } from '../../../src/rl/declaration.ts';
import { pointText, steppedTo, type Walked } from '../../../src/ui/charts/plotCursor.ts';
import { MetricsHistory } from '../../../src/ui/runs/state/history.ts';
import type { RunView } from '../../../src/ui/runs/view.ts';
import { dictionary, loadDictionary } from '../../../src/ui/words/index.ts';

it('arrows, page keys, Home and End stay on the curve; other keys lead nowhere', () => {
  const keys = ['ArrowLeft', 'ArrowRight', 'PageDown', 'PageUp', 'Home', 'End', 'Enter', 'a'];
  expect(keys.map((key) => steppedTo(key, 12, 30))).toEqual([11, 13, 2, 22, 0, 29, null, null]);
  expect(keys.map((key) => steppedTo(key, 0, 3))).toEqual([0, 1, 0, 2, 0, 2, null, null]);
  // Backwards from the newest, forwards from the first.
  expect(['ArrowLeft', 'ArrowRight'].map((key) => steppedTo(key, null, 30))).toEqual([29, 0]);
  expect(steppedTo('Home', null, 0)).toBeNull();
});

it('a point is told in both languages, with the second yardstick and runs laid over it where they have one', async () => {
  await Promise.all([loadDictionary('en'), loadDictionary('zh')]);
  const [method] = METHODS;
  const chart = chartsOf(method).find(({ id }) => id === 'kl')!;
  const historyOf = (kl: readonly number[]) => {
    const history = new MetricsHistory();
    history.replace(kl.map((value, at) => ({ iteration: at + 1, values: { 'objective/kl': value } })));
    return history;
  };
  const view = { method, history: historyOf([1, 2.5, 3]), settings: DEFAULT_SETTINGS } as RunView;
  const walked = (language: 'en' | 'zh'): Walked => ({
    chart,
    view,
    yardstick: { labeler: 'shorter', reason: 'default', second: null, tau: NaN, rankings: 0 },
    overlaid: [
      { name: 'Steady Finch', slot: 0, history: historyOf([4, 5]), settings: DEFAULT_SETTINGS } as never,
    ],
    words: dictionary(language),
    language,
  });
  expect(pointText(1, walked('en'))).toBe(
    '2.50 nats at iteration 2. Steady Finch, laid over it: 5.00 nats at iteration 2.',
  );
  expect(pointText(2, walked('en'))).toBe('3.00 nats at iteration 3.');
  expect(pointText(2, walked('zh'))).toMatch(/第 3 轮.*3\.00 nats/);
});
