/** Proxy and truth of a run over the root of its KL, the laws fitted to them, and the answers at the peak and beyond. Pure. */
import {
  fitLaw,
  lawAt,
  type BestOf,
  type LawFit,
  type Point,
} from '../../../experiments/overoptimisation.ts';
import type { RunSamples } from '../../../rl/runs/events.ts';
import type { LabelerId } from '../../../tastes/labeler.ts';
import { armCurve, type ShownArm } from './shownArm.ts';

export interface LawView {
  readonly proxy: readonly Point[];
  readonly truth: readonly Point[];
  readonly learning: LawFit | null;
  readonly bestOf: LawFit | null;
  /** Answers of the iteration nearest to the peak, and of the last. */
  readonly atPeak: RunSamples | null;
  readonly beyond: RunSamples | null;
}

type Drawn = Pick<ShownArm, 'history' | 'agreement' | 'baseUtility' | 'samples'>;

export function lawView(arm: Drawn, yardstick: LabelerId, bestOf: readonly BestOf[]): LawView {
  const kl = armCurve(arm, 'kl', yardstick);
  const along = (chart: string): readonly Point[] =>
    armCurve(arm, chart, yardstick).y.map((value, at) => ({ d: Math.sqrt(Math.max(0, kl.y[at])), value }));
  const truth = along('utility');
  const learning = fitLaw('learning', truth);
  const far = Math.max(...truth.map(({ d }) => d));
  const peak = learning?.peak && learning.peak.d <= far ? learning.peak.d : null;
  const nearest = truth.reduce(
    (best, { d }, at) => (Math.abs(d - (peak ?? far)) < Math.abs(truth[best].d - (peak ?? far)) ? at : best),
    0,
  );
  return {
    proxy: along('reward'),
    truth,
    learning,
    bestOf: fitLaw('bestOfN', bestOf),
    atPeak: peak === null ? null : (arm.samples[nearest] ?? null),
    beyond: arm.samples.at(-1) ?? null,
  };
}

/** A law as a line from the base model to where points were measured. */
export function lawLine(fit: LawFit, far: number): { readonly x: number[]; readonly y: number[] } {
  const x = Array.from({ length: 61 }, (_, at) => (far * at) / 60);
  return { x, y: x.map((d) => lawAt(fit, d)) };
}
