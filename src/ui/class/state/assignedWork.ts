/**
 * One person's work on an assignment: which set comes next, which tasks are done, what is handed in. Kept in this browser, and gone
 * on with after a reload. Knows the page's states; must not know React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isJudgement, activeJudgements, activeRankings, newStamp } from '../../../preferences/log.ts';
import type { Answer, PreferenceEvent } from '../../../preferences/event.ts';
import {
  nextOf,
  readAssignment,
  scheduleOf,
  writeAssignment,
  type Assignment,
} from '../../../preferences/class/assignment.ts';
import { tidyName, type HandedIn } from '../../../preferences/class/handIn.ts';
import { answerIdentity, setKey } from '../../../preferences/class/ratedSets.ts';
import { taskProgress, type TaskFacts, type TaskProgress } from '../../../preferences/class/tasks.ts';
import { shuffle } from '../../../preferences/chance.ts';
import { readItem, writeItem } from './items.ts';
import type { KnownAssignments } from './knownAssignments.ts';
import { ASSIGNMENT_KEY, type ClassroomPlaces } from './places.ts';

export interface Work {
  /** The one that is worked on, or none. */
  readonly assignment: Assignment | null;
  /** Milliseconds since the epoch: what was ranked from then on counts. */
  readonly since: number;
  /** Random, of this browser. */
  readonly student: string;
  /** As typed; '' until then. */
  readonly name: string;
  /** Experiments that were opened since. */
  readonly opened: readonly string[];
  /** Iterations that were typed, by their task's index. */
  readonly found: Readonly<Record<number, number>>;
}

const STUDENT_KEY = 'nudge:student';

type Places = Omit<ClassroomPlaces, 'tidyAddress'>;

export class AssignedWork {
  readonly store: StoreApi<Work>;
  #places: Places;
  #known: KnownAssignments;
  #keys: ReadonlyMap<string, number> = new Map();

