/**
 * Which metric each chart shows, in which order, and how its curve, band and line come from a run.
 * Pure; knows no canvas and no words.
 */
import type { JudgeId } from '../../tastes/labeler.ts';
import type { MetricName } from '../../rl/metrics.ts';
import type { Curve } from '../runs/state/history.ts';
import type { RunView } from '../runs/view.ts';

export type ChartId =
  'reward' | 'utility' | 'kl' | 'agreement' | 'entropy' | 'clipFraction' | 'valueLoss' | 'responseLength';

/** In the order shown: first what matters, then what explains it. */
export const CHART_IDS: readonly ChartId[] = [
  'reward',
  'utility',
  'kl',
  'agreement',
  'entropy',
  'clipFraction',
  'valueLoss',
  'responseLength',
];

export const EMA_WEIGHT = 0.8;

/**
 * The KL the leash allows, as multiples of its target: a run starts at no KL at all and is let go
 * up to half as much again as the target.
 */
const KL_BAND = [0, 1.5] as const;

/** What a chart draws besides its curve. */
export interface ChartContent {
  readonly curve: Curve;
  /** A second curve on the same x, or null: what the reward model was trained on. */
  readonly second: readonly number[] | null;
  readonly band: readonly [low: number, high: number] | null;
  readonly line: number | null;
  /** Fixed limits of y, or null to fit. */
  readonly range: readonly [number, number] | null;
}

export function metricOf(id: ChartId, yardstick: JudgeId): MetricName | null {
  switch (id) {
    case 'reward':
      return 'nudge/score';
    case 'utility':
      return `utility/${yardstick}`;
    case 'kl':
      return 'objective/kl';
    case 'agreement':
      return null;
    case 'entropy':
      return 'nudge/entropy';
    case 'clipFraction':
      return 'policy/clipfrac_avg';
    case 'valueLoss':
      return 'loss/value_avg';
    case 'responseLength':
      return 'nudge/response_length';
  }
}

/** The band KL should stay in, or null with a fixed β, which steers to nothing. */
export function klBand(view: RunView): readonly [number, number] | null {
  const { adaptiveKl, klTarget } = view.settings;
  return adaptiveKl ? [KL_BAND[0] * klTarget, KL_BAND[1] * klTarget] : null;
}

export function contentOf(id: ChartId, view: RunView, yardstick: JudgeId): ChartContent {
  const metric = metricOf(id, yardstick);
  if (metric === null) {
    const points = view.agreement.filter((point) => point.heldOut.pairs > 0);
    return {
      curve: { x: points.map((point) => point.fit), y: points.map((point) => point.heldOut.accuracy) },
      second: points.map((point) => point.trained.accuracy),
      band: null,
      line: 0.5,
      range: [0, 1],
    };
  }
  const base = view.baseUtility?.[yardstick];
  return {
    curve: view.history.curve(metric),
    second: null,
    band:
      id === 'kl'
        ? klBand(view)
        : id === 'utility' && base
          ? [base.mean - base.sd, base.mean + base.sd]
          : null,
    line:
      id === 'kl'
        ? klBand(view)
          ? view.settings.klTarget
          : null
        : id === 'utility'
          ? (base?.mean ?? null)
          : id === 'reward'
            ? 0
            : null,
    range: null,
  };
}
