/**
 * How a declared chart's curve, band and line come from a run. Pure; knows no canvas and no words.
 */
import { chartsOf, type ChartDeclaration, type Metric, type Metrics } from '../../rl/declaration.ts';
import { ENSEMBLE_CHARTS, ENSEMBLE_METRICS } from '../../rl/rewards/ensemble.ts';
import type { Spread } from '../../rl/training/baseUtility.ts';
import type { Curve } from '../runs/state/history.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';

export const EMA_WEIGHT = 0.8;

/** What a chart draws besides its curve. */
export interface ChartContent {
  readonly curve: Curve;
  /** A second curve on the same x, or null: what the reward model was trained on, or a second yardstick. */
  readonly second: readonly number[] | null;
  readonly band: readonly [low: number, high: number] | null;
  readonly line: number | null;
  /** Fixed limits of y, or null to fit. */
  readonly range: readonly [number, number] | null;
}

const ENSEMBLE: Metrics = ENSEMBLE_METRICS;

/** The charts of a run: its method's, and how far its reward models agree where it has several. */
export function chartsIn({
  method,
  settings,
}: Pick<RunView, 'method' | 'settings'>): readonly ChartDeclaration[] {
  const own = chartsOf(method).filter((chart) => !('where' in chart) || chart.where?.(settings) !== false);
  return method.needs.reward && settings.rewardModels > 1 ? [...own, ...ENSEMBLE_CHARTS] : own;
}

/** What is declared of a chart's metric; null of charts that belong to the run. */
export function metricOf(chart: ChartDeclaration, { method }: Pick<RunView, 'method'>): Metric | null {
  const metric = 'metric' in chart ? (method.metrics[chart.metric] ?? ENSEMBLE[chart.metric] ?? null) : null;
  // What a rule gives is told in its own unit, and 0 is not the base model's.
  return metric?.unit === 'sd' && method.needs.rule ? { ...metric, unit: 'rule', line: undefined } : metric;
}

/** What a chart reads of a run. */
export type Charted = Pick<RunView, 'method' | 'history' | 'agreement' | 'baseUtility' | 'settings'>;

/** What there is to measure by. */
type Yardsticks = Pick<ChosenYardstick, 'labeler' | 'second'>;

export function contentOf(chart: ChartDeclaration, view: Charted, yardstick: Yardsticks): ChartContent {
  if ('metric' in chart) {
    const metric = metricOf(chart, view);
    return {
      curve: view.history.curve(chart.metric),
      second: null,
      band: metric?.band?.(view.settings) ?? null,
      line: metric?.line?.(view.settings) ?? null,
      range: null,
    };
  }
  if (chart.id === 'utility') {
    const { labeler, second } = yardstick;
    const base = view.baseUtility?.[labeler];
    const curve = view.history.curve(`utility/${labeler}`);
    // Each has a unit of its own: on one scale they are in spreads of the base model.
    if (base && second) {
      const other = secondOf(view, second);
      const at = new Map(other.x.map((x, index) => [x, other.y[index]]));
      return {
        curve: inSpreads(curve, base),
        second: curve.x.map((x) => at.get(x) ?? NaN),
        band: [-1, 1],
        line: 0,
        range: null,
      };
    }
    return {
      curve,
      second: null,
      band: base ? [base.mean - base.sd, base.mean + base.sd] : null,
      line: base?.mean ?? null,
      range: null,
    };
  }
  const points = view.agreement.filter((point) => point.heldOut.pairs > 0);
  return {
    curve: { x: points.map((point) => point.fit), y: points.map((point) => point.heldOut.accuracy) },
    second: points.map((point) => point.trained.accuracy),
    band: null,
    line: 0.5,
    range: [0, 1],
  };
}

/** The reward model's scores are told in spreads of the base model as they are. */
function secondOf(view: Charted, second: NonNullable<Yardsticks['second']>): Curve {
  if (second === 'reward') return view.history.curve('nudge/score');
  const base = view.baseUtility?.[second];
  return base ? inSpreads(view.history.curve(`utility/${second}`), base) : { x: [], y: [] };
}

function inSpreads({ x, y }: Curve, { mean, sd }: Spread): Curve {
  return { x, y: y.map((value) => (value - mean) / sd) };
}

/** The same chart's curve of another run, by the method and the yardstick of the one on screen. */
export function curveOf(
  chart: ChartDeclaration,
  other: Omit<Charted, 'method'>,
  { method }: Pick<RunView, 'method'>,
  yardstick: Yardsticks,
): Curve {
  return contentOf(chart, { ...other, method }, yardstick).curve;
}

/** Told by fits of the reward model, not by iterations. */
export function isAgreement(chart: ChartDeclaration): boolean {
  return !('metric' in chart) && chart.id === 'agreement';
}
