/** An arm as far as it has come, and its curves by the names of charts. Pure. */
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import { METHODS } from '../../../rl/algorithms/declarations.ts';
import { chartsOf } from '../../../rl/declaration.ts';
import type { ToldParts } from '../../../rl/runs/recordTold.ts';
import type { BaseUtility } from '../../../rl/training/baseUtility.ts';
import type { LabelerId } from '../../../tastes/labeler.ts';

export interface ShownArm extends ToldParts {
  readonly id: string;
  readonly history: readonly MetricsRow[];
  readonly baseUtility: BaseUtility | null;
}

export interface ArmCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export function startedArm(id: string): ShownArm {
  return { id, history: [], rankings: [], agreement: [], samples: [], baseUtility: null };
}

/** Utility above the base model's mean, in its spreads; agreement by fits; the rest as it is told. */
export function armCurve(
  { history, agreement, baseUtility }: Pick<ShownArm, 'history' | 'agreement' | 'baseUtility'>,
  chart: string,
  yardstick: LabelerId,
): ArmCurve {
  if (chart === 'agreement') {
    const measured = agreement.filter(({ heldOut }) => heldOut.pairs > 0);
    return { x: measured.map((_, at) => at + 1), y: measured.map(({ heldOut }) => heldOut.accuracy) };
  }
  const base = baseUtility?.[yardstick];
  const declared = METHODS.flatMap((method) => chartsOf(method)).find(({ id }) => id === chart);
  const metric = declared && 'metric' in declared ? declared.metric : `utility/${yardstick}`;
  const rows = history.flatMap(({ iteration, values }) => {
    const value = (values as Readonly<Record<string, number | undefined>>)[metric];
    if (value === undefined) return [];
    return [{ x: iteration, y: chart === 'utility' && base ? (value - base.mean) / base.sd : value }];
  });
  return { x: rows.map(({ x }) => x), y: rows.map(({ y }) => y) };
}
