/**
 * The tasks that the embedded model was not trained on, as its training script left them beside the weights: pairs, wordings, and
 * the grammar's pattern of every right wording. Knows that file; knows no model.
 */
import type { Pair } from '../pairs.ts';

/** A task with pairs to search with and fresh ones to judge what was found by. */
export interface SearchTask {
  readonly name: string;
  readonly pairs: readonly Pair[];
  readonly fresh: readonly Pair[];
  /** Right wordings of the grammar, none of them trained; none where nobody knows them. */
  readonly wordings: readonly string[];
  /** Matches every right wording that the grammar can make; null where there is no grammar. */
  readonly right: RegExp | null;
}

export interface HeldOutTask extends SearchTask {
  readonly right: RegExp;
}

/** Of a person's pairs, the share that is kept to judge by what was found with the others. */
const KEPT = 1 / 3;

/** A person's pairs as a task: the last of them are kept fresh. What is right nobody says. */
export function ownTask(name: string, pairs: readonly Pair[]): SearchTask {
  const fresh = Math.max(1, Math.floor(pairs.length * KEPT));
  return { name, pairs: pairs.slice(0, -fresh), fresh: pairs.slice(-fresh), wordings: [], right: null };
}

/** The embedded model's folder, and the file in it. */
export const INSTRUCT_MODEL = 'instruct-tiny';
export const TASKS_FILE = 'tasks.json';

interface Stored {
  readonly name: string;
  readonly pairs: readonly (readonly [string, string])[];
  readonly fresh: readonly (readonly [string, string])[];
  readonly wordings: readonly string[];
  readonly right: string;
}

/** Reads what scripts/ape/held_out.py wrote. */
export function readHeldOut(text: string): HeldOutTask[] {
  const { tasks } = JSON.parse(text) as { tasks: readonly Stored[] };
  const asPairs = (pairs: Stored['pairs']): Pair[] =>
    pairs.map(([input, output]) => ({ input, outputs: [output] }));
  return tasks.map(({ name, pairs, fresh, wordings, right }) => ({
    name,
    pairs: asPairs(pairs),
    fresh: asPairs(fresh),
    wordings,
    right: new RegExp(`^(?:${right})$`, 'i'),
  }));
}
