/**
 * What a setting can be declared as. Everything else about settings is drawn from these: type and default, what is
 * read out of files, addresses and command lines, the form, and what a change has to wait for. Pure; knows no setting.
 */

/** A text in each language of the page. */
export interface Words<Text> {
  readonly en: Text;
  readonly zh: Text;
}

export interface FieldWords {
  readonly label: string;
  /** One sentence. */
  readonly help: string;
}

export type SettingValue = number | boolean | string;
export type SettingValues = Readonly<Record<string, SettingValue>>;

/** Where a setting stands in the form, in the order of {@link FIELD_GROUPS}. */
export type FieldGroup = 'answers' | 'rater' | 'reward' | 'method' | 'kl' | 'memory' | 'run';

export const FIELD_GROUPS: readonly FieldGroup[] = [
  'answers',
  'rater',
  'reward',
  'method',
  'kl',
  'memory',
  'run',
];

/**
 * When a change takes effect. `now`: with what comes next. `iteration`: with the next one. `reset`: when a run next
 * begins. `session`: when the model is opened again, and the run goes on. `run`: when the model is opened again, with a
 * new run.
 */
export type Effect = 'now' | 'iteration' | 'reset' | 'session' | 'run';

interface FieldBase<Value extends SettingValue> {
  readonly default: Value;
  /** The default with a model of one's own, where that is another. */
  readonly ownDefault?: Value;
  /** The usual value where adapters are trained in place of all weights. */
  readonly adapterDefault?: Value;
  /** Name in the address. */
  readonly key: string;
  /** Left out of the form when absent. */
  readonly group?: FieldGroup;
  /** Folded away in the form: few change it. */
  readonly rare?: true;
  /** `now` when left out. */
  readonly takesEffect?: Effect;
  readonly formula?: string;
  /** What formulas call it, in every language: stands beside its slider. */
  readonly symbol?: string;
  /** Whether the memory that a run takes depends on it. */
  readonly memory?: true;
  /** Means something only to methods that need one of these. */
  readonly needs?: readonly ('reward' | 'rankings' | 'rule')[];
  /** Means something only where another setting has this value. */
  readonly onlyWith?: { readonly setting: string; readonly is: SettingValue };
  /** Where the page's dictionaries have no words under the setting's name. */
  readonly words?: Words<FieldWords>;
}

export interface NumberField extends FieldBase<number> {
  readonly kind: 'number';
  /** Least and most that can work at all; any finite number where left out. */
  readonly limits?: readonly [least: number, most: number];
  /** What the form and the address offer a person; all that can work when left out. */
  readonly range?: readonly [min: number, max: number];
  readonly whole?: true;
  /** Of an arrow key: added, or on a logarithmic scale multiplied. */
  readonly step: number;
  readonly scale?: 'log';
  readonly unit?: string;
}

/** On or off. */
export interface FlagField extends FieldBase<boolean> {
  readonly kind: 'flag';
}

/** One of a few words, in the order shown. */
export interface ChoiceField<Choice extends string = string> extends FieldBase<Choice> {
  readonly kind: 'choice';
  readonly values: readonly Choice[];
  /** What each is called, where the dictionaries do not say. */
  readonly valueWords?: Readonly<Record<string, Words<string>>>;
}

export interface TextField extends FieldBase<string> {
  readonly kind: 'text';
  /** Most characters. */
  readonly most: number;
  /** Whether the text is a regular expression, and may be none. */
  readonly isPattern?: true;
}

export type Field = NumberField | FlagField | ChoiceField | TextField;

/** Settings by name, in the order shown. */
export type Fields = Readonly<Record<string, Field>>;

/** The object of values that fields declare. */
export type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: F[Name]['default'] };

export function number(field: Omit<NumberField, 'kind'>): NumberField {
  return { kind: 'number', ...field };
}

export function flag(field: Omit<FlagField, 'kind'>): FlagField {
  return { kind: 'flag', ...field };
}

export function choice<const Choice extends string>(
  field: Omit<ChoiceField<Choice>, 'kind' | 'default'> & { readonly default: NoInfer<Choice> },
): ChoiceField<Choice> {
  return { kind: 'choice', ...field };
}

export function text(field: Omit<TextField, 'kind'>): TextField {
  return { kind: 'text', ...field };
}

/** Fields of one group: what they have in common is said once. */
export function within<F extends Fields>(
  common: Pick<Field, 'group' | 'takesEffect' | 'needs'>,
  fields: F,
): F {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { ...common, ...field }]),
  ) as F;
}

/** What a person may type: from `min` to `max`. */
export function rangeOf({ range, limits }: NumberField): readonly [min: number, max: number] {
  return range ?? limits ?? [-Infinity, Infinity];
}

export function defaultsOf<F extends Fields>(fields: F): ValuesOf<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.default]),
  ) as ValuesOf<F>;
}

/** What is wrong with a number as that setting, in words, or null. */
export function numberProblem(name: string, { limits, whole }: NumberField, value: number): string | null {
  if (!limits) return Number.isFinite(value) ? null : `${name} is a finite number.`;
  const [least, most] = limits;
  const fits = value >= least && value <= most && (!whole || Number.isInteger(value));
  return fits ? null : `${name} is a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${value}.`;
}

/** Whether a field means anything beside these values. */
export function applies({ onlyWith }: Field, values: SettingValues): boolean {
  return !onlyWith || values[onlyWith.setting] === onlyWith.is;
}
