/**
 * Answers what is inside the iteration at hand, and inside any answer. Loaded when somebody first looks; what it records for
 * reading is kept with the run. Knows run and loop; knows no page.
 */
import { AnswersInspector } from '../rl/runs/answersInspector.ts';
import type { AnswersReading, AskedAnswers, Inspection } from '../rl/runs/inspection.ts';
import { Inspector } from '../rl/runs/inspector.ts';
import { Attributor } from '../rl/rewards/attribution.ts';
import type { RlhfRun } from '../rl/runs/run.ts';
import type { Opened } from './openedSession.ts';

interface Looking {
  readonly inspector: Inspector;
  readonly answers: AnswersInspector;
}

const looking = new WeakMap<RlhfRun, Looking>();

function lookingAt({ run, comparator }: Pick<Opened, 'run' | 'comparator'>): Looking {
  let found = looking.get(run);
  if (found) return found;
  // What it records is for both.
  const attributor = new Attributor(run.rewards);
  found = {
    inspector: new Inspector(run, attributor),
    answers: new AnswersInspector(run, comparator, attributor),
  };
  looking.set(run, found);
  return found;
}

type Looked = Pick<Opened, 'run' | 'loop' | 'comparator'>;

/** Between two stages, so that all of it is of one policy. */
export function inspect(opened: Looked): Promise<Inspection | null> {
  return opened.loop.alone(() => lookingAt(opened).inspector.inspect());
}

/** The same of answers that no iteration sampled to learn from. */
export function readAnswers(opened: Looked, asked: AskedAnswers): Promise<AnswersReading | null> {
  return opened.loop.alone(() => lookingAt(opened).answers.read(asked));
}
