/**
 * One arm's training from scratch on surfaces that are drawn as they are needed, and its test on others that no training draws. Knows a
 * model by its type; knows no device and no page.
 */
import { stream } from '../../../rl/random.ts';
import type { SequenceModel, Update } from '../../sequences/sequenceModel.ts';
import {
  lessonOf,
  proposeWith,
  randomTrials,
  searchedBy,
  searchWith,
  startOf,
  type LearntArm,
  type Searched,
  type Tuner,
  type TuningShape,
} from './arms.ts';
import { expertSearch } from './expert.ts';
import { drawSurface, type Surface } from './surface.ts';

export interface TuningTraining extends TuningShape {
  readonly updates: number;
  /** Surfaces of an update. */
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Unseen surfaces that are searched at the end. */
  readonly tests: number;
}

/** What a test asks: surfaces, and the places that chance would try of each, in order. */
export interface TuningTest {
  readonly trials: number;
  readonly surfaces: readonly Surface[];
  readonly orders: readonly (readonly number[])[];
}

/** Updates between two moments at which an arm is watched and can be stopped. */
const AT_ONCE = 10;
const WARMUP = 50;

/** The same for every arm. */
export function tuningTest({ side, trials, tests, seed }: Omit<TuningTraining, 'updates'>): TuningTest {
  const random = stream(seed, 'tuning/tests');
  const surfaces = Array.from({ length: tests }, () => drawSurface(side, random));
  return { trials, surfaces, orders: surfaces.map((surface) => randomTrials(surface, trials, random)) };
}

/** Trains a new model, some updates at a time. The same seed draws the same surfaces for either arm. */
export async function* trainTuner(
  model: Pick<SequenceModel, 'train'>,
  arm: LearntArm,
  { side, trials, seed, batch, updates, learningRate }: TuningTraining,
  signal?: AbortSignal,
): AsyncGenerator<readonly Update[], void, undefined> {
  const surfaces = stream(seed, 'tuning/surfaces');
  const places = stream(seed, 'tuning/places');
  const learning = { batch, learningRate, updates, warmup: Math.min(WARMUP, Math.ceil(updates / 10)) };
  for (let done = 0; done < updates;) {
    const now = Math.min(AT_ONCE, updates - done);
    const lessons = Array.from({ length: now * batch }, () =>
      lessonOf(arm, drawSurface(side, surfaces), trials, places),
    );
    yield await model.train(lessons, learning, { signal });
    done += now;
  }
}

/** What a trained model makes of the test. */
export function searchTest(
  model: Pick<SequenceModel, 'write'>,
  arm: LearntArm,
  { surfaces, orders, trials }: TuningTest,
  signal?: AbortSignal,
): Promise<Searched[]> {
  return arm === 'search'
    ? searchWith(model, surfaces, trials, { signal })
    : proposeWith(model, surfaces, orders, trials, { signal });
}

/** What needs no training: chance, and the expert. */
export function plainSearches({
  surfaces,
  orders,
  trials,
}: TuningTest): Record<Exclude<Tuner, LearntArm>, Searched[]> {
  return {
    random: surfaces.map((surface, index) => searchedBy(surface, orders[index])),
    expert: surfaces.map((surface) =>
      searchedBy(surface, expertSearch(surface, startOf(surface.side), trials)),
    ),
  };
}

/** How far searches came, in the mean, after each trial. */
export function meanFound(searches: readonly Searched[]): number[] {
  return (searches[0]?.found ?? []).map(
    (_, trial) => searches.reduce((sum, { found }) => sum + found[trial], 0) / searches.length,
  );
}
