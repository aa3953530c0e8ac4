/** Whether an assignment's tasks are done, by what the page knows. Pure: it is given everything that it judges by. */
import type { Task } from './assignment.ts';

/** What tasks are judged by. */
export interface TaskFacts {
  /** Rankings that count for the assignment. */
  readonly rankings: number;
  /** Agreement with held-out rankings of every fit of this run, 0 to 1; NaN where there were no pairs. */
  readonly agreement: readonly number[];
  /** Iterations of this run. */
  readonly iterations: number;
  /** Iterations and values of a metric of this run, oldest first; empty where it has none. */
  readonly curve: (metric: string) => { readonly x: readonly number[]; readonly y: readonly number[] };
  /** Experiments that were opened, by id. */
  readonly opened: readonly string[];
  /** Iterations that were typed, by the index of their task. */
  readonly found: Readonly<Record<number, number>>;
}

export interface TaskProgress {
  readonly done: boolean;
  /** How far along, in the task's own unit, and how far it goes. */
  readonly now: number;
  readonly of: number;
}

/** @param index of the task in its assignment */
export function taskProgress(task: Task, index: number, facts: TaskFacts): TaskProgress {
  switch (task.do) {
    case 'rank':
      return upTo(facts.rankings, task.count);
    case 'agree':
      return upTo(Math.max(0, ...facts.agreement.filter((share) => !Number.isNaN(share))), task.reach);
    case 'train':
      return upTo(trained(facts, task.klBelow), task.count);
    case 'experiment':
      return upTo(facts.opened.includes(task.id) ? 1 : 0, 1);
    case 'find':
      return upTo(isExtreme(task, facts, facts.found[index]) ? 1 : 0, 1);
  }
}

function upTo(now: number, of: number): TaskProgress {
  return { done: now >= of, now: Math.min(now, of), of };
}

/** The most iterations in a row whose KL is below; all of them where it may be anything, or the method has none. */
function trained({ iterations, curve }: TaskFacts, klBelow: number | undefined): number {
  const { y } = curve('objective/kl');
  if (klBelow === undefined || y.length === 0) return iterations;
  let stretch = 0;
  let longest = 0;
  for (const kl of y) {
    stretch = kl < klBelow ? stretch + 1 : 0;
    longest = Math.max(longest, stretch);
  }
  return longest;
}

function isExtreme(
  { metric, extreme }: Extract<Task, { do: 'find' }>,
  { curve }: TaskFacts,
  typed: number | undefined,
): boolean {
  const { x, y } = curve(metric);
  const at = typed === undefined ? -1 : x.indexOf(typed);
  if (at < 0 || y.length < 2) return false;
  return y[at] === (extreme === 'highest' ? Math.max(...y) : Math.min(...y));
}
