/**
 * What somebody changed of a run's settings while it trained, so that curves can be read with it. Knows what settings are
 * declared as; knows no run and no page. Pure.
 */
import { allFields, type Settings } from '../algorithms/settings.ts';
import type { SettingValue, SettingValues } from '../fields.ts';

/** A setting with the value it had and the value it has. */
export interface ChangedSetting {
  readonly name: string;
  readonly from: SettingValue;
  readonly to: SettingValue;
}

/** What was changed between two iterations. */
export interface SettingsChange {
  /** The last iteration without the change. */
  readonly iteration: number;
  readonly changed: readonly ChangedSetting[];
}

/** What differs, in the order of `after`; what waits for a reset is no change of the run that goes on. */
export function changedSettings(before: Settings, after: Settings): readonly ChangedSetting[] {
  const fields = allFields();
  const [was, is]: SettingValues[] = [before, after];
  return (
    Object.keys(is)
      // A method that was not known before has settings that were not there.
      .filter((name) => name in was && was[name] !== is[name] && fields[name]?.takesEffect !== 'reset')
      .map((name) => ({ name, from: was[name], to: is[name] }))
  );
}

/**
 * The changes with one more. Those between the same two iterations are one, from what a setting was to what it is at last: a
 * slider passes many values on its way, of which no iteration ran.
 */
export function withChange(
  changes: readonly SettingsChange[],
  { iteration, changed }: SettingsChange,
): readonly SettingsChange[] {
  const last = changes.at(-1);
  if (last?.iteration !== iteration) return [...changes, { iteration, changed }];
  const names = new Set([...last.changed, ...changed].map(({ name }) => name));
  const both = [...names]
    .map((name) => {
      const first = last.changed.find((one) => one.name === name);
      const second = changed.find((one) => one.name === name);
      return { name, from: (first ?? second)!.from, to: (second ?? first)!.to };
    })
    .filter(({ from, to }) => from !== to);
  const earlier = changes.slice(0, -1);
  return both.length > 0 ? [...earlier, { iteration, changed: both }] : earlier;
}
