/**
 * The append-only log of what people said: making events, adding them, and reading what stands now.
 *
 * Knows: that undo and redo are events too, so nothing is ever deleted. All functions are pure; a log is a
 * plain array that is never changed. Must not know: where a log is stored, or how files look
 * (preferenceExport.ts, preferenceImport.ts).
 */
import type { JudgementEvent, PreferenceEvent, RankingEvent, UndoEvent } from './event.ts';

/** What makes an event unique and dated. Simulated raters bring their own, so that a run repeats exactly. */
export interface Stamp {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

type Draft<E> = E extends JudgementEvent ? Omit<E, 'id' | 'at'> : never;

/** A judgement that has no stamp yet. */
export type JudgementDraft = Draft<JudgementEvent>;

/** Why tiers cannot be used; the first three are mistakes, the last two are true but teach nothing. */
export type TierProblem = 'out-of-range' | 'repeated' | 'empty-tier' | 'too-few' | 'no-order';

/** Thrown when an event cannot be part of a log. */
export class PreferenceError extends Error {
  readonly code: TierProblem | 'duplicate-id';

  constructor(code: TierProblem | 'duplicate-id', message: string) {
    super(message);
    this.name = 'PreferenceError';
    this.code = code;
  }
}

/** A new random id (128 bits) and the present time. */
export function newStamp(): Stamp {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { id: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''), at: Date.now() };
}

/**
 * Turns a draft into an event, in the one form files can hold: indexes of a tier in ascending order, lead time
 * in whole milliseconds, never less than none.
 *
 * @throws {PreferenceError} when the tiers of a ranking name an answer twice or one that is not there
 */
export function createJudgement(draft: JudgementDraft, stamp: Stamp = newStamp()): JudgementEvent {
  const leadTime = Math.max(0, Math.round(draft.leadTime));
  if (draft.type !== 'ranking') return { ...draft, ...stamp, leadTime };
  const problem = checkTiers(draft.tiers, draft.answers.length);
  if (problem !== null && isMistake(problem)) {
    throw new PreferenceError(problem, `The tiers ${JSON.stringify(draft.tiers)} are malformed: ${problem}.`);
  }
  return {
    ...draft,
    ...stamp,
    leadTime,
    tiers: draft.tiers.map((tier) => tier.toSorted((a, b) => a - b)),
  };
}

/** The event that takes the latest standing judgement back, or null when there is none. */
export function createUndo(events: readonly PreferenceEvent[], stamp: Stamp = newStamp()): UndoEvent | null {
  const target = nextUndo(events);
  return target === null ? null : { type: 'undo', ...stamp, target: target.id };
}

/** The event that brings the last undone judgement back, or null when there is none to bring back. */
export function createRedo(events: readonly PreferenceEvent[], stamp: Stamp = newStamp()): UndoEvent | null {
  const target = nextRedo(events);
  return target === null ? null : { type: 'redo', ...stamp, target: target.id };
}

/**
 * The log with one more event at its end.
 * @throws {PreferenceError} when the log already has an event of that id
 */
export function append(
  events: readonly PreferenceEvent[],
  event: PreferenceEvent,
): readonly PreferenceEvent[] {
  if (events.some((known) => known.id === event.id)) {
    throw new PreferenceError('duplicate-id', `The log already has an event ${event.id}.`);
  }
  return [...events, event];
}

/** What is wrong with the tiers of a ranking of `answers` answers, or null when a model can learn from them. */
export function checkTiers(tiers: readonly (readonly number[])[], answers: number): TierProblem | null {
  const seen = new Set<number>();
  for (const tier of tiers) {
    if (tier.length === 0) return 'empty-tier';
    for (const index of tier) {
      if (!Number.isInteger(index) || index < 0 || index >= answers) return 'out-of-range';
      if (seen.has(index)) return 'repeated';
      seen.add(index);
    }
  }
  if (seen.size < 2) return 'too-few';
  return tiers.length < 2 ? 'no-order' : null;
}

/** True when the problem is a mistake, false when the tiers are sound but say nothing. */
export function isMistake(problem: TierProblem): boolean {
  return problem !== 'too-few' && problem !== 'no-order';
}

/** The judgements that stand after every undo and redo, in the order they were made. */
export function activeJudgements(events: readonly PreferenceEvent[]): readonly JudgementEvent[] {
  const standing = new Set(replay(events).standing);
  return events.filter((event): event is JudgementEvent => isJudgement(event) && standing.has(event.id));
}

/** The standing rankings that order at least two answers, in the order they were made: what to learn from. */
export function activeRankings(events: readonly PreferenceEvent[]): readonly RankingEvent[] {
  return activeJudgements(events).filter(
    (event): event is RankingEvent =>
      event.type === 'ranking' && checkTiers(event.tiers, event.answers.length) === null,
  );
}

/** The judgement that undo would take back next. */
export function nextUndo(events: readonly PreferenceEvent[]): JudgementEvent | null {
  return findJudgement(events, replay(events).standing.at(-1));
}

/** The judgement that redo would bring back next. A new judgement ends the chain. */
export function nextRedo(events: readonly PreferenceEvent[]): JudgementEvent | null {
  return findJudgement(events, replay(events).undone.at(-1));
}

export function canUndo(events: readonly PreferenceEvent[]): boolean {
  return nextUndo(events) !== null;
}

export function canRedo(events: readonly PreferenceEvent[]): boolean {
  return nextRedo(events) !== null;
}

export function isJudgement(event: PreferenceEvent): event is JudgementEvent {
  return event.type !== 'undo' && event.type !== 'redo';
}

/** Ids of standing judgements, latest last, and of those redo can bring back, next last. */
interface Replay {
  readonly standing: readonly string[];
  readonly undone: readonly string[];
}

// Merged logs can hold an undo whose target is absent or no longer in the chain; the first is passed over, the
// second still decides whether its target stands.
function replay(events: readonly PreferenceEvent[]): Replay {
  const known = new Set<string>();
  const standing: string[] = [];
  const undone: string[] = [];
  for (const event of events) {
    if (isJudgement(event)) {
      known.add(event.id);
      standing.push(event.id);
      undone.length = 0;
    } else if (known.has(event.target)) {
      const [from, to] = event.type === 'undo' ? [standing, undone] : [undone, standing];
      remove(from, event.target);
      if (!to.includes(event.target)) to.push(event.target);
    }
  }
  return { standing, undone };
}

function remove(ids: string[], id: string): void {
  const index = ids.lastIndexOf(id);
  if (index >= 0) ids.splice(index, 1);
}

function findJudgement(events: readonly PreferenceEvent[], id: string | undefined): JudgementEvent | null {
  return events.find((event): event is JudgementEvent => isJudgement(event) && event.id === id) ?? null;
}
