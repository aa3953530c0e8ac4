/**
 * A whole run without a page: a simulated labeler ranks, the reward model is fitted, the method iterates. The same
 * learning code as in the page's worker. Knows the run; printing and files are command.ts.
 */
import { adapterName } from '../gpu/device.ts';
import { MATMUL } from '../gpu/kernels/matmul/matmulVariants.ts';
import { activeRankings } from '../preferences/log.ts';
import { Comparator, type Comparison } from '../rl/runs/compare.ts';
import { judgedPrompts } from '../rl/labelersFor.ts';
import { NoPromptFitsError } from '../rl/training/promptRoom.ts';
import type { RecordedRun } from '../rl/runs/recordedRun.ts';
import { RECORDED_RUN_VERSION } from '../rl/runs/recordedRun.ts';
import { withTold, type ToldParts } from '../rl/runs/recordTold.ts';
import { loadAlgorithm } from '../rl/algorithms/index.ts';
import type { Inspection } from '../rl/runs/inspection.ts';
import { Inspector } from '../rl/runs/inspector.ts';
import { keptInspection } from '../rl/runs/recordedInspection.ts';
import { qualityOf } from '../rl/runs/fitQuality.ts';
import { RlhfRun } from '../rl/runs/run.ts';
import { sealOf } from '../rl/runs/seal.ts';
import { settingsDiff } from '../rl/algorithms/settings.ts';
import { RESTAURANT_IDS } from '../tastes/labeler.ts';
import { areRestaurants } from '../tastes/restaurants.ts';
import type { RunContext } from './command.ts';
import { openModel } from './openModel.ts';
import { takeReward } from './reward.ts';
import { qualityLines } from './progress.ts';
import { OptionsError } from './options.ts';

/** Iterations at which base and current model answer the same prompts, as shares of the whole run. */
const COMPARED_AT = [0.25, 0.5, 0.75, 1];
/** Held-out prompts they answer. */
const COMPARED_PROMPTS = 3;

/**
 * When the rankings are given: half of them on the base model's answers, a quarter each when 30 % and 60 % of
 * the iterations are done, on answers of the policy as it is then. A reward model that never sees what the
 * policy has become is soon exploited (Bai et al. 2022 update theirs on the same ground).
 * @returns rankings to give before an iteration, by that iteration's number
 */
export function rankingRounds(total: number, iterations: number): ReadonlyMap<number, number> {
  const later = Math.floor(total / 4);
  const rounds = new Map<number, number>([[1, total - 2 * later]]);
  if (iterations < 4 || later === 0) return new Map([[1, total]]);
  rounds.set(1 + Math.round(iterations * 0.3), later);
  rounds.set(1 + Math.round(iterations * 0.6), later);
  return rounds;
}

/** Trains as `context.options` say. The record repeats bit for bit with the same seed, adapter and kernels. */
export async function train(context: RunContext): Promise<RecordedRun> {
  const { options } = context;
  const { settings, labeler, iterations } = options;
  const opened = await openModel(context);
  const { models, prompts, template } = opened;
  const { judged } = context;
  let told: ToldParts = { rankings: judged, agreement: [], samples: [] };
  const asked = judgedPrompts(labeler, prompts.train);
  if (asked.length === 0 || (RESTAURANT_IDS.includes(labeler) && !areRestaurants(asked))) {
    throw new OptionsError(
      `${options.model} has no prompt that the labeler ${labeler} can judge. Choose another labeler or model.`,
    );
  }
  await loadAlgorithm(settings.algorithm);
  const run = new RlhfRun(models, asked, settings, (event) => {
    told = withTold(told, event);
    context.tell(event);
  });

  if (template?.date != null)
    context.log(`The chat template writes a date: --date ${template.date} repeats this run`);
  const long = longPrompts(run, asked);
  if (long) context.log(long);

  await takeReward(run, opened, context);
  if (judged.length > 0) {
    run.setPreferences(judged);
    context.log(`${activeRankings(judged).length} rankings of people stand`);
  }
  const rounds = rankingRounds(options.rankings, iterations);
  const rank = async (count: number) => {
    if (count === 0) return;
    const made = await run.simulate(labeler, count);
    context.log(`${labeler} ranked ${made} prompts, ${settings.answers} answers each`);
  };

  const comparator = new Comparator(models, run.rewards, run.turns);
  const comparisons: Comparison[] = [];
  const inspector = options.inside > 0 ? new Inspector(run) : null;
  const inspections: Inspection[] = [];
  const comparedAt = new Set(COMPARED_AT.map((share) => Math.round(share * iterations)));
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const count = rounds.get(iteration);
    if (count !== undefined) await rank(count);
    await run.iterate();
    if (inspector) inspections.push(await inside(inspector, options.inside));
    if (!comparedAt.has(iteration)) continue;
    for (const prompt of run.fitting(prompts.heldOut).slice(0, COMPARED_PROMPTS)) {
      comparisons.push(await comparator.compare(prompt, settings, iteration));
    }
  }
  if (iterations === 0) {
    await rank(options.rankings);
    if (run.nextStage === 'fit' && run.canFit) await run.stage();
  }
  const quality = await qualityOf(run);
  for (const line of quality ? qualityLines(quality) : []) context.log(line);
  if (context.seal) context.seal(await sealOf(models));
  const record = recordedAs(context, run, prompts, { ...told, comparisons });
  return inspector ? { ...record, inspections } : record;
}

/** The iteration that has just ended, as the record keeps it. */
async function inside(inspector: Inspector, most: number): Promise<Inspection> {
  const inspection = await inspector.inspect();
  if (!inspection) throw new Error('An iteration has ended and there is nothing of it.');
  return keptInspection(inspection, most);
}

/** What a run leaves. @param parts what was told of it, and compared */
export function recordedAs(
  { gpu, options }: Pick<RunContext, 'gpu' | 'options'>,
  run: RlhfRun,
  prompts: RecordedRun['prompts'],
  parts: ToldParts & Pick<RecordedRun, 'comparisons'>,
): RecordedRun {
  return {
    format: 'nudge-recorded-run',
    version: RECORDED_RUN_VERSION,
    model: options.model,
    adapter: adapterName(gpu.adapter),
    kernels: MATMUL.chosen(gpu),
    settings: settingsDiff(run.settings),
    labeler: options.settings.rater,
    baseUtility: run.baseUtility,
    ...(run.rewards.taken && { reward: { name: run.rewards.taken.name, sha256: run.rewards.taken.sha256 } }),
    prompts,
    rankings: parts.rankings,
    history: run.history,
    agreement: parts.agreement,
    ...(parts.changes && { changes: parts.changes }),
    samples: parts.samples,
    comparisons: parts.comparisons,
  };
}

/**
 * Which prompts a run will pass over because they leave no room for an answer, in words, or null.
 * @throws OptionsError when it would pass over all of them
 */
export function longPrompts(run: Pick<RlhfRun, 'prompts'>, asked: readonly string[]): string | null {
  let usable: readonly string[];
  try {
    usable = run.prompts;
  } catch (error) {
    if (error instanceof NoPromptFitsError) throw new OptionsError(error.message, { cause: error });
    throw error;
  }
  const fitting = new Set(usable);
  const long = asked.filter((prompt) => !fitting.has(prompt));
  if (long.length === 0) return null;
  const named = long[0].length > NAMED ? `${long[0].slice(0, NAMED)}…` : long[0];
  return `${long.length} of ${asked.length} prompts leave no room for an answer and are passed over, the first of them ${JSON.stringify(named)}`;
}

/** Characters of a prompt that is named. */
const NAMED = 60;
