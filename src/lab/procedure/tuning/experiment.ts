/**
 * Whether a transformer that learnt whole hyperparameter searches searches functions that none has seen better than chance does, and
 * than one that learnt to name the best place at once; beside the expert whose searches it learnt. Trained from scratch. Knows a model
 * by its type; knows no page.
 */
import type { Experiment, LabPlace } from '../../experiment.ts';
import type { Update } from '../../sequences/sequenceModel.ts';
import { LEARNT, TUNERS, tunerOf, type LearntArm, type Searched, type Tuner } from './arms.ts';
import { GOAL_TEXT, lineOf, verdict, type TunerResult, type TuningResult } from './summary.ts';
import {
  meanFound,
  plainSearches,
  searchTest,
  trainTuner,
  tuningTest,
  type TuningTraining,
} from './training.ts';

/** What each seed trains. */
export const WHOLE: Omit<TuningTraining, 'seed'> = {
  side: 10,
  trials: 12,
  dim: 64,
  layers: 2,
  heads: 4,
  updates: 400,
  batch: 32,
  learningRate: 6e-3,
  tests: 256,
};
const QUICK = { ...WHOLE, updates: 100, tests: 32 };

/** Surfaces that are written down to be drawn. */
const SHOWN = 4;
/** Losses that are written down. */
const LOSSES = 40;

export const TUNING: Experiment<TuningResult> = {
  goal: GOAL_TEXT,
  run: (place, seed, quick) => tuned(place, { ...(quick ? QUICK : WHOLE), seed }),
  line: lineOf,
  judge: verdict,
};

/** One seed: both models trained and tested, chance and the expert beside them. */
export async function tuned(place: LabPlace, training: TuningTraining): Promise<TuningResult> {
  const { seed, side, trials, tests, updates, batch } = training;
  const test = tuningTest(training);
  const searches: Record<Tuner, readonly Searched[]> = { search: [], oneShot: [], ...plainSearches(test) };
  let parameters = 0;
  const learnt = new Map<Tuner, Pick<TunerResult, 'losses' | 'seconds'>>();
  for (const arm of LEARNT) {
    const model = await place.openSequences(tunerOf(training, seed));
    try {
      parameters = model.facts.parameters;
      learnt.set(arm, await learn(place, model, arm, training));
      searches[arm] = await searchTest(model, arm, test);
    } finally {
      await model.free();
    }
  }
  const arms = TUNERS.map((arm) => ({
    arm,
    found: meanFound(searches[arm]).map(rounded),
    lost: rounded(lostIn(searches[arm])),
    ...(learnt.get(arm) ?? { losses: [], seconds: 0 }),
  }));
  const shown = test.surfaces.slice(0, SHOWN).map(({ values }, index) => {
    const of = (arm: Tuner) => searches[arm][index].trials;
    return {
      values: values.map((value) => rounded(value)),
      trials: { search: of('search'), oneShot: of('oneShot'), random: of('random'), expert: of('expert') },
    };
  });
  return { seed, side, trials, tests, updates, batch, parameters, arms, shown };
}

async function learn(
  place: LabPlace,
  model: Awaited<ReturnType<LabPlace['openSequences']>>,
  arm: LearntArm,
  training: TuningTraining,
): Promise<Pick<TunerResult, 'losses' | 'seconds'>> {
  const told: Update[] = [];
  const began = performance.now();
  const every = Math.max(1, Math.ceil(training.updates / 4));
  for await (const some of trainTuner(model, arm, training)) {
    told.push(...some);
    const { update, loss } = told[told.length - 1];
    if (update % every === 0) place.log(`tuning ${arm}, update ${update}: loss ${loss.toFixed(3)}`);
  }
  return { losses: thinned(told), seconds: Math.round((performance.now() - began) / 1000) };
}

/** Losses as means over as many equal parts. */
function thinned(told: readonly Update[]): [number, number][] {
  const part = Math.max(1, Math.ceil(told.length / LOSSES));
  return Array.from({ length: Math.ceil(told.length / part) }, (_, index) => {
    const some = told.slice(index * part, (index + 1) * part);
    const loss = some.reduce((sum, update) => sum + update.loss, 0) / some.length;
    return [some[some.length - 1].update, rounded(loss)];
  });
}

/** Trials of places that had been tried before, in the mean of a search. */
function lostIn(searches: readonly Searched[]): number {
  const lost = searches.map(({ trials }) => trials.length - new Set(trials).size);
  return lost.reduce((sum, count) => sum + count, 0) / Math.max(1, lost.length);
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
