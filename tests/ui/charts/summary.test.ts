/** A chart in sentences: its numbers are the curve's own, and a trend is told only where the scatter allows. */
import { expect, it } from 'vitest';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { chartsOf } from '../../../src/rl/declaration.ts';
import { enSummary } from '../../../src/ui/charts/words/enSummary.ts';
import { zhSummary } from '../../../src/ui/charts/words/zhSummary.ts';
import { extremesOf, summaryOf, trendOf } from '../../../src/ui/charts/summary.ts';
import type { OverlaidRun } from '../../../src/ui/runs/overlaid.ts';
import { MetricsHistory } from '../../../src/ui/runs/state/history.ts';
import type { ChosenYardstick, RunView } from '../../../src/ui/runs/view.ts';
import { dictionary, loadDictionary } from '../../../src/ui/words/index.ts';

await loadDictionary('en');

const [method] = METHODS;
const yardstick: ChosenYardstick = {
  labeler: 'shorter',
  reason: 'default',
  second: null,
  tau: NaN,
  rankings: 0,
};
const charts = new Map(chartsOf(method).map((chart) => [chart.id, chart]));

function viewOf(kl: readonly number[], more: Partial<RunView> = {}): RunView {
  const history = new MetricsHistory();
  history.replace(kl.map((value, at) => ({ iteration: at + 1, values: { 'objective/kl': value } })));
  const view = {
    kind: 'live',
    method,
    history,
    settings: DEFAULT_SETTINGS,
    agreement: [],
    baseUtility: null,
  };
  return { ...view, ...more } as RunView;
}

const said = (id: string, view: RunView, overlaid: readonly OverlaidRun[] = []) =>
  summaryOf(charts.get(id)!, view, yardstick, overlaid, { page: dictionary('en'), summary: enSummary });

it('the newest value comes first, then band, trend, beginning and extremes', () => {
  expect(said('kl', viewOf([1, 2, 9, 4, 5, 6]))).toMatch(
    /^6\.00 nats at iteration 6\. Target .*\. It neither rises nor falls\. It began with 1\.00 nats at iteration 1\. Lowest: 1\.00 nats at iteration 1; highest: 9\.00 nats at iteration 3\.$/,
  );
});

it('of one point only the point is told, of none nothing', () => {
  expect(said('kl', viewOf([2]))).not.toContain('began');
  expect(said('kl', viewOf([]))).toBe(null);
});

it('agreement counts fits, and says what it is on what was learned from', () => {
  const at = (accuracy: number) => ({ rankings: 2, pairs: 6, accuracy, kendallTau: 0 });
  const agreement = [{ fit: 3, iteration: 0, heldOut: at(0.75), trained: at(0.9) }];
  const text = said('agreement', viewOf([], { agreement }));
  expect(text).toMatch(/^0\.75 at fit 3\./);
  expect(text).toContain('On what it has learned from: 0.90.');
});

it('runs laid over the curve are told by name', () => {
  const { history } = viewOf([3, 8]);
  const other = {
    name: 'brave fox',
    slot: 0,
    history,
    settings: DEFAULT_SETTINGS,
    agreement: [],
    baseUtility: null,
  };
  expect(said('kl', viewOf([2, 1]), [other as unknown as OverlaidRun])).toMatch(
    / brave fox, laid over it: 8\.00 nats at iteration 2\.$/,
  );
});

it('Chinese has the same numbers', async () => {
  await loadDictionary('zh');
  const words = { page: dictionary('zh'), summary: zhSummary };
  const text = summaryOf(charts.get('kl')!, viewOf([1, 2, 9, 4, 5, 6]), yardstick, [], words);
  expect(text).toMatch(
    /^第 6 轮：6\.00 nats。.*没有上升，也没有下降。开始时（第 1 轮）为 1\.00 nats。最低 1\.00 nats/,
  );
});

it('a trend needs points and more than their scatter', () => {
  expect(trendOf([1, 2, 3, 4, 5])).toBe(null);
  expect(trendOf([1, 1, 1, 1, 1, 1])).toBe('holds');
  expect(trendOf([1, 1, 1, 2, 2, 2])).toBe('rises');
  expect(trendOf([5, 6, 5, 1, 2, 1])).toBe('falls');
  expect(trendOf([0, 9, 0, 9, 0, 9, 1, 8, 1, 8, 1, 9])).toBe('holds');
  // What is long past does not count.
  expect(
    trendOf([...Array.from({ length: 30 }, () => 0), ...Array.from({ length: 20 }, (_, at) => at)]),
  ).toBe('rises');
});

it('of several as low or as high the first is told', () => {
  expect(extremesOf([2, 1, 3, 1, 3])).toEqual([1, 2]);
  expect(extremesOf([7])).toEqual([0, 0]);
});
