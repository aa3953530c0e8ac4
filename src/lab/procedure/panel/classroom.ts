/**
 * What is on the bench's table: settings, models that learn in turns, what each solves on the way, and mazes to look at. Without
 * React; knows the lab's worker by its type.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SequenceModel, Update } from '../../sequences/sequenceModel.ts';
import type { SequenceConnection } from '../../../workers/labProtocol.ts';
import { modelOf, solve, type Arm, type Solution } from '../mazes/arms.ts';
import type { Task } from '../mazes/maze.ts';
import { vocabularyOf } from '../mazes/tokens.ts';
import { examine, solvedShare, testTasks, train, type Training } from '../mazes/training.ts';
import type { TrainingState } from './training/trainingState.ts';

/** A point of a curve: after so many updates. */
export type Point = readonly [update: number, value: number];

export interface Pupil {
  readonly losses: readonly Point[];
  readonly shares: readonly Point[];
  /** Tokens it read. */
  readonly tokens: number;
  readonly seconds: number;
  /** What it made of the test's mazes when it was last asked. */
  readonly solutions: readonly Solution[];
}

export interface Classroom {
  readonly settings: Training;
  readonly arms: readonly Arm[];
  readonly state: TrainingState;
  /** What it was that was last trained; null before. */
  readonly trained: Training | null;
  readonly pupils: Readonly<Partial<Record<Arm, Pupil>>>;
  readonly tests: readonly Task[];
}

export type ClassroomStore = StoreApi<Classroom>;

/** Small enough for its curves to move soon on a software adapter. */
export const FIRST_SETTINGS: Training = {
  size: 4,
  dim: 64,
  layers: 2,
  heads: 4,
  updates: 600,
  batch: 16,
  learningRate: 8e-3,
  seed: 1,
  tests: 32,
};

/** Moments at which each arm is tested while it learns. */
const TESTS_ON_THE_WAY = 4;

const NEW: Pupil = { losses: [], shares: [], tokens: 0, seconds: 0, solutions: [] };

export function createClassroom(): ClassroomStore {
  return createStore<Classroom>(() => ({
    settings: FIRST_SETTINGS,
    // The third takes as long as these two; it is a click away.
    arms: ['procedure', 'answer'],
    state: { is: 'idle' },
    trained: null,
    pupils: {},
    tests: [],
  }));
}

/** The models of a training that has ended or was stopped: they solve mazes until they are freed. */
export type Models = Map<Arm, SequenceModel>;

/**
 * Trains the chosen arms side by side, a few updates each in turn, and tests them on the way and at the end.
 * @param models is filled; what it held is freed
 * @throws what the worker throws; the signal's reason
 */
export async function teach(
  store: ClassroomStore,
  lab: SequenceConnection,
  models: Models,
  signal: AbortSignal,
): Promise<void> {
  const { settings, arms } = store.getState();
  const words = vocabularyOf(settings.size);
  const tests = testTasks(settings);
  const { updates } = settings;
  await freeAll(models);
  store.setState({
    state: { is: 'opening' },
    trained: settings,
    tests,
    pupils: Object.fromEntries(arms.map((arm) => [arm, NEW])),
  });
  for (const arm of arms)
    models.set(arm, await lab.openSequences(modelOf(arm, words, settings, settings.seed), { signal }));
  const lessons = arms.map((arm) => {
    return { arm, next: train(models.get(arm)!, arm, settings, tests, signal) };
  });
  const every = Math.ceil(updates / TESTS_ON_THE_WAY);
  let update = 0;
  let tested = 0;
  while (update < updates) {
    for (const { arm, next } of lessons) {
      signal.throwIfAborted();
      store.setState({ state: { is: 'training', update, updates } });
      const before = performance.now();
      const { value } = await next.next();
      if (!value) continue;
      tell(store, arm, value, (performance.now() - before) / 1000);
    }
    update = Math.max(...arms.map((arm) => store.getState().pupils[arm]?.losses.at(-1)?.[0] ?? updates));
    if (update < updates && update - tested < every) continue;
    tested = update;
    for (const arm of arms) {
      store.setState({ state: { is: 'testing', update, updates } });
      const solutions = await examine(models.get(arm)!, arm, tests, signal);
      change(store, arm, ({ shares }) => {
        return { solutions, shares: [...shares, [update, solvedShare(solutions)]] };
      });
    }
  }
  store.setState({ state: { is: 'done' } });
}

/** What a trained arm makes of a maze of the size that it knows. @throws what the worker throws */
export async function solveOwn(models: Models, arm: Arm, task: Task): Promise<Solution> {
  const model = models.get(arm);
  if (!model) throw new Error('Train a model first.');
  const [solution] = await solve(model, arm, [task], vocabularyOf(task.maze.size));
  return solution;
}

export async function freeAll(models: Models): Promise<void> {
  const all = [...models.values()];
  models.clear();
  // What is gone with its worker is free.
  await Promise.all(all.map((model) => model.free().catch(() => undefined)));
}

function tell(store: ClassroomStore, arm: Arm, updates: readonly Update[], seconds: number): void {
  const loss = updates.reduce((sum, update) => sum + update.loss, 0) / updates.length;
  const read = updates.reduce((sum, update) => sum + update.tokens, 0);
  change(store, arm, (pupil) => ({
    losses: [...pupil.losses, [updates.at(-1)!.update, loss]],
    tokens: pupil.tokens + read,
    seconds: pupil.seconds + seconds,
  }));
}

function change(store: ClassroomStore, arm: Arm, by: (pupil: Pupil) => Partial<Pupil>): void {
  store.setState(({ pupils }) => {
    const pupil = pupils[arm] ?? NEW;
    return { pupils: { ...pupils, [arm]: { ...pupil, ...by(pupil) } } };
  });
}
