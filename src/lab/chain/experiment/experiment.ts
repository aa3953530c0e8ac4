/**
 * The experiment: copy for items whose names no training saw, written by the essay's chain before and after it was trained on ranked
 * traces of its own, and at one go, with as many calls of the model and the same judges. One-shot copy is trained the same way, too, on
 * as many rounds, and told beside it. The rater shares nothing with the person who ranked. The model is the same for all seeds: a seed
 * is its items, what is sampled, and who errs where.
 */
import type { Experiment, LabPlace } from '../../experiment.ts';
import type { LanguageModel } from '../../model/languageModel.ts';
import { inputsOf, type Domain } from '../domain/domain.ts';
import { DOMAINS } from '../domain/demonstrations.ts';
import { essayChain, oneShot } from '../domain/prompts.ts';
import { rate, type Rating } from '../raters/rater.ts';
import { beginTrace, runChain } from '../run.ts';
import { callsOf, type Chain } from '../steps.ts';
import { resultOf } from '../trace.ts';
import { drawJobs, practise, type Job } from './practice.ts';
import { ARMS, GOAL_TEXT, lineOf, meanRating, verdict, type Arm, type ChainResult } from './summary.ts';

export const CHAIN_MODEL = 'chain-tiny';

interface Effort {
  /** Copies in each domain that are rated. */
  readonly copies: number;
  readonly rounds: number;
  /** Items of each domain in a round. */
  readonly items: number;
  /** Whether copy at one go is trained, too: as long again. */
  readonly once: boolean;
}

export const FULL: Effort = { copies: 8, rounds: 2, items: 4, once: false };
const QUICK: Effort = { copies: 4, rounds: 1, items: 2, once: false };

export const CHAIN: Experiment<ChainResult> = {
  goal: GOAL_TEXT,
  run: (place, seed, quick) => runSeed(place, seed, quick ? QUICK : FULL),
  line: lineOf,
  judge: verdict,
};

type Way = (domain: Domain) => Chain;

export async function runSeed(place: LabPlace, seed: number, effort: Effort): Promise<ChainResult> {
  const name = place.model ?? CHAIN_MODEL;
  const jobs = drawJobs(seed, 'rated', effort.copies, true);
  const model = await place.openModel(name);
  const byChain: Way = (domain) => essayChain(domain);
  const atOnce: Way = (domain) => oneShot(domain);
  const log = (line: string) => place.log(line);
  const oneShots = await rated(model, atOnce, jobs, seed, log);
  const untrained = await rated(model, byChain, jobs, seed, log);
  const trainedBy = async (way: Way) => {
    const learner = await place.openModel(name);
    const practised = await practise(learner, { ...effort, chainOf: way }, seed, log);
    return { practised, ratings: await rated(learner, way, jobs, seed, log) };
  };
  const chain = await trainedBy(byChain);
  const once = effort.once ? await trainedBy(atOnce) : null;
  const all: Record<Arm, Rated | null> = {
    oneShot: oneShots,
    untrained,
    trained: chain.ratings,
    oneShotTrained: once && once.ratings,
  };
  const ratingOf = (arm: Arm, id: Domain['id']) => {
    const ratings = all[arm]?.get(id);
    return ratings ? meanRating(ratings) : null;
  };
  const ratings = Object.values(DOMAINS).map(({ id }) => [
    id,
    Object.fromEntries(ARMS.map((arm) => [arm, ratingOf(arm, id)])),
  ]);
  return {
    seed,
    model: name,
    calls: { chain: callsOf(byChain(DOMAINS.venues)), oneShot: callsOf(atOnce(DOMAINS.venues)) },
    copies: effort.copies,
    ranked: { chain: chain.practised.ranked, oneShot: once?.practised.ranked ?? 0 },
    learnt: { chain: chain.practised.learnt, oneShot: once?.practised.learnt ?? 0 },
    ratings: Object.fromEntries(ratings) as ChainResult['ratings'],
  };
}

type Rated = ReadonlyMap<Domain['id'], readonly Rating[]>;

/** What the rater says of each copy. */
async function rated(
  model: LanguageModel,
  way: Way,
  jobs: readonly Job[],
  seed: number,
  log: (line: string) => void,
): Promise<Rated> {
  const ratings = new Map<Domain['id'], readonly Rating[]>();
  for (const domain of Object.values(DOMAINS)) {
    const own = jobs.filter((job) => job.domain === domain);
    const traces = own.map((job, index) => beginTrace(String(index), inputsOf(job)));
    const done = await runChain(model, way(domain), traces, { seed, chat: null });
    const given = done.map((trace, index) =>
      rate(domain, own[index].item, own[index].reader, resultOf(trace)),
    );
    ratings.set(domain.id, given);
    log(`  ${meanRating(given).total.toFixed(3)}, ${resultOf(done[0])} (${own[0].reader})`);
  }
  return ratings;
}
