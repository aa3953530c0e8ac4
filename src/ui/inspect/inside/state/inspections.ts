/**
 * What was read of iterations while somebody looked, the newest of them, in memory: one reading at a time, and another
 * behind it where more has happened meanwhile. Must not know React or how it is read.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { InspectedAnswer, Inspection } from '../../../../rl/runs/inspection.ts';
import type { SessionInfo } from '../../../../workers/protocol.ts';
import { messageOf } from '../../../../workers/failures.ts';

/** Iterations that are kept: a few megabytes. */
const KEPT = 24;

export interface InspectedRun {
  /** By iteration, ascending. */
  readonly all: readonly Inspection[];
  readonly reading: boolean;
  /** Why the last reading failed, in words, or null. */
  readonly trouble: string | null;
}

export class Inspections {
  readonly store: StoreApi<InspectedRun> = createStore<InspectedRun>(() => ({
    all: [],
    reading: false,
    trouble: null,
  }));
  #again = false;

  constructor(
    private readonly ask: () => Promise<Inspection | null>,
    private readonly most = KEPT,
  ) {}

  /** Reads the iteration as it stands now. Never rejects; comes back when nothing is left to read. */
  async look(): Promise<void> {
    this.#again = true;
    if (this.store.getState().reading) return;
    this.store.setState({ reading: true });
    while (this.#again) {
      this.#again = false;
      try {
        const read = await this.ask();
        if (read) this.#take(read);
        this.store.setState({ trouble: null });
      } catch (error) {
        this.store.setState({ trouble: messageOf(error) });
      }
    }
    this.store.setState({ reading: false });
  }

  #take(read: Inspection): void {
    const { all } = this.store.getState();
    const known = all.find(({ iteration }) => iteration === read.iteration);
    // A run that went back to an earlier iteration goes another way from there.
    const before = all.filter(({ iteration }) => iteration < read.iteration);
    this.store.setState({ all: [...before, known ? joined(known, read) : read].slice(-this.most) });
  }
}

/** What was read, by the session that it was read in: another one has other iterations. */
const known = new WeakMap<SessionInfo, Inspections>();

/** What was read of a session; of none, what nothing is kept of. */
export function inspectionsOf(
  trainer: { inspect(): Promise<Inspection | null> },
  session: SessionInfo | null,
): Inspections {
  const found = session && known.get(session);
  if (found) return found;
  const made = new Inspections(() => trainer.inspect());
  if (session) known.set(session, made);
  return made;
}

/** What somebody looked into of a session, by iteration; nothing where nobody did. */
export function lookedInto(session: SessionInfo | null): readonly Inspection[] {
  return (session && known.get(session)?.store.getState().all) ?? [];
}

/** What was read before and cannot be read any more: a reward model that has learned since attributes otherwise. */
function joined(known: Inspection, read: Inspection): Inspection {
  const answers = read.answers.map((answer, at): InspectedAnswer => {
    const before = known.answers.at(at);
    const same = before?.text === answer.text && before.score === answer.score;
    return answer.attribution === null && same ? { ...answer, attribution: before.attribution } : answer;
  });
  return { ...read, answers };
}
