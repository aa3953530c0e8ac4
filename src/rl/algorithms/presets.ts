/**
 * The choices of settings that have a name, of every method: what it declares, and those that come apart from the
 * declaration, so that a first visit need not carry them. Pure.
 */
import type { MethodDeclaration, Preset } from '../declaration.ts';
import { PPO_PRESETS } from './ppo/presets.ts';

/** By the method's id. */
const APART: Readonly<Partial<Record<string, readonly Preset[]>>> = { ppo: PPO_PRESETS };

/** In the order shown, the usual one first; none where the method has no names. */
export function presetsOf({
  id,
  presets = [],
}: Pick<MethodDeclaration, 'id' | 'presets'>): readonly Preset[] {
  return APART[id] ?? presets;
}
