/** Which runs a filter finds, and how their settings are called. Pure. */
import type { Difference } from '../../rl/runs/recordTable.ts';
import type { SettingsWords } from '../settings/words/enSettings.ts';
import type { RunHead } from './state/runsDb.ts';

/** What each setting is called, by its name; one without a label goes by its name. */
export type SettingLabels = Readonly<Record<string, string | undefined>>;

export function settingLabels({ fields }: SettingsWords): SettingLabels {
  return Object.fromEntries(
    Object.entries(fields).map(([name, words]) => [name, (words as { readonly label?: string }).label]),
  );
}

/** Whether every word of the filter is somewhere in the run's name, model, method, seed or differing settings. */
export function matches(
  head: RunHead,
  differs: readonly Difference[],
  labels: SettingLabels,
  filter: string,
): boolean {
  const text = [
    head.name,
    head.model,
    head.adapter,
    head.algorithm,
    `seed ${head.seed}`,
    ...differs.map((difference) => differenceText(difference, labels)),
    ...differs.map(({ name }) => name),
  ]
    .join('\n')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** As in "Learning rate 0.0002". */
export function differenceText({ name, value }: Difference, labels: SettingLabels): string {
  return `${labels[name] ?? name} ${String(value) || '–'}`;
}
