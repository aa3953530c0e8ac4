/**
 * What comes back from a place where a log was kept, as a log again: once each, and only what the rest of the page can
 * work with. Knows that storage may hold an event twice, cut short, or of a version to come; knows no storage.
 *
 * More lenient than preferenceSchema.ts, which is about files of others: a rater that is no longer offered still ranked.
 */
import type { PreferenceEvent } from './event.ts';
import { checkTiers, isMistake } from './log.ts';

/** The sound events among `stored` in their order, the first of each id. What is left out stays where it is kept. */
export function storedLog(stored: readonly unknown[]): readonly PreferenceEvent[] {
  const ids = new Set<string>();
  return stored.filter((value): value is PreferenceEvent => {
    if (!isSound(value) || ids.has(value.id)) return false;
    ids.add(value.id);
    return true;
  });
}

function isSound(value: unknown): value is PreferenceEvent {
  if (!isRecord(value) || typeof value.id !== 'string') return false;
  const { type, target, prompt, answers, tiers } = value;
  if (type === 'undo' || type === 'redo') return typeof target === 'string';
  if (type !== 'ranking' && type !== 'skip' && type !== 'unusable') return false;
  if (typeof prompt !== 'string' || !Array.isArray(answers) || !answers.every(isAnswer)) return false;
  if (type !== 'ranking') return true;
  if (!Array.isArray(tiers) || !tiers.every((tier) => Array.isArray(tier))) return false;
  const problem = checkTiers(tiers as number[][], answers.length);
  return problem === null || !isMistake(problem);
}

function isAnswer(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.text === 'string' &&
    Array.isArray(value.tokens) &&
    value.tokens.every((token) => Number.isInteger(token) && token >= 0)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
