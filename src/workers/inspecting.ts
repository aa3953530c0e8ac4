/**
 * Answers what is inside the iteration at hand. Loaded when somebody first looks; what it records for reading is kept with
 * the run. Knows run and loop; knows no page.
 */
import type { Inspection } from '../rl/runs/inspection.ts';
import { Inspector } from '../rl/runs/inspector.ts';
import type { RlhfRun } from '../rl/runs/run.ts';
import type { Opened } from './openedSession.ts';

const inspectors = new WeakMap<RlhfRun, Inspector>();

/** Between two stages, so that all of it is of one policy. */
export function inspect({ run, loop }: Pick<Opened, 'run' | 'loop'>): Promise<Inspection | null> {
  let inspector = inspectors.get(run);
  if (!inspector) inspectors.set(run, (inspector = new Inspector(run)));
  const found = inspector;
  return loop.alone(() => found.inspect());
}
