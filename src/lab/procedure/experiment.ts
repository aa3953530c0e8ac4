/**
 * Whether a transformer that learns the whole procedure of a search solves unseen mazes that one which learns only what comes out
 * does not, at equal mazes, parameters and updates; and how either falls as mazes grow. Each size has models of its own, trained
 * from scratch. Knows a model by its type; knows no page.
 */
import type { Experiment, LabPlace } from '../experiment.ts';
import type { Update } from '../sequences/sequenceModel.ts';
import { ARMS, modelOf, type Arm, type Solution } from './mazes/arms.ts';
import type { Task } from './mazes/maze.ts';
import { vocabularyOf } from './mazes/tokens.ts';
import { examine, solvedShare, testTasks, train, type Training } from './mazes/training.ts';
import { GOAL, verdict, type ArmResult, type ProcedureResult, type SizeResult } from './summary.ts';

/** What every size is trained with. */
const SHAPE = { dim: 64, layers: 2, heads: 4, batch: 16, learningRate: 6e-3 } as const;

/** Sizes, and how long each is trained: the larger, the more there is to tell apart. */
const WHOLE = [
  { size: 5, updates: 2000, tests: 128 },
  { size: GOAL.size, updates: 8000, tests: 128 },
  { size: 10, updates: 8000, tests: 128 },
] as const;
const QUICK = [{ size: 3, updates: 300, tests: 32 }] as const;

/** Moments at which an arm is tested on its way, on some of the mazes. */
const MOMENTS = 6;
const TESTS_ON_THE_WAY = 32;
/** Mazes that are written down to be drawn. */
const SHOWN = 4;
/** Losses that are written down. */
const LOSSES = 60;

export const PROCEDURE: Experiment<ProcedureResult> = {
  goal: 'of at least 100 unseen 8×8 mazes, in every seed, a model that learnt whole procedures solves ≥90 %, one that learnt input to output ≤50 %, at equal data, parameters and updates',
  async run(place, seed, quick) {
    const sizes: SizeResult[] = [];
    for (const chosen of quick ? QUICK : WHOLE)
      sizes.push(await ofSize(place, { ...SHAPE, ...chosen, seed }));
    return { seed, sizes };
  },
  line: ({ sizes }) =>
    sizes
      .map(
        ({ size, arms }) =>
          `${size}×${size} ${arms.map(({ arm, solved }) => `${arm} ${Math.round(100 * solved)} %`).join(', ')}`,
      )
      .join('; '),
  judge: verdict,
};

/** All arms at one size. */
export async function ofSize(place: LabPlace, training: Training): Promise<SizeResult> {
  const { size, updates, batch } = training;
  const tests = testTasks(training);
  const arms: ArmResult[] = [];
  const written = {} as Record<Arm, readonly Solution[]>;
  let parameters = 0;
  for (const arm of ARMS) {
    const model = await place.openSequences(modelOf(arm, vocabularyOf(size), training, training.seed));
    try {
      parameters = model.facts.parameters;
      const learnt = await learn(place, model, arm, training, tests);
      const solutions = await examine(model, arm, tests);
      written[arm] = solutions;
      const solved = solvedShare(solutions);
      const exact = solutions.filter(({ error }) => error === null).length / solutions.length;
      arms.push({ arm, solved, exact, ...learnt, shares: [...learnt.shares, [updates, solved]] });
      place.log(
        `${size}×${size} ${arm}: ${Math.round(100 * solved)} % solved, ${Math.round(learnt.seconds)} s`,
      );
    } finally {
      await model.free();
    }
  }
  const shown = tests.slice(0, SHOWN).map(({ maze, start, goal }, index) => {
    const of = (arm: Arm) => written[arm][index].written;
    return {
      open: maze.open,
      start,
      goal,
      written: { procedure: of('procedure'), answer: of('answer'), masked: of('masked') },
    };
  });
  return { size, parameters, updates, batch, tests: tests.length, arms, shown };
}

async function learn(
  place: LabPlace,
  model: Awaited<ReturnType<LabPlace['openSequences']>>,
  arm: Arm,
  training: Training,
  tests: readonly Task[],
): Promise<Pick<ArmResult, 'tokens' | 'seconds' | 'losses' | 'shares'>> {
  const { updates, size } = training;
  const told: Update[] = [];
  const shares: [number, number][] = [];
  const every = Math.ceil(updates / MOMENTS);
  let seconds = 0;
  let began = performance.now();
  for await (const some of train(model, arm, training, tests)) {
    told.push(...some);
    const { update } = told[told.length - 1];
    if (Math.floor(update / every) === Math.floor((update - some.length) / every) || update >= updates)
      continue;
    seconds += (performance.now() - began) / 1000;
    const solved = solvedShare(await examine(model, arm, tests.slice(0, TESTS_ON_THE_WAY)));
    shares.push([update, solved]);
    const loss = mean(told.slice(-some.length).map((each) => each.loss));
    place.log(
      `${size}×${size} ${arm}, update ${update}: loss ${loss.toFixed(3)}, ${Math.round(100 * solved)} % solved`,
    );
    began = performance.now();
  }
  seconds += (performance.now() - began) / 1000;
  return {
    tokens: told.reduce((sum, { tokens }) => sum + tokens, 0),
    seconds: Math.round(seconds),
    losses: thinned(told),
    shares,
  };
}

/** Losses as means over as many equal parts. */
function thinned(told: readonly Update[]): [number, number][] {
  const part = Math.max(1, Math.ceil(told.length / LOSSES));
  return Array.from({ length: Math.ceil(told.length / part) }, (_, index) => {
    const some = told.slice(index * part, (index + 1) * part);
    return [some[some.length - 1].update, Number(mean(some.map(({ loss }) => loss)).toFixed(4))];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
