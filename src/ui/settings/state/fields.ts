/**
 * The settings form as it is drawn from what is declared: which settings a group shows, and what each is called. Knows
 * no control and no state.
 */
import type { MethodDeclaration } from '../../../rl/declaration.ts';
import { applies, type Field, type FieldGroup, type FieldWords } from '../../../rl/fields.ts';
import { fieldsOf, methodOf, type Settings } from '../../../rl/algorithms/settings.ts';
import type { Language } from '../../app/state/uiStore.ts';
import type { SettingsWords } from '../words/enSettings.ts';

export interface FormField {
  readonly name: string;
  readonly field: Field;
}

/** A group's settings in the order shown; what means nothing beside the others is left out, and a choice of one. */
export function formFields(
  group: FieldGroup,
  settings: Settings,
  methods: readonly MethodDeclaration[],
): readonly FormField[] {
  const method = methodOf(settings, methods);
  // What is left of the reward model's settings without one is the method's.
  const shown = (of: Field['group']) => (of === 'reward' && !method.needs.reward ? 'method' : of);
  return Object.entries(fieldsOf(method, methods))
    .map(([name, field]) => ({ name, field }))
    .filter(
      ({ field }) =>
        shown(field.group) === group &&
        applies(field, settings) &&
        (field.kind !== 'choice' || field.values.length > 1),
    );
}

/** What a setting is called: as its declaration says, or the dictionary. */
export function fieldWords({ name, field }: FormField, words: SettingsWords, language: Language): FieldWords {
  const known: Readonly<Record<string, FieldWords>> = words.fields;
  if (!field.words && known[name]) return known[name];
  const { label, help } = field.words?.[language] ?? { label: name, help: '' };
  const unit = field.kind === 'number' && field.unit ? `(${field.unit})` : '';
  return { label, help: `${help} ${unit}`.trim() };
}

/** What the values of a choice are called. */
export function choiceWords(
  { name, field }: FormField,
  words: SettingsWords,
  language: Language,
): (value: string) => string {
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = words.choices;
  const own = field.kind === 'choice' ? field.valueWords : undefined;
  return (value) => known[name]?.[value] ?? own?.[value]?.[language] ?? value;
}
