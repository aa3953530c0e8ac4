/**
 * What an open session cannot be told on the way: settings that take effect when it is opened. Knows what settings are
 * declared as; knows no trainer.
 */
import { METHODS } from '../../../rl/algorithms/declarations.ts';
import type { MethodDeclaration } from '../../../rl/declaration.ts';
import { applies, type Effect, type Field, type SettingValues } from '../../../rl/fields.ts';
import { algorithmChange, allFields, methodChange, type Settings } from '../../../rl/algorithms/settings.ts';

type Methods = readonly MethodDeclaration[];

const WAITING: readonly (Effect | undefined)[] = ['session', 'run'];

function opensWith(methods: Methods): readonly (readonly [name: string, field: Field])[] {
  return Object.entries(allFields(methods)).filter(([, field]) => WAITING.includes(field.takesEffect));
}

/** The settings in which an open session differs from what is set now; none without a session. */
export function waitingFields(
  settings: Settings,
  opened: Settings | null,
  methods: Methods = METHODS,
): readonly string[] {
  if (!opened) return [];
  const [now, then]: SettingValues[] = [settings, opened];
  return opensWith(methods)
    .filter(
      ([name, field]) =>
        // A method that was not known when it was opened has settings that it did not have.
        then[name] !== undefined &&
        now[name] !== then[name] &&
        applies(field, settings) &&
        applies(field, opened),
    )
    .map(([name]) => name);
}

/** Whether a run cannot go on with these changes and begins anew. */
export function needsNewRun(names: readonly string[], methods: Methods = METHODS): boolean {
  const fields = allFields(methods);
  return names.some((name) => fields[name].takesEffect === 'run');
}

/** What an open session can be told now: everything but what it would have to be opened again for. */
export function liveSettings(
  settings: Settings,
  opened: Settings | null,
  methods: Methods = METHODS,
): Settings {
  if (!opened) return settings;
  // While another method waits, or other weights, so do the values that are usual with them.
  const own =
    opened.algorithm === settings.algorithm ? {} : algorithmChange(settings, opened.algorithm, methods);
  const rates = settings.method === opened.method ? {} : methodChange(settings, opened.method, methods);
  const then: SettingValues = opened;
  const kept = opensWith(methods).map(([name]) => [name, then[name]] as const);
  return { ...settings, ...own, ...rates, ...Object.fromEntries(kept) };
}

/** Settings that the memory a run takes depends on, as one text: the same text, the same memory. */
export function memoryKey(settings: Settings, methods: Methods = METHODS): string {
  const values: SettingValues = settings;
  const named = Object.entries(allFields(methods)).flatMap(([name, { memory }]) =>
    memory ? [[name, values[name]] as const] : [],
  );
  // A simulated rater has answers to several prompts written at once.
  return JSON.stringify([named, settings.rater !== 'person']);
}
