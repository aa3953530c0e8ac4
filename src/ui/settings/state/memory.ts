/**
 * The settings that decide what a session allocates: they take effect when it is opened, not before. Knows the
 * settings; knows no trainer.
 */
import { methodChange, type Settings } from '../../../rl/settings.ts';

/** Change how much is held at once, not what is learned: a run can go on with them. */
const SAME_RUN = ['recompute', 'microBatch', 'contextLength'] as const;
/** Change what is trained, or what it is measured against: a run with them is another one. */
const NEW_RUN = ['method', 'weightStorage', 'loraRank', 'loraAlpha', 'loraTargets'] as const;

export type MemoryField = (typeof SAME_RUN)[number] | (typeof NEW_RUN)[number];

const ADAPTERS_ONLY: readonly MemoryField[] = ['loraRank', 'loraAlpha', 'loraTargets'];

/** The fields in which an open session differs from what is set now; none without a session. */
export function waitingFields(settings: Settings, opened: Settings | null): readonly MemoryField[] {
  if (!opened) return [];
  const fields: readonly MemoryField[] = [...SAME_RUN, ...NEW_RUN];
  const adapters = settings.method === 'lora' && opened.method === 'lora';
  return fields.filter(
    (name) => settings[name] !== opened[name] && (adapters || !ADAPTERS_ONLY.includes(name)),
  );
}

/** Whether a run cannot go on with these changes and begins anew. */
export function needsNewRun(fields: readonly MemoryField[]): boolean {
  return fields.some((name) => NEW_RUN.some((other) => other === name));
}

/** What an open session can be told now: everything but what it would have to be opened again for. */
export function liveSettings(settings: Settings, opened: Settings | null): Settings {
  if (!opened) return settings;
  // While another method waits, so do the learning rates that go with it.
  const rates = settings.method === opened.method ? {} : methodChange(settings, opened.method);
  const kept = [...SAME_RUN, ...NEW_RUN].map((name) => [name, opened[name]] as const);
  return { ...settings, ...rates, ...Object.fromEntries(kept) };
}

/** Settings that the memory a run takes depends on, as one text: the same text, the same memory. */
export function memoryKey(settings: Settings): string {
  const { method, weightStorage, loraRank, loraTargets, recompute, microBatch, contextLength } = settings;
  const { answers, maxNewTokens, rewardBatch, rolloutBatch, minibatches } = settings;
  // A simulated rater has answers to several prompts written at once.
  const simulated = settings.rater !== 'person';
  return JSON.stringify([
    [method, weightStorage, loraRank, loraTargets, recompute, microBatch, contextLength],
    [answers, maxNewTokens, rewardBatch, rolloutBatch, minibatches, simulated],
  ]);
}
