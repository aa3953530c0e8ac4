/** What happened to a run between its iterations: settings that were changed, fits of the reward model. Pure; knows no chart. */
import { withChange, type ChangedSetting, type SettingsChange } from '../../../rl/runs/settingChanges.ts';
import type { AgreementPoint } from '../../storage/visit.ts';

export interface Mark {
  /** The last iteration before it. */
  readonly iteration: number;
  /** Unique among the marks of a run. */
  readonly id: string;
  readonly changed?: readonly ChangedSetting[];
  /** A fit, counted from 1, and the share of held-out pairs it has right; null where none is held out. */
  readonly fit?: { readonly number: number; readonly accuracy: number | null };
}

export interface Marked {
  readonly agreement: readonly AgreementPoint[];
  readonly changes: readonly SettingsChange[];
}

/** All of a run in the order they happened; a fit of an earlier visit may not say when it was. */
export function marksOf({ agreement, changes }: Marked): readonly Mark[] {
  const fits = agreement.flatMap(({ fit, iteration, heldOut }): Mark[] =>
    iteration === undefined
      ? []
      : [
          {
            iteration,
            id: `fit-${fit}`,
            fit: { number: fit, accuracy: heldOut.pairs > 0 ? heldOut.accuracy : null },
          },
        ],
  );
  const set = changes
    .reduce(withChange, [] as readonly SettingsChange[])
    .map(({ iteration, changed }): Mark => ({ iteration, id: `set-${iteration}`, changed }));
  return [...set, ...fits].sort((one, other) => one.iteration - other.iteration);
}

/** Where a mark stands on an x of iterations: behind the last one before it. */
export function placeOf({ iteration }: Mark): number {
  return iteration + 0.5;
}

/** Where it stands on an x of fits: on its own, or behind the last one before it. */
export function placeAmongFits({ iteration, fit }: Mark, { agreement }: Marked): number {
  if (fit) return fit.number;
  const before = agreement.filter((point) => (point.iteration ?? 0) <= iteration);
  return (before.at(-1)?.fit ?? 0) + 0.5;
}
