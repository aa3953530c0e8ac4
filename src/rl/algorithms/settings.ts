/**
 * The settings of a run as one flat object: the common ones, and those of every method, each under one name. Presets,
 * the URL, run comparison and reset are differences against its defaults. Drawn from what is declared (commonFields.ts,
 * and each method's folder); knows no algorithm.
 */
import { MEMORY_FIELDS, RUN_FIELDS } from '../commonFields.ts';
import { rewardedAs, type MethodDeclaration } from '../declaration.ts';
import {
  choice,
  defaultsOf,
  numberProblem,
  type Field,
  type Fields,
  type SettingValues,
  type ValuesOf,
} from '../fields.ts';
import type { CommonSettings } from '../trainingSettings.ts';
import { METHODS, onKnown, type AlgorithmId, type Method } from './declarations.ts';

type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer Every) => void
  ? Every
  : never;
type MethodSettings = All<ValuesOf<Method['fields']>>;

export type Settings = CommonSettings & MethodSettings & { readonly algorithm: AlgorithmId };

export type TrainingMethod = Settings['method'];
export type LoraTargets = Settings['loraTargets'];
export type WeightStorage = Settings['weightStorage'];

type Methods = readonly MethodDeclaration[];

/** Which method; absent in what was written when there was one. */
function algorithmField(methods: Methods): Field {
  return choice<string>({
    default: methods[0].id,
    values: methods.map(({ id }) => id),
    valueWords: Object.fromEntries(methods.map(({ id, name }) => [id, { en: name, zh: name }])),
    key: 'algorithm',
    group: 'method',
    takesEffect: 'run',
    memory: true,
  });
}

/**
 * Every setting that any of the methods has. One that several have is as the named method declares it, or the first
 * that has it.
 */
export function allFields(methods: Methods = METHODS, algorithm?: string): Fields {
  const own: Record<string, Field> = {};
  for (const { fields } of methods) for (const [name, field] of Object.entries(fields)) own[name] ??= field;
  const chosen = algorithm === undefined ? {} : methodOf({ algorithm }, methods).fields;
  return around({ ...own, ...chosen }, methods);
}

/** The settings that a run by this method has and means something to it, in the order shown. */
export function fieldsOf(method: MethodDeclaration, methods: Methods = METHODS): Fields {
  const { needs: had } = method;
  const all = Object.entries(around(method.fields, methods));
  return Object.fromEntries(all.filter(([, { needs }]) => !needs || needs.some((one) => had[one])));
}

/** The order is that in which files list what differs from the defaults: a run repeats to the byte. */
function around(own: Fields, methods: Methods): Fields {
  return { ...RUN_FIELDS, algorithm: algorithmField(methods), ...own, ...MEMORY_FIELDS };
}

/** The method that settings name, with the reward that they give it. */
export function methodOf(
  settings: { readonly algorithm: string; readonly rewardSource?: Settings['rewardSource'] },
  methods: Methods = METHODS,
) {
  return rewardedAs(methods.find(({ id }) => id === settings.algorithm) ?? methods[0], settings);
}

/** Of the methods that are known, in the order in which files list them. */
export const DEFAULT_SETTINGS = {} as Settings;

function drawDefaults(): void {
  // Anew, so that their order is that of the fields.
  for (const name of Object.keys(DEFAULT_SETTINGS)) Reflect.deleteProperty(DEFAULT_SETTINGS, name);
  Object.assign(DEFAULT_SETTINGS, defaultsOf(allFields()));
}

drawDefaults();
onKnown(drawDefaults);

/**
 * The defaults for a model and a method. The embedded models nearly always end a blurb within the longest answer, and
 * one that does not is a mistake: it costs a spread. Another model may hardly ever end within it; then the penalty is
 * one number for all, or rewards the few that end by chance more than anything that a rater said. So it is 0 there,
 * TRL's default.
 *
 * @param own a model of one's own
 */
export function defaultSettings(
  own: boolean,
  algorithm: string = DEFAULT_SETTINGS.algorithm,
  methods: Methods = METHODS,
): Settings {
  const method = methodOf({ algorithm }, methods);
  const usual = Object.entries(allFields(methods, method.id)).map(([name, field]) => [
    name,
    own ? (field.ownDefault ?? field.default) : field.default,
  ]);
  return { ...Object.fromEntries(usual), algorithm: method.id };
}

