/**
 * Runs side by side: which settings of each differ from its method's defaults, and which tell the runs apart. Pure; knows no
 * words.
 */
import { defaultSettings, type Settings } from '../algorithms/settings.ts';
import { settingsOf, type RunRecord } from './record.ts';

/** A setting of a run that is not as in all runs, or not as usual. */
export interface Difference {
  readonly name: keyof Settings;
  readonly value: Settings[keyof Settings];
  readonly usual: Settings[keyof Settings];
  /** Not all runs have it so. */
  readonly apart: boolean;
}

type Compared = Pick<RunRecord, 'id' | 'settings' | 'labeler'>;

/**
 * For each run, by its id: its settings that differ from the default, and those that are the default but not in every
 * run. In the order of the settings.
 */
export function differences(runs: readonly Compared[]): ReadonlyMap<string, readonly Difference[]> {
  const all = runs.map((run) => {
    const settings = settingsOf(run);
    return { id: run.id, settings, usual: defaultSettings(false, settings.algorithm) };
  });
  const [first] = all;
  const names = first ? (Object.keys(first.usual) as (keyof Settings)[]) : [];
  const apart = new Set(
    names.filter((name) => all.some(({ settings }) => settings[name] !== first.settings[name])),
  );
  return new Map(
    all.map(({ id, settings, usual }) => [
      id,
      names
        .filter((name) => !TOLD.has(name) && (apart.has(name) || settings[name] !== usual[name]))
        .map((name) => ({ name, value: settings[name], usual: usual[name], apart: apart.has(name) })),
    ]),
  );
}

/** Every run says these beside its differences. */
const TOLD: ReadonlySet<keyof Settings> = new Set(['algorithm', 'seed']);
