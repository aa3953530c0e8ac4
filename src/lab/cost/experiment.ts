/**
 * Whether a run's cost can be told after five seconds of it. A run on an embedded model, ranked by a simulated labeler: its
 * first iteration compiles, the next ones are watched for five seconds, the rest is foretold part by part, and comes.
 * Two arms: a labeler that has nothing to do with length, and one that wants short answers, under which a run gets cheaper
 * as it learns; the goal is the first's, and the second shows where the assumption ends. Knows the run; knows no page.
 */
import { defaultSettings, type Settings } from '../../rl/algorithms/settings.ts';
import { judgedPrompts } from '../../rl/labelersFor.ts';
import type { Part, PartTime, WatchedIteration } from '../../rl/runs/partTime.ts';
import { RlhfRun } from '../../rl/runs/run.ts';
import type { LabelerId } from '../../tastes/labeler.ts';
import type { Experiment, LabPlace, Verdict } from '../experiment.ts';
import {
  CALIBRATION,
  errorOf,
  forecast,
  isEnough,
  median,
  PARTS,
  takenBy,
  TOLERANCE,
  totalOf,
  workChange,
} from './forecast.ts';

/** Parts that take less of an iteration than this are told and not judged. */
const JUDGED_SHARE = 0.02;
const MODEL = 'blurbs-tiny';

interface Effort {
  readonly rankings: number;
  readonly iterations: number;
}

const WHOLE: Effort = { rankings: 16, iterations: 16 };
const QUICK: Effort = { rankings: 8, iterations: 2 };

/** One run, foretold and come true. Milliseconds. */
export interface ToldRun {
  readonly labeler: LabelerId;
  /** Iterations watched, and how long they took. */
  readonly watched: number;
  readonly calibration: number;
  readonly iterations: number;
  readonly total: { readonly foretold: number; readonly taken: number; readonly error: number };
  readonly between: readonly [number, number] | null;
  /** The same, had the lengths of the answers been known. */
  readonly errorByLengths: number;
  readonly parts: Readonly<
    Record<Part, { readonly foretold: number; readonly taken: number; readonly error: number }>
  >;
}

export interface CostResult {
  readonly seed: number;
  readonly runs: readonly ToldRun[];
}

export const COST: Experiment<CostResult> = {
  goal: `after ${CALIBRATION / 1000} s of a run, the time of the rest told within ${TOLERANCE * 100} %, in all and part by part`,
  async run(place, seed, quick) {
    const runs: ToldRun[] = [];
    for (const labeler of quick ? (['warmer'] as const) : (['warmer', 'shorter'] as const))
      runs.push(await toldRun(place, labeler, seed, quick ? QUICK : WHOLE));
    return { seed, runs };
  },
  line: ({ runs }) => runs.map(runLine).join('; '),
  judge,
};

async function toldRun(place: LabPlace, labeler: LabelerId, seed: number, effort: Effort): Promise<ToldRun> {
  const usual = defaultSettings(place.model !== null);
  const settings: Settings = { ...usual, rater: labeler, seed };
  const { models, prompts } = await place.openRun(place.model ?? MODEL, settings);
  const run = new RlhfRun(models, judgedPrompts(labeler, prompts), settings);
  await run.simulate(labeler, effort.rankings);
  await run.stage('fit');
  // The first iteration compiles what every run needs, and says nothing of the rest.
  await watch(run);
  const watched: WatchedIteration[] = [];
  while (!isEnough(watched)) watched.push(await watch(run));
  const foretold = forecast(watched, effort.iterations);
  const came: WatchedIteration[] = [];
  for (let i = 0; i < effort.iterations; i++) came.push(await watch(run));
  const taken = takenBy(came);
  const all = totalOf(came);
  const known = forecast(watched, effort.iterations, workChange(watched, came));
  const told = (of: number, by: number) => ({ foretold: of, taken: by, error: errorOf(of, by) });
  return {
    labeler,
    watched: watched.length,
    calibration: totalOf(watched),
    iterations: effort.iterations,
    total: told(foretold.total, all),
    between: foretold.between,
    errorByLengths: errorOf(known.total, all),
    parts: Object.fromEntries(
      PARTS.map((part) => [part, told(foretold.parts[part].total, taken[part])]),
    ) as ToldRun['parts'],
  };
}

async function watch(run: RlhfRun): Promise<WatchedIteration> {
  const parts: PartTime[] = [];
  run.kit.onPart = (time) => parts.push(time);
  await run.iterate();
  run.kit.onPart = null;
  return { iteration: run.iteration, parts };
}

const percent = (share: number) => `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)} %`;
const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);

function runLine({ labeler, total, parts, errorByLengths, iterations, watched }: ToldRun): string {
  const each = PARTS.map((part) => `${part} ${percent(parts[part].error)}`).join(', ');
  return `${labeler}: ${watched} iterations watched, ${iterations} foretold ${seconds(total.foretold)} s, taken ${seconds(total.taken)} s, ${percent(total.error)} (${each}; with the lengths that came ${percent(errorByLengths)})`;
}

/** Met where the middle seed of the first arm is within the tolerance, in all and in each part that matters. */
export function judge(results: readonly CostResult[]): Verdict {
  const runs = results.map(({ runs: [first] }) => first);
  const others = results.flatMap(({ runs: [, second] }) => (second ? [second] : []));
  const errors = (of: readonly ToldRun[], error: (run: ToldRun) => number) =>
    of.map((run) => Math.abs(error(run)));
  const total = errors(runs, (run) => run.total.error);
  const judged = PARTS.filter((part) =>
    runs.some((run) => run.parts[part].taken >= JUDGED_SHARE * run.total.taken),
  );
  const middles = judged.map((part) => [part, median(errors(runs, (run) => run.parts[part].error))] as const);
  const within = total.filter((error) => error <= TOLERANCE).length;
  const met = median(total) <= TOLERANCE && middles.every(([, error]) => error <= TOLERANCE);
  const told = (error: number) => `${(error * 100).toFixed(1)} %`;
  const figures = [
    `in all off by ${told(median(total))} in the middle, ${told(Math.max(...total))} at most, ${within} of ${total.length} seeds within ${TOLERANCE * 100} %`,
    `parts in the middle: ${middles.map(([part, error]) => `${part} ${told(error)}`).join(', ')}`,
  ];
  if (others.length > 0) {
    const length = median(errors(others, (run) => run.errorByLengths));
    figures.push(
      `where answers get shorter: ${told(median(errors(others, (run) => run.total.error)))}, with the lengths that came ${told(length)}`,
    );
  }
  return { met, figures: figures.join('; ') };
}