/** Settings from before some of them were there, with those at their defaults. */
export function wholeSettings(settings: Settings, methods: Methods = METHODS): Settings {
  return { ...defaultSettings(false, settings.algorithm, methods), ...settings };
}

/** What to set when a model of another kind is opened: what stands at what is usual for the kind before. */
export function modelChange(
  settings: Settings,
  ownBefore: boolean,
  own: boolean,
  methods: Methods = METHODS,
): Partial<Settings> {
  const { algorithm } = settings;
  return moved(
    settings,
    defaultSettings(ownBefore, algorithm, methods),
    defaultSettings(own, algorithm, methods),
  );
}

/**
 * What to set to go on by another algorithm: its name, and what stands at the usual of the one before and is usually
 * another with the new one.
 */
export function algorithmChange(
  settings: Settings,
  algorithm: string,
  methods: Methods = METHODS,
): Partial<Settings> {
  const [before, after] = [settings.algorithm, algorithm].map((id) => defaultSettings(false, id, methods));
  return {
    ...moved(
      settings,
      usualRates(before, settings.method, methods),
      usualRates(after, settings.method, methods),
    ),
    algorithm: after.algorithm,
  };
}

/**
 * What to set to train other weights: `method`, and each learning rate that stands at the usual value of the method
 * before, moved to the usual one of the new method. A rate that somebody chose stays. An adapter's product starts at
 * zero and has few weights, so it takes steps about ten times as long: at the rates for all weights it had hardly
 * learned after a dozen iterations.
 */
export function methodChange(
  settings: Settings,
  method: TrainingMethod,
  methods: Methods = METHODS,
): Partial<Settings> {
  const usual = defaultSettings(false, settings.algorithm, methods);
  const changed = moved(
    settings,
    usualRates(usual, settings.method, methods),
    usualRates(usual, method, methods),
  );
  return { ...changed, method };
}

/** Values with those that adapters usually have, where adapters are trained. */
function usualRates(values: Settings, method: TrainingMethod, methods: Methods): Settings {
  if (method !== 'lora') return values;
  const fields = fieldsOf(methodOf(values, methods), methods);
  const rates = Object.entries(fields).flatMap(([name, { adapterDefault }]) =>
    adapterDefault === undefined ? [] : [[name, adapterDefault] as const],
  );
  return { ...values, ...Object.fromEntries(rates) };
}

/** What to change of `settings` that stand at `before`, for those to stand at `after` that are another there. */
function moved(settings: Settings, before: Settings, after: Settings): Partial<Settings> {
  const [was, now]: SettingValues[] = [before, settings];
  return Object.fromEntries(
    Object.entries(after).filter(
      // Settings that were made before a method was known have none of its own.
      ([name, value]) => now[name] === undefined || (value !== was[name] && now[name] === was[name]),
    ),
  );
}

/** What is wrong with a number as that setting, in words, or null. */
export function settingProblem(name: string, value: number, fields: Fields = allFields()): string | null {
  const field = fields[name];
  return field?.kind === 'number' ? numberProblem(name, field, value) : `${name} is no number.`;
}

/**
 * What was usual when files began to list only what differs, where that is another by now: a file that does not say means this,
 * and {@link settingsDiff} always says.
 */
export const ONCE_USUAL = { rewardBag: false } as const satisfies Partial<Settings>;

/**
 * The settings that differ from what is usual with their method, and which that is where it is not the usual one: what a run's
 * file or a receipt stores, which is read again with {@link ONCE_USUAL}.
 */
export function settingsDiff(settings: Settings): Partial<Settings> {
  const usual: SettingValues = { ...defaultSettings(false, settings.algorithm), algorithm: METHODS[0].id };
  const entries = Object.entries(settings).filter(
    ([name, value]) => value !== usual[name] || (name in ONCE_USUAL && value !== undefined),
  );
  return Object.fromEntries(entries) as Partial<Settings>;
}
