/**
 * The part of the address after `#`: settings that differ from the defaults, and the model. What
 * it cannot read it leaves at the default. Knows valibot and the fields, no window.
 */
import * as v from 'valibot';
import {
  DEFAULT_SETTINGS,
  RATER_IDS,
  settingsDiff,
  type EmbeddedModel,
  type Settings,
} from '../../workers/protocol.ts';
import { NUMBER_FIELDS } from './fields.ts';

export type ModelChoice = EmbeddedModel | 'auto';

export interface UrlState {
  readonly settings: Settings;
  readonly model: ModelChoice;
}

const modelSchema = v.picklist(['auto', 'blurbs-tiny', 'blurbs-small'] as const);
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
  const adaptive = v.safeParse(booleanSchema, parameters.get('adaptive'));
  if (adaptive.success) changes.adaptiveKl = adaptive.output;
  const model = v.safeParse(modelSchema, parameters.get('model'));
  return {
    settings: { ...DEFAULT_SETTINGS, ...changes },
    model: model.success ? model.output : 'auto',
  };
}

/** Writes what differs from the defaults; empty when nothing does. */
export function writeHash({ settings, model }: UrlState): string {
  const diff = settingsDiff(settings);
  const parameters = new URLSearchParams();
  if (model !== 'auto') parameters.set('model', model);
  if (diff.rater !== undefined) parameters.set('rater', diff.rater);
  for (const field of NUMBER_FIELDS) {
    const value = diff[field.name];
    if (value !== undefined) parameters.set(field.key, String(value));
  }
  if (diff.adaptiveKl !== undefined) parameters.set('adaptive', String(diff.adaptiveKl));
  const text = parameters.toString();
  return text === '' ? '' : `#${text}`;
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
