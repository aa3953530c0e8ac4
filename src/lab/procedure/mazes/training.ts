/**
 * One arm's training from scratch and its tests on the way: tasks drawn as they are needed, the same for each arm, none of which is
 * tested. Knows a model by its type; knows no device and no page.
 */
import { stream } from '../../../rl/random.ts';
import type { LearningOptions, SequenceModel, Update } from '../../sequences/sequenceModel.ts';
import { lessonOf, solve, type Arm, type Shape, type Solution } from './arms.ts';
import { drawTask, drawTasks } from './draw.ts';
import { taskKey, type Task } from './maze.ts';
import { vocabularyOf } from './tokens.ts';

export interface Training extends Shape {
  /** Cells of a side. */
  readonly size: number;
  readonly updates: number;
  /** Mazes of an update. */
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Unseen mazes that are tested at the end. */
  readonly tests: number;
}

/** Updates between two moments at which an arm is watched and can be stopped. */
const AT_ONCE = 10;
/** Updates until the learning rate is at its highest. */
const WARMUP = 100;

/** The mazes of the test: the same for every arm. */
export function testTasks({ size, seed, tests }: Pick<Training, 'size' | 'seed' | 'tests'>): Task[] {
  return drawTasks(tests, size, stream(seed, 'procedure/tests'));
}

export function learningOf({ batch, learningRate, updates }: Training): LearningOptions {
  return { batch, learningRate, updates, warmup: Math.min(WARMUP, Math.ceil(updates / 10)) };
}

/**
 * Trains a new model, some updates at a time; between two of them it can be stopped, watched and tested. The same seed draws the
 * same mazes for every arm.
 * @param tests not to be learnt from
 */
export async function* train(
  model: Pick<SequenceModel, 'train'>,
  arm: Arm,
  training: Training,
  tests: readonly Task[],
  signal?: AbortSignal,
): AsyncGenerator<readonly Update[], void, undefined> {
  const { size, seed, batch, updates } = training;
  const words = vocabularyOf(size);
  const without = new Set(tests.map(taskKey));
  const mazes = stream(seed, 'procedure/mazes');
  const holes = stream(seed, 'procedure/holes');
  const learning = learningOf(training);
  const drawn = () => {
    for (;;) {
      const task = drawTask(size, mazes);
      if (!without.has(taskKey(task))) return task;
    }
  };
  for (let done = 0; done < updates;) {
    const now = Math.min(AT_ONCE, updates - done);
    const lessons = Array.from({ length: now * batch }, () => lessonOf(arm, drawn(), words, holes));
    yield await model.train(lessons, learning, { signal });
    done += now;
  }
}

/** Has a model solve the test's mazes. */
export function examine(
  model: Pick<SequenceModel, 'write' | 'read'>,
  arm: Arm,
  tasks: readonly Task[],
  signal?: AbortSignal,
): Promise<Solution[]> {
  return solve(model, arm, tasks, vocabularyOf(tasks[0].maze.size), { signal });
}

export function solvedShare(solutions: readonly Solution[]): number {
  return solutions.filter(({ solved }) => solved).length / Math.max(1, solutions.length);
}
