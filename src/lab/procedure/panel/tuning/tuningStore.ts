/**
 * What is on the table: settings, two models that learn in turns, and how each searches the unseen maps on the way. Without React;
 * knows the lab's worker by its type.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SequenceModel } from '../../../sequences/sequenceModel.ts';
import type { SequenceConnection } from '../../../../workers/labProtocol.ts';
import { LEARNT, tunerOf, type LearntArm, type Searched, type Tuner } from '../../tuning/arms.ts';
import {
  plainSearches,
  searchTest,
  trainTuner,
  tuningTest,
  type TuningTraining,
} from '../../tuning/training.ts';
import type { TrainingState } from '../training/trainingState.ts';

export type TypedTuning = 'updates' | 'batch' | 'learningRate' | 'seed';

/** What may be typed. */
export const TUNING_RANGES: Readonly<
  Record<TypedTuning, { readonly least: number; readonly most: number; readonly whole: boolean }>
> = {
  updates: { least: 1, most: 20_000, whole: true },
  batch: { least: 1, most: 128, whole: true },
  learningRate: { least: 1e-5, most: 0.1, whole: false },
  seed: { least: 0, most: 2 ** 31, whole: true },
};

export interface TuningTable {
  readonly settings: TuningTraining;
  readonly state: TrainingState;
  /** Mean losses of the last updates. */
  readonly losses: Readonly<Partial<Record<LearntArm, number>>>;
  /** Of the same maps in the same order. */
  readonly searches: Readonly<Partial<Record<Tuner, readonly Searched[]>>>;
}

export type TuningStore = StoreApi<TuningTable>;

/** About two minutes on a software adapter. */
export const FIRST_TUNING: TuningTraining = {
  side: 10,
  trials: 12,
  dim: 64,
  layers: 2,
  heads: 4,
  updates: 400,
  batch: 32,
  learningRate: 6e-3,
  seed: 1,
  tests: 64,
};

/** Moments at which both are tested while they learn. */
const TESTS_ON_THE_WAY = 4;

export function createTuning(): TuningStore {
  return createStore<TuningTable>(() => ({
    settings: FIRST_TUNING,
    state: { is: 'idle' },
    losses: {},
    searches: {},
  }));
}

/**
 * Trains both arms side by side, a few updates each in turn, and tests them on the way and at the end.
 * @throws what the worker throws; the signal's reason
 */
export async function tune(store: TuningStore, lab: SequenceConnection, signal: AbortSignal): Promise<void> {
  const { settings } = store.getState();
  const { updates, seed } = settings;
  const test = tuningTest(settings);
  store.setState({ state: { is: 'opening' }, losses: {}, searches: plainSearches(test) });
  const models: SequenceModel[] = [];
  try {
    for (const _ of LEARNT) models.push(await lab.openSequences(tunerOf(settings, seed), { signal }));
    const lessons = LEARNT.map((arm, index) => trainTuner(models[index], arm, settings, signal));
    const every = Math.ceil(updates / TESTS_ON_THE_WAY);
    let [update, tested] = [0, 0];
    while (update < updates) {
      let now = updates;
      for (const [index, arm] of LEARNT.entries()) {
        signal.throwIfAborted();
        store.setState({ state: { is: 'training', update, updates } });
        const { value } = await lessons[index].next();
        if (!value) continue;
        const loss = value.reduce((sum, each) => sum + each.loss, 0) / value.length;
        store.setState(({ losses }) => ({ losses: { ...losses, [arm]: loss } }));
        now = value[value.length - 1].update;
      }
      update = now;
      if (update < updates && update - tested < every) continue;
      tested = update;
      for (const [index, arm] of LEARNT.entries()) {
        store.setState({ state: { is: 'testing', update, updates } });
        const searched = await searchTest(models[index], arm, test, signal);
        store.setState(({ searches }) => ({ searches: { ...searches, [arm]: searched } }));
      }
    }
    store.setState({ state: { is: 'done' } });
  } finally {
    // What is gone with its worker is free.
    await Promise.all(models.map((model) => model.free().catch(() => undefined)));
  }
}
