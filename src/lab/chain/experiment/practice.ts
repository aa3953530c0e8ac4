/**
 * A chain trained on ranked traces of its own: it writes for some items, a simulated person ranks the candidates of every step and
 * so chooses what goes on, and the model learns from the ranks by the run's own method, step by step; then again, as it writes now.
 */
import { stream, type Stream } from '../../../rl/random.ts';
import type { JudgedAnswer, LanguageModel, LessonOptions } from '../../model/languageModel.ts';
import { drawBrief, inputsOf, type Brief, type Domain } from '../domain/domain.ts';
import { DOMAINS } from '../domain/demonstrations.ts';
import { roleOf } from '../domain/prompts.ts';
import { balancedLessons } from '../lessons.ts';
import { rankLast } from '../raters/taste.ts';
import { beginTrace, runStep } from '../run.ts';
import type { Chain } from '../steps.ts';
import { rankedSteps, type Trace } from '../trace.ts';

export interface Job extends Brief {
  readonly domain: Domain;
}

/**
 * Ranks are centred within each step, so nothing is gained by a value to compare with; learning one moves all weights, also where
 * nothing is to be learnt.
 */
export const LESSON = {
  passes: 1,
  learningRate: 2e-4,
  klCoefficient: 0.02,
  valueCoefficient: 0,
  // What a short answer counts is far out on purpose.
  scoreClip: 0,
} as const satisfies LessonOptions;

export interface Practice {
  readonly rounds: number;
  /** Items of each domain in a round. */
  readonly items: number;
  readonly chainOf: (domain: Domain) => Chain;
  /** How hard each lesson is; LESSON where it is left out. */
  readonly lesson?: LessonOptions;
}

export interface Practised {
  readonly ranked: number;
  readonly learnt: number;
}

/** Items of both domains, so many of each. @param held whether of names that no training has seen */
export function drawJobs(seed: number, name: string, each: number, held: boolean): readonly Job[] {
  const random = stream(seed, `chain/items/${name}`);
  return Object.values(DOMAINS).flatMap((domain) =>
    Array.from({ length: each }, () => ({ domain, ...drawBrief(domain, random, held) })),
  );
}

/** @throws RangeError where the model cannot be trained; what it throws when it is */
export async function practise(
  model: LanguageModel,
  practice: Practice,
  seed: number,
  log: (line: string) => void,
): Promise<Practised> {
  if (!model.learn) throw new RangeError(`${model.facts.label} cannot be trained here.`);
  const { rounds, items, lesson = LESSON } = practice;
  let [ranked, learnt] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const jobs = drawJobs(seed, `practice/${round}`, items, false);
    const traces = await rankedTraces(model, practice, jobs, seed + 1000 * (round + 1));
    const random = stream(seed, `chain/lessons/${round}`);
    const lessons = evenly(balancedLessons(traces), random);
    ranked += rankedSteps(traces);
    if (lessons.every(({ value }) => value === lessons[0].value)) {
      log(`round ${round + 1} of ${rounds}: nothing was told apart`);
      continue;
    }
    const { answers, liked, others } = await model.learn(lessons, seed + round, {}, lesson);
    learnt += answers;
    log(
      `round ${round + 1} of ${rounds}: ${ranked} ranked steps, ${learnt} answers; liked ${liked.toFixed(2)}, others ${others.toFixed(2)} nats`,
    );
  }
  return { ranked, learnt };
}

/** Lessons come in sizes of so many: what is recorded for a size on the device serves again. */
const SIZE = 32;

/** All but a few, chosen by lot, so that their number is a multiple of SIZE; all where there are no more than that. */
function evenly(lessons: readonly JudgedAnswer[], random: Stream): readonly JudgedAnswer[] {
  if (lessons.length <= SIZE) return lessons;
  const kept = random.permutation(lessons.length).slice(0, lessons.length - (lessons.length % SIZE));
  return kept.map((place) => lessons[place]);
}

/** Each step ranked as soon as it is done: the best goes on. */
async function rankedTraces(
  model: LanguageModel,
  { chainOf }: Practice,
  jobs: readonly Job[],
  seed: number,
): Promise<readonly Trace[]> {
  const random = stream(seed, 'chain/taste');
  const all = await Promise.all(
    Object.values(DOMAINS).map((domain) => {
      const own = jobs.filter((job) => job.domain === domain);
      return through(model, chainOf(domain), own, seed, random);
    }),
  );
  return all.flat();
}

async function through(
  model: LanguageModel,
  chain: Chain,
  jobs: readonly Job[],
  seed: number,
  random: Stream,
): Promise<readonly Trace[]> {
  let traces = jobs.map((job, index) => beginTrace(String(index), inputsOf(job)));
  for (const [place, step] of chain.entries()) {
    const done = await runStep(model, step, traces, { seed: seed + place, chat: null });
    traces = traces.map((trace, index) => {
      const { domain, ...brief } = jobs[index];
      const grown = { ...trace, steps: [...trace.steps, done[index]] };
      return rankLast(grown, brief, domain, (name) => roleOf(domain, name), random);
    });
  }
  return traces;
}
