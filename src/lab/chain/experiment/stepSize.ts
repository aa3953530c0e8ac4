/**
 * Which step size the chain is trained at, chosen on practice seeds that no result is taken from: half of the experiment's rounds at
 * each, rated as the experiment rates. The rule: of the rates, the one with the highest mean rating over the practice seeds; where two
 * are within a hundredth, the smaller. Run with `--part steps --seeds 2 --seed 101`.
 */
import type { Experiment, LabPlace, Verdict } from '../../experiment.ts';
import { essayChain } from '../domain/prompts.ts';
import { CHAIN_MODEL, FULL, ratedBy, type Effort } from './experiment.ts';
import { drawJobs, practise } from './practice.ts';
import { meanRating } from './summary.ts';

/** Learning rates that are tried. */
export const RATES = [3e-4, 6e-4, 1.2e-3] as const;

/** Ratings this near are as good. */
const AS_GOOD = 0.01;

/** Of one practice seed: the rater's mean for the chain before training, and trained at each rate. */
export interface StepSizeResult {
  readonly seed: number;
  readonly untrained: number;
  readonly trained: readonly { readonly learningRate: number; readonly total: number }[];
}

export const STEP_SIZE: Experiment<StepSizeResult> = {
  goal: 'of the learning rates the one whose trained chain the rater gives most, over practice seeds; of those within 0.01 the smallest',
  run: (place, seed, quick) =>
    trySizes(
      place,
      seed,
      quick ? { ...FULL, copies: 2, practice: { ...FULL.practice, rounds: 2, items: 2 } } : FULL,
    ),
  line: ({ untrained, trained }) => [`untrained ${untrained.toFixed(3)}`, ...trained.map(told)].join('; '),
  judge: chosen,
};

export async function trySizes(place: LabPlace, seed: number, effort: Effort): Promise<StepSizeResult> {
  const name = place.model ?? CHAIN_MODEL;
  const jobs = drawJobs(seed, 'rated', effort.copies, true);
  const log = (line: string) => place.log(`  seed ${seed}, ${line}`);
  const totalOf = async (model: Parameters<typeof ratedBy>[0], what: string) => {
    const rated = await ratedBy(model, essayChain, jobs, seed, (line) => log(`${what}: ${line}`));
    const ratings = Object.values(rated).flatMap((of) => of.ratings);
    return meanRating(ratings).total;
  };
  const untrained = await totalOf(await place.openModel(name), 'untrained');
  const trained: { learningRate: number; total: number }[] = [];
  for (const learningRate of RATES) {
    const model = await place.openModel(name);
    const { practice, candidates } = effort;
    const half = {
      ...practice,
      rounds: Math.ceil(practice.rounds / 2),
      lesson: { ...practice.lesson, learningRate },
      chainOf: (domain: Parameters<typeof essayChain>[0]) => essayChain(domain, candidates.chain),
    };
    await practise(model, half, seed, (line) => log(`${learningRate}: ${line}`));
    trained.push({ learningRate, total: await totalOf(model, String(learningRate)) });
  }
  return { seed, untrained, trained };
}

/** The rule above. */
export function chosen(results: readonly StepSizeResult[]): Verdict {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = (results[0]?.trained ?? []).map(({ learningRate }, place) => ({
    learningRate,
    total: mean(results.map(({ trained }) => trained[place].total)),
  }));
  const most = Math.max(...means.map(({ total }) => total));
  const [first] = means
    .filter(({ total }) => total >= most - AS_GOOD)
    .toSorted((a, b) => a.learningRate - b.learningRate);
  const untrained = mean(results.map((result) => result.untrained));
  return {
    met: first !== undefined && first.total > untrained,
    figures: [
      `untrained ${untrained.toFixed(3)}`,
      ...means.map(told),
      `chosen ${first?.learningRate ?? 'none'}`,
    ].join('; '),
  };
}

const told = ({ learningRate, total }: { learningRate: number; total: number }): string =>
  `at ${learningRate} ${total.toFixed(3)}`;
