/** What a press can do against a trouble: a change of settings that the method has. Pure. */
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { rangeOf, type Field } from '../../rl/fields.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import type { TroubleKind } from '../../rl/runs/troubles.ts';

export interface Remedy {
  readonly name: 'tighten' | 'slower';
  readonly change: Partial<Settings>;
}

/** Null where the method has no such setting, or it stands at its end. */
export function remedyOf(
  kind: TroubleKind,
  settings: Settings,
  { fields }: MethodDeclaration,
): Remedy | null {
  if (kind === 'gradient' || kind === 'ratio')
    return changeOf('slower', 'learningRate', settings.learningRate / 2, settings, fields);
  if (kind === 'length') return null;
  return fields.klTarget && settings.adaptiveKl
    ? changeOf('tighten', 'klTarget', settings.klTarget / 2, settings, fields)
    : changeOf('tighten', 'klCoefficient', Math.max(2 * settings.klCoefficient, 0.1), settings, fields);
}

function changeOf(
  name: Remedy['name'],
  setting: 'learningRate' | 'klTarget' | 'klCoefficient',
  wanted: number,
  settings: Settings,
  fields: Readonly<Record<string, Field>>,
): Remedy | null {
  const field = fields[setting];
  if (field?.kind !== 'number') return null;
  const [least, most] = rangeOf(field);
  const value = Number(Math.min(most, Math.max(least, wanted)).toPrecision(2));
  return value === settings[setting] ? null : { name, change: { [setting]: value } };
}
