/**
 * Whether a value can stand for a setting at all: for settings that come in a file. The ranges that the page offers are
 * narrower. Knows kinds of settings, no file and no form.
 */
import { numberProblem, type Fields } from '../fields.ts';
import { allFields } from './settings.ts';

export function isSettingValue(name: string, value: unknown, fields: Fields = allFields()): boolean {
  if (!Object.hasOwn(fields, name)) return false;
  const field = fields[name];
  switch (field.kind) {
    case 'choice':
      return field.values.some((choice) => choice === value);
    case 'number':
      return typeof value === 'number' && value >= 0 && numberProblem(name, field, value) === null;
    default:
      return typeof value === typeof field.default;
  }
}
