/** A mark in words: which settings went from what to what, or which fit it was. Knows words that it is given, no chart. */
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { allFields } from '../../rl/algorithms/settings.ts';
import type { SettingValue } from '../../rl/fields.ts';
import type { Language } from '../app/state/uiStore.ts';
import type { Mark } from '../runs/state/marks.ts';
import { choiceWords, fieldWords } from '../settings/state/fields.ts';
import type { SettingsWords } from '../settings/words/enSettings.ts';
import type { WatchWords } from './words/enWatch.ts';

export interface MarkWords {
  readonly watch: WatchWords;
  readonly settings: SettingsWords;
  readonly language: Language;
  readonly methods: readonly MethodDeclaration[];
}

/** Without the iteration that it stands behind. */
export function markText({ changed = [], fit }: Mark, words: MarkWords): string {
  const { watch } = words;
  if (fit) return watch.fit(fit.number, fit.accuracy);
  return changed.map(({ name, from, to }) => setText(name, from, to, words)).join(', ');
}

function setText(name: string, from: SettingValue, to: SettingValue, words: MarkWords): string {
  const { watch, settings, language, methods } = words;
  const field = allFields(methods)[name];
  // Of a method that this page does not know any more.
  if (!field) return watch.set(name, String(from), String(to));
  const nameOf = choiceWords({ name, field }, settings, language);
  const said = (value: SettingValue) =>
    typeof value === 'boolean' ? (value ? watch.on : watch.off) : nameOf(String(value));
  return watch.set(fieldWords({ name, field }, settings, language).label, said(from), said(to));
}
