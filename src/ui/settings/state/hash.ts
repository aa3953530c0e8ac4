/**
 * The part of the address after `#`: settings that differ from the defaults, and the model. What it cannot read it
 * leaves at the default. Knows what settings are declared as, no window.
 */
import { METHODS } from '../../../rl/algorithms/declarations.ts';
import type { MethodDeclaration } from '../../../rl/declaration.ts';
import {
  numberProblem,
  rangeOf,
  type Field,
  type NumberField,
  type SettingValue,
  type SettingValues,
} from '../../../rl/fields.ts';
import { allFields, defaultSettings, ONCE_USUAL, type Settings } from '../../../rl/algorithms/settings.ts';
import { rootOf } from '../../../files/hub/modelChoice.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import { AUTOMATIC, choiceFromText, choiceToText } from '../../library/choice/choice.ts';

export interface UrlState {
  readonly settings: Settings;
  readonly model: ModelChoice;
}

/**
 * Raised whenever a reader of the old version would misread the new links. What a link of version 1 does not say was usual
 * then; of a version to come everything is read that still has a name and a value known here.
 */
const LINK_VERSION = 2;

/** Links of the first version that name it; one typed by hand names none and means what is usual now. */
const FIRST = '1';

type Methods = readonly MethodDeclaration[];

/** Whether an address names a method that is not known yet: all.ts brings those that there are. */
export function namesUnknownMethod(hash: string, methods: Methods = METHODS): boolean {
  const id = new URLSearchParams(hash.replace(/^#/, '')).get(allFields(methods).algorithm.key);
  return id !== null && !methods.some((method) => method.id === id);
}

/** Reads `#lr=2e-4&seed=3`; unknown names and values out of range are passed over. */
export function readHash(hash: string, methods: Methods = METHODS): UrlState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const model = choiceFromText(parameters.get('model') ?? '') ?? AUTOMATIC;
  const { algorithm } = allFields(methods);
  const usual = usualSettings(
    model,
    readValue(algorithm, parameters.get(algorithm.key)) ?? undefined,
    methods,
  );
  const changes = Object.entries(allFields(methods, usual.algorithm)).flatMap(([name, field]) => {
    const value = readValue(field, parameters.get(field.key));
    return value === null ? [] : [[name, value] as const];
  });
  const before = parameters.get('v') === FIRST ? ONCE_USUAL : {};
  return { settings: { ...usual, ...before, ...Object.fromEntries(changes) }, model };
}

/** Writes what differs from the defaults; empty when nothing does. */
export function writeHash({ settings, model }: UrlState, methods: Methods = METHODS): string {
  const values: SettingValues = settings;
  const usual: SettingValues = { ...defaultsOf(settings, model, methods), algorithm: methods[0].id };
  const parameters = new URLSearchParams();
  const name = choiceToText(model);
  if (name !== '') parameters.set('model', name);
  for (const [setting, { key }] of Object.entries(allFields(methods)))
    // Settings from before a method was known have none of its own.
    if (values[setting] !== undefined && values[setting] !== usual[setting])
      parameters.set(key, String(values[setting]));
  if (parameters.size === 0) return '';
  parameters.set('v', String(LINK_VERSION));
  return `#${parameters.toString()}`;
}

/** The defaults for a model, by the method that is set: what is usual depends a little on both. */
export function defaultsOf(settings: Settings, model: ModelChoice, methods: Methods = METHODS): Settings {
  return usualSettings(model, settings.algorithm, methods);
}

function usualSettings(model: ModelChoice, algorithm: SettingValue | undefined, methods: Methods): Settings {
  return defaultSettings(rootOf(model).kind !== 'embedded', algorithm?.toString(), methods);
}

/** A number that the field offers, or null. */
export function parseNumber(field: NumberField, text: string): number | null {
  const value = Number(text);
  const [min, max] = rangeOf(field);
  const fits = text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max;
  return fits && numberProblem('', field, value) === null ? value : null;
}

/** A value that the field offers, or null. */
function readValue(field: Field, text: string | null): SettingValue | null {
  if (text === null) return null;
  switch (field.kind) {
    case 'number':
      return parseNumber(field, text);
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : null;
    case 'choice':
      return field.values.find((value) => value === text) ?? null;
    case 'text':
      return text.length <= field.most ? text : null;
  }
}
