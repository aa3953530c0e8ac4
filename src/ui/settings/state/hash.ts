/**
 * The part of the address after `#`: settings that differ from the defaults, and the model. What
 * it cannot read it leaves at the default. Knows valibot and the fields, no window.
 */
import * as v from 'valibot';
import { defaultSettings, type Settings } from '../../../rl/settings.ts';
import { RATER_IDS } from '../../../tastes/labeler.ts';
import { rootOf, type ModelChoice } from '../../../workers/protocol.ts';
import { AUTOMATIC, choiceFromText, choiceToText } from '../../library/choice/choice.ts';
import { CHOICE_FIELDS, FLAG_FIELDS, NUMBER_FIELDS, TEXT_FIELDS } from './fields.ts';

export interface UrlState {
  readonly settings: Settings;
  readonly model: ModelChoice;
}

/**
 * Raised whenever a reader of the old version would misread the new links. Links without one, as all were at first, are of
 * version 1; of one to come everything is read that still has a name and a value known here.
 */
const LINK_VERSION = 1;

const raterSchema = v.picklist(RATER_IDS);
const booleanSchema = v.pipe(
  v.picklist(['true', 'false'] as const),
  v.transform((text) => text === 'true'),
);

/** Reads `#lr=2e-4&seed=3`; unknown names and values out of range are passed over. */
export function readHash(hash: string): UrlState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const changes: Record<string, number | boolean | string> = {};
  for (const field of NUMBER_FIELDS) {
    const text = parameters.get(field.key);
    if (text === null || text.trim() === '') continue;
    const parsed = parseNumber(field.name, text);
    if (parsed !== null) changes[field.name] = parsed;
  }
  const rater = v.safeParse(raterSchema, parameters.get('rater'));
  if (rater.success) changes.rater = rater.output;
  for (const { name, key } of FLAG_FIELDS) {
    const flag = v.safeParse(booleanSchema, parameters.get(key));
    if (flag.success) changes[name] = flag.output;
  }
  for (const { name, key, values } of CHOICE_FIELDS) {
    const chosen = values.find((value) => value === parameters.get(key));
    if (chosen !== undefined) changes[name] = chosen;
  }
  for (const { name, key, most } of TEXT_FIELDS) {
    const text = parameters.get(key);
    if (text !== null && text.length <= most) changes[name] = text;
  }
  const model = choiceFromText(parameters.get('model') ?? '') ?? AUTOMATIC;
  return { settings: { ...defaultsOf(model), ...changes }, model };
}

/** The defaults for a model: what is usual depends a little on whether it is one's own. */
export function defaultsOf(model: ModelChoice): Settings {
  return defaultSettings(rootOf(model).kind !== 'embedded');
}

/** Writes what differs from the defaults; empty when nothing does. */
export function writeHash({ settings, model }: UrlState): string {
  const usual = defaultsOf(model);
  const differs = <Name extends keyof Settings>(name: Name) =>
    settings[name] === usual[name] ? undefined : settings[name];
  const parameters = new URLSearchParams();
  const name = choiceToText(model);
  if (name !== '') parameters.set('model', name);
  const rater = differs('rater');
  if (rater !== undefined) parameters.set('rater', rater);
  for (const field of NUMBER_FIELDS) {
    const value = differs(field.name);
    if (value !== undefined) parameters.set(field.key, String(value));
  }
  for (const { name: field, key } of [...FLAG_FIELDS, ...CHOICE_FIELDS, ...TEXT_FIELDS]) {
    const value = differs(field);
    if (value !== undefined) parameters.set(key, String(value));
  }
  if (parameters.size === 0) return '';
  parameters.set('v', String(LINK_VERSION));
  return `#${parameters.toString()}`;
}

/** A number that the field allows, or null. */
export function parseNumber(name: keyof Settings, text: string): number | null {
  const field = NUMBER_FIELDS.find((candidate) => candidate.name === name);
  if (!field || text.trim() === '') return null;
  const schema = v.pipe(
    v.string(),
    v.transform(Number),
    v.number(),
    v.finite(),
    v.minValue(field.min),
    v.maxValue(field.max),
    v.check((value) => !field.integer || Number.isInteger(value)),
  );
  const parsed = v.safeParse(schema, text);
  return parsed.success ? parsed.output : null;
}
