/**
 * What a model has learnt of the procedure: how probable the right next stage is to it at each place of courses that go as they
 * should, and how far it gets by itself, a user showing it what came of its own work. Knows a model by its type.
 */
import type { LearntSequence, SequenceHooks, SequenceModel } from '../sequences/sequenceModel.ts';
import { NOTHING } from '../sequences/sequenceModel.ts';
import { tokensOf, userTurn, type Carried, type Course } from './conversations.ts';
import { isRight, shownAt, type Brief } from './procedure.ts';
import { idOf, idsOf, STAGES, wordsOf, type Stage } from './vocabulary.ts';

/** A stage and the longest output, with its end. */
const MOST_WRITTEN = 8;

/** One turn of a course that a model went through by itself. */
export interface OwnTurn {
  readonly shown: readonly string[];
  /** All that it wrote, its stage first; without the end. */
  readonly written: readonly string[];
  readonly right: boolean;
}

export interface Measured {
  /** Probability of the right next stage, the mean over courses, by stage. */
  readonly next: readonly number[];
  /** Share of courses that were right up to and with each stage; the last is the share that came to a good end. */
  readonly reached: readonly number[];
}

/** What a model is asked for the probability of each stage: a course as it should be, a target at each. */
export function stageQuestions({ brief, chain }: Course, carried: Carried): LearntSequence {
  const tokens: number[] = [];
  const targets: number[] = [];
  for (const each of chain) {
    const told = tokensOf(each, brief, carried);
    const first = told.learnt.indexOf(true);
    tokens.push(...told.tokens);
    targets.push(...told.tokens.map((_, at) => (at === first - 1 ? told.tokens[first] : NOTHING)));
  }
  return { tokens, targets };
}

export async function measure(
  model: Pick<SequenceModel, 'read' | 'write'>,
  courses: readonly Course[],
  carried: Carried,
  hooks: SequenceHooks = {},
): Promise<Measured> {
  const said = await model.read(
    courses.map((course) => stageQuestions(course, carried)),
    { signal: hooks.signal },
  );
  const mean = (of: (index: number) => number) =>
    courses.reduce((sum, _, index) => sum + of(index), 0) / courses.length;
  const next = STAGES.map((_, stage) => mean((index) => Math.exp(said[index].logp[stage])));
  const turns = await goThrough(
    model,
    courses.map(({ brief }) => brief),
    carried,
    hooks,
  );
  const reached = STAGES.map((_, stage) => mean((index) => Number(turns[index][stage]?.right ?? false)));
  return { next, reached };
}

/** Each brief as far as the model gets with it: up to its first wrong turn, or to the end. */
export async function goThrough(
  model: Pick<SequenceModel, 'write'>,
  briefs: readonly Brief[],
  carried: Carried,
  { signal, onProgress }: SequenceHooks = {},
): Promise<OwnTurn[][]> {
  const under = briefs.map((brief) => ({ brief, tokens: [] as number[], outputs: [] as string[][] }));
  const turns = briefs.map((): OwnTurn[] => []);
  let alive = under.map((_, index) => index);
  for (const [done, stage] of STAGES.entries()) {
    const shown = alive.map((index) => shownAt(stage, under[index].brief, under[index].outputs));
    alive.forEach((index, row) =>
      under[index].tokens.push(...idsOf(userTurn(shown[row], stage, under[index].brief, carried))),
    );
    const written = await model.write(
      alive.map((index) => under[index].tokens),
      { maxTokens: MOST_WRITTEN },
      { signal },
    );
    alive = alive.filter((index, row) => {
      const { tokens, finished } = written[row];
      const words = wordsOf(finished ? tokens.slice(0, -1) : tokens);
      const [called, ...output] = words;
      const right = finished && called === stage && isRight(stage, under[index].brief, shown[row], output);
      turns[index].push({ shown: shown[row], written: words, right });
      under[index].tokens.push(...idsOf(words), idOf('<end>'));
      under[index].outputs.push(output);
      return right;
    });
    onProgress?.(done + 1, STAGES.length);
    if (alive.length === 0) break;
  }
  return turns;
}

/** Mean over some stages. */
export function meanOver(values: readonly number[], stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + values[STAGES.indexOf(stage)], 0) / stages.length;
}
