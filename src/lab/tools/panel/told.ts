/** Dialogues as the page keeps them. Types, and the pure things that are done with a list of them. */
import type { Dialogue, Round } from '../dialogue.ts';

export interface Told {
  readonly id: string;
  /** The question. */
  readonly text: string;
  readonly rounds: readonly Round[];
  /** Null while it goes on, and where it was stopped. */
  readonly end: Dialogue['end'] | null;
  /** What the model would have said without tools; null where it was not asked. */
  readonly alone: string | null;
  /** The right answer, where it is known. */
  readonly right: string | null;
  /** The round in which it went wrong, where that is known. */
  readonly wrong: number | null;
}

/** Dialogues that are kept. */
const KEPT = 20;

/** With one in its place, or before all others. */
export function withTold(all: readonly Told[], told: Told): readonly Told[] {
  return all.some(({ id }) => id === told.id)
    ? all.map((each) => (each.id === told.id ? told : each))
    : [told, ...all].slice(0, KEPT);
}