  constructor(places: Places, known: KnownAssignments) {
    this.#places = places;
    this.#known = known;
    this.store = createStore<Work>(() => ({ ...readStudent(places.storage), ...readWork(places.storage) }));
    this.store.subscribe((state) => this.#keep(state));
    places.ui.subscribe(({ experiment }, before) => {
      const { opened, assignment } = this.store.getState();
      if (experiment === null || experiment === before.experiment || !assignment) return;
      if (!opened.includes(experiment)) this.store.setState({ opened: [...opened, experiment] });
    });
    this.#keep(this.store.getState());
    if (this.store.getState().assignment) this.#give();
  }

  /** Settings and answers are the assignment's from now on. */
  begin(assignment: Assignment): void {
    const again = this.store.getState().assignment?.id === assignment.id;
    this.#known.add(assignment);
    this.store.setState({
      assignment,
      ...(again ? {} : { since: Date.now(), opened: [], found: {} }),
    });
    this.#give();
    if (assignment.settings !== '') void this.#adopt(assignment.settings);
  }

  /** Once the session is open, or will not be: one that opens has been told its settings already. */
  async #adopt(settings: string): Promise<void> {
    const { run, adopt } = this.#places;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (['probing', 'loading'].includes(run.getState().status)) return;
        stop();
        resolve();
      };
      const stop = run.subscribe(look);
      look();
    });
    adopt(`#${settings}`);
  }

  /** The page is everyone's own again; rankings and what was handed in stay. */
  leave(): void {
    this.store.setState({ assignment: null, opened: [], found: {} });
    this.#places.ui.setState({ assigned: false });
    this.#places.source.giveFrom(null);
  }

  rename(name: string): void {
    this.store.setState({ name: tidyName(name) });
  }

  find(task: number, iteration: number): void {
    this.store.setState(({ found }) => ({ found: { ...found, [task]: iteration } }));
  }

  /** Of every task, in their order. */
  progress(): readonly TaskProgress[] {
    const { assignment } = this.store.getState();
    const facts = this.#facts();
    return (assignment?.tasks ?? []).map((task, index) => taskProgress(task, index, facts));
  }

  /** What is handed in: of an assignment what was said since it was begun, otherwise everything. */
  get events(): readonly PreferenceEvent[] {
    const { assignment, since } = this.store.getState();
    const all = this.#places.preferences.store.getState().events;
    if (!assignment) return all;
    return all.filter((event) => event.at >= since && (!isJudgement(event) || this.#counts(event)));
  }

  /** What stands before it. */
  head(): HandedIn {
    const { assignment, student, name } = this.store.getState();
    const progress = this.progress();
    return {
      name,
      student,
      ...(assignment && { assignment: assignment.id }),
      ...(progress.length > 0 && {
        done: progress.filter(({ done }) => done).length,
        tasks: progress.length,
      }),
      at: Date.now(),
    };
  }

  #counts({ prompt, answers }: { readonly prompt: string; readonly answers: readonly Answer[] }): boolean {
    return this.#keys.size === 0 || this.#keys.has(setKey(prompt, answers));
  }

  #facts(): TaskFacts {
    const { opened, found, assignment } = this.store.getState();
    const { live, run } = this.#places;
    const { agreement } = run.getState();
    const rankings = assignment ? activeRankings(this.events).filter(({ rater }) => rater === 'person') : [];
    return {
      rankings: rankings.length,
      agreement: agreement.map(({ heldOut }) => heldOut.accuracy),
      iterations: live.length,
      curve: (metric) => live.curve(metric),
      opened,
      found,
    };
  }

  #give(): void {
    const { assignment, student } = this.store.getState();
    if (!assignment) return;
    const { sets } = assignment;
    this.#keys = new Map(sets.map(({ prompt, answers }, at) => [setKey(prompt, answers), at]));
    this.#places.ui.setState({ assigned: true });
    if (sets.length === 0) {
      this.#places.source.giveFrom(null);
      return;
    }
    const schedule = scheduleOf(assignment, student);
    this.#places.source.giveFrom((shown) => {
      const judged = activeJudgements(this.events);
      const given = new Map<number, number>();
      const count = (prompt: string, answers: readonly (Answer | null)[]) => {
        const at = this.#keys.get(
          setKey(
            prompt,
            answers.filter((answer) => answer !== null),
          ),
        );
        if (at !== undefined) given.set(at, (given.get(at) ?? 0) + 1);
      };
      for (const { prompt, answers } of [...judged, ...shown]) count(prompt, answers);
      const next = nextOf(schedule, given);
      if (next === null) return null;
      const { prompt, chat, answers } = sets[next];
      const before = judged.findLast((event) => this.#keys.get(setKey(event.prompt, event.answers)) === next);
      return { prompt, chat, answers: shownAnew(answers, before?.answers ?? null) };
    });
  }

  #keep({ assignment, since, opened, found, student, name }: Work): void {
    const { storage } = this.#places;
    writeItem(storage, STUDENT_KEY, { version: 1, student, name });
    const kept = assignment && { version: 1, text: writeAssignment(assignment), since, opened, found };
    writeItem(storage, ASSIGNMENT_KEY, kept);
  }
}

/** In a random order, and another than before where they were shown before. */
function shownAnew(answers: readonly Answer[], before: readonly Answer[] | null): readonly Answer[] {
  const order = shuffle(answers.length, Math.random).map((at) => answers[at]);
  const same = before?.every((answer, at) => answerIdentity(answer) === answerIdentity(order[at])) ?? false;
  return same ? [...order.slice(1), order[0]] : order;
}

function readStudent(storage: Storage): Pick<Work, 'student' | 'name'> {
  const { student, name } = (readItem(storage, STUDENT_KEY) ?? {}) as Partial<Work>;
  return {
    student: typeof student === 'string' && student !== '' ? student : newStamp().id,
    name: typeof name === 'string' ? tidyName(name) : '',
  };
}

function readWork(storage: Storage): Omit<Work, 'student' | 'name'> {
  const kept = (readItem(storage, ASSIGNMENT_KEY) ?? {}) as Partial<Work> & { readonly text?: unknown };
  const { since, opened, found } = kept;
  let assignment: Assignment | null = null;
  try {
    if (typeof kept.text === 'string') assignment = readAssignment(kept.text);
  } catch {
    // Of a version to come, or damaged: the lecturer's file still opens it.
  }
  return {
    assignment,
    since: typeof since === 'number' ? since : 0,
    opened: Array.isArray(opened) ? opened.filter((id) => typeof id === 'string') : [],
    found: typeof found === 'object' && found !== null ? found : {},
  };
}
