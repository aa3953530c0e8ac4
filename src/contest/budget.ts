/**
 * What every method of a contest is given, and what it will make of it: the same iterations, answers to an iteration and updates
 * to an iteration, as far as its settings go. Knows declarations; knows no run. Pure.
 */
import type { MethodDeclaration } from '../rl/declaration.ts';
import type { SettingValues } from '../rl/fields.ts';

/** Passes over a batch, of the methods that have such a setting. */
const EPOCHS = /epochs$/i;

/** Updates that an iteration makes by these settings; 0 of a method that makes none. */
export function updatesOf({ fields }: Pick<MethodDeclaration, 'fields'>, settings: SettingValues): number {
  if (!('minibatches' in fields)) return 0;
  return Number(settings.minibatches) * epochsOf(fields, settings);
}

/**
 * What to set for an iteration to make so many updates: minibatches are what is changed, since epochs decide how far a sample
 * is followed, which is the method's own matter.
 */
export function withUpdates(
  { fields }: Pick<MethodDeclaration, 'fields'>,
  settings: SettingValues,
  updates: number,
): { readonly minibatches?: number } {
  if (!('minibatches' in fields)) return {};
  return { minibatches: Math.max(1, Math.round(updates / epochsOf(fields, settings))) };
}

function epochsOf(fields: MethodDeclaration['fields'], settings: SettingValues): number {
  const name = Object.keys(fields).find((one) => EPOCHS.test(one));
  return name === undefined ? 1 : Number(settings[name]);
}

export interface Planned {
  readonly method: string;
  readonly iterations: number;
  /** An iteration's: sampled to learn from, and steps of the optimizer. */
  readonly answers: number;
  readonly updates: number;
  readonly learningRate: number | null;
  /** Rankings it learns from by itself, or by a reward model. */
  readonly learnsFrom: 'reward model' | 'rankings';
}

export function plannedOf(method: MethodDeclaration, settings: SettingValues, iterations: number): Planned {
  const has = (name: string) => name in method.fields;
  return {
    method: method.id,
    iterations: updatesOf(method, settings) === 0 ? 0 : iterations,
    answers: has('rolloutBatch') && method.needs.reward ? Number(settings.rolloutBatch) : 0,
    updates: updatesOf(method, settings),
    learningRate: has('learningRate') ? Number(settings.learningRate) : null,
    learnsFrom: method.needs.reward ? 'reward model' : 'rankings',
  };
}
