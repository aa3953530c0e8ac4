/** What the guide reads off the page: the answers on screen, the last ranking, and the run that is drawn. Pure; knows no store. */
import type { AgreementPoint } from '../../storage/visit.ts';
import type { Comparison } from '../../../rl/runs/compare.ts';
import type { ChangedSetting, SettingsChange } from '../../../rl/runs/settingChanges.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';
import type { Curve } from '../../runs/state/history.ts';

export interface GuideFacts {
  /** `live`: one's own run, with a trainer; `recorded`: a recording is on screen; `none`: neither yet. */
  readonly source: 'live' | 'recorded' | 'none';
  /** Texts of the answers on screen, by place; null for those that are not written to their end. */
  readonly answers: readonly (string | null)[];
  /** Some answer has a rank. */
  readonly begun: boolean;
  /** Rankings that stand, whoever gave them. */
  readonly rankings: number;
  /** The last ranking, and the reward model's scores of its answers. */
  readonly last: {
    readonly tiers: readonly (readonly number[])[];
    readonly scores: readonly number[] | null;
  } | null;
  /** The last one measured. */
  readonly agreement: AgreementPoint | null;
  readonly iteration: number;
  readonly settings: Settings;
  readonly changes: readonly SettingsChange[];
  readonly comparison: Comparison | null;
  /** Finite values of a metric. */
  readonly curve: (metric: string) => Curve;
  /** Of the yardstick that is drawn: its metric, and its spread over the base model's answers. */
  readonly yardstick: { readonly metric: string; readonly spread: number };
}

/** The newest value of a metric; null before the first. */
export function latest({ curve }: Pick<GuideFacts, 'curve'>, metric: string): number | null {
  return curve(metric).y.at(-1) ?? null;
}

/** The settings that hold the policy near the base model. */
const LEASH = ['adaptiveKl', 'klTarget', 'klCoefficient'] as const;

/** One text for each setting of the leash. */
export function leashKey(settings: Settings): string {
  return LEASH.map((name) => String(settings[name])).join(' ');
}

/** Whether the leash was moved since it was `before`, or on the way of this run. */
export function leashMoved({ settings, changes }: GuideFacts, before: string): boolean {
  const names: readonly string[] = LEASH;
  return (
    leashKey(settings) !== before ||
    changes.some(({ changed }) => changed.some(({ name }) => names.includes(name)))
  );
}

/** Whether nothing holds the policy. */
export function isCut({ adaptiveKl, klCoefficient }: Settings): boolean {
  return !adaptiveKl && klCoefficient === 0;
}

/**
 * The last iteration with a leash, before it was cut; 0 where there was none from the beginning; null where it was never cut. Of
 * several cuts the last.
 */
export function cutAt({ settings, changes }: Pick<GuideFacts, 'settings' | 'changes'>): number | null {
  const last = (cut: (change: ChangedSetting) => boolean) =>
    changes.findLast(({ changed }) => changed.some(cut))?.iteration;
  const toNothing = last(({ name, to }) => name === 'klCoefficient' && to === 0);
  if (toNothing !== undefined) return toNothing;
  if (!isCut(settings)) return null;
  return last(({ name, to }) => name === 'adaptiveKl' && to === false) ?? 0;
}
