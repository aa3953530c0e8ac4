/**
 * The experiment: copy for items whose names no training saw, written by the essay's chain before and after it was trained on ranked
 * traces of its own, and at one go, with as many calls of the model. One-shot copy is trained the same way, too, on as many rounds, and
 * told beside it. The rater shares nothing with the person who ranked. The model is the same for all seeds: a seed is its items, what is
 * sampled, and who errs where.
 */
import type { Experiment, LabPlace } from '../../experiment.ts';
import type { LanguageModel } from '../../model/languageModel.ts';
import { inputsOf, type Domain } from '../domain/domain.ts';
import { DOMAINS } from '../domain/demonstrations.ts';
import { essayChain, oneShot } from '../domain/prompts.ts';
import { rate, type Rating } from '../raters/rater.ts';
import { soundShares, type SoundShares } from '../raters/soundness.ts';
import { beginTrace, runChain } from '../run.ts';
import { callsOf, type Chain } from '../steps.ts';
import { resultOf } from '../trace.ts';
import { drawJobs, LESSON, practise, type Job, type Practice } from './practice.ts';
import { ARMS, GOAL_TEXT, lineOf, meanRating, verdict, type Arm, type ChainResult } from './summary.ts';

export const CHAIN_MODEL = 'chain-tiny';

export interface Effort {
  /** Copies in each domain that are rated. */
  readonly copies: number;
  readonly practice: Omit<Practice, 'chainOf'>;
  /** Candidates of a step, and copies at one go, while it practises: more tell more of a step than those that are written in use. */
  readonly candidates: { readonly chain: number; readonly oneShot: number };
  /** Whether copy at one go is trained, too: as long again. */
  readonly once: boolean;
}

/** The learning rate is what practice seeds 101 and 102 chose: see stepSize.ts. */
export const FULL: Effort = {
  copies: 32,
  practice: { rounds: 12, items: 16, lesson: { ...LESSON, passes: 2, learningRate: 6e-4 } },
  candidates: { chain: 6, oneShot: 10 },
  once: true,
};
const QUICK: Effort = {
  copies: 4,
  practice: { rounds: 1, items: 2, lesson: FULL.practice.lesson },
  candidates: { chain: 3, oneShot: 10 },
  once: false,
};

export const CHAIN: Experiment<ChainResult> = {
  goal: GOAL_TEXT,
  run: (place, seed, quick) => runSeed(place, seed, quick ? QUICK : FULL),
  line: lineOf,
  judge: verdict,
};

/** A way of writing; with more candidates than usual where they are given. */
type Way = (domain: Domain, candidates?: number) => Chain;

export async function runSeed(place: LabPlace, seed: number, effort: Effort): Promise<ChainResult> {
  const name = place.model ?? CHAIN_MODEL;
  const jobs = drawJobs(seed, 'rated', effort.copies, true);
  const model = await place.openModel(name);
  const log = (line: string) => place.log(`  seed ${seed}, ${line}`);
  const ratedAs = (writer: LanguageModel, way: Way, arm: Arm) =>
    ratedBy(writer, way, jobs, seed, (line) => log(`${arm}: ${line}`));
  const trainedBy = async (way: Way, candidates: number, arm: Arm) => {
    const learner = await place.openModel(name);
    const practice = { ...effort.practice, chainOf: (domain: Domain) => way(domain, candidates) };
    const practised = await practise(learner, practice, seed, (line) => log(`${arm}: ${line}`));
    return { practised, outcome: await ratedAs(learner, way, arm) };
  };
  const oneShots = await ratedAs(model, oneShot, 'oneShot');
  const untrained = await ratedAs(model, essayChain, 'untrained');
  const chain = await trainedBy(essayChain, effort.candidates.chain, 'trained');
  const once = effort.once ? await trainedBy(oneShot, effort.candidates.oneShot, 'oneShotTrained') : null;
  const all: Record<Arm, Rated | null> = {
    oneShot: oneShots,
    untrained,
    trained: chain.outcome,
    oneShotTrained: once && once.outcome,
  };
  /** Something of each way, by domain. */
  const each = <Told>(of: (rated: Rated, id: Domain['id']) => Told) =>
    Object.fromEntries(
      Object.values(DOMAINS).map(({ id }) => [
        id,
        Object.fromEntries(ARMS.map((arm) => [arm, all[arm] && of(all[arm], id)])),
      ]),
    ) as Record<Domain['id'], Record<Arm, Told | null>>;
  return {
    seed,
    model: name,
    calls: { chain: callsOf(essayChain(DOMAINS.venues)), oneShot: callsOf(oneShot(DOMAINS.venues)) },
    copies: effort.copies,
    ranked: { chain: chain.practised.ranked, oneShot: once?.practised.ranked ?? 0 },
    learnt: { chain: chain.practised.learnt, oneShot: once?.practised.learnt ?? 0 },
    ratings: each((rated, id) => meanRating(rated[id].ratings)),
    sound: each((rated, id) => rated[id].sound),
  };
}

type Rated = Readonly<
  Record<Domain['id'], { readonly ratings: readonly Rating[]; readonly sound: SoundShares }>
>;

/** What the rater says of each copy, and where they went wrong. */
export async function ratedBy(
  model: LanguageModel,
  way: Way,
  jobs: readonly Job[],
  seed: number,
  log: (line: string) => void,
): Promise<Rated> {
  const found: [Domain['id'], Rated[Domain['id']]][] = [];
  for (const domain of Object.values(DOMAINS)) {
    const own = jobs.filter((job) => job.domain === domain);
    const traces = own.map((job, index) => beginTrace(String(index), inputsOf(job)));
    const done = await runChain(model, way(domain), traces, { seed, chat: null });
    const ratings = done.map((trace, index) =>
      rate(domain, own[index].item, own[index].reader, resultOf(trace)),
    );
    const sound = soundShares(domain, own, done);
    found.push([domain.id, { ratings, sound }]);
    const { facts, fluent, fit, total } = meanRating(ratings);
    const parts = [facts, fluent, fit].map((part) => part.toFixed(2)).join('/');
    const steps = Object.entries(sound).map(([role, share]) => `${role} ${share.toFixed(2)}`);
    log(`${domain.id} ${total.toFixed(3)} (so/fluent/fit ${parts}); sound: ${steps.join(', ')}`);
    log(`${domain.id}, for ${own[0].reader}: ${resultOf(done[0])}`);
  }
  return Object.fromEntries(found) as Rated;
}
