/**
 * The three ways to learn from the same solved mazes: the whole procedure, the answer after the question alone, the answer with holes
 * at a uniform rate (MLM-U, Nolte et al. 2024). And what a model that learnt that way makes of an unseen maze. Knows a model by
 * its type; knows no device.
 */
import type { Stream } from '../../../rl/random.ts';
import { fillIn } from '../../sequences/fillIn.ts';
import {
  masked,
  nextTokens,
  type LearntSequence,
  type SequenceHooks,
  type SequenceModel,
  type SequenceModelOptions,
} from '../../sequences/sequenceModel.ts';
import type { Task } from './maze.ts';
import { solves } from './search.ts';
import {
  answerOf,
  contextOf,
  firstDifference,
  procedureOf,
  promptOf,
  wayOf,
  type Vocabulary,
} from './tokens.ts';

export const ARMS = ['procedure', 'answer', 'masked'] as const;
export type Arm = (typeof ARMS)[number];

/** Passes in which a masked answer is filled in. */
const ROUNDS = 8;

/** What is chosen of a model; all arms have the same. */
export interface Shape {
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
}

/** The model of an arm: the same shape for all, and the same weights at the start. */
export function modelOf(arm: Arm, words: Vocabulary, shape: Shape, seed: number): SequenceModelOptions {
  return {
    family: 'llama',
    vocab: words.count,
    positions: contextOf(words),
    end: words.end,
    ...shape,
    bothWays: arm === 'masked',
    seed,
  };
}

/** What an arm learns of a task. @param random holes, of the arm that has some */
export function lessonOf(arm: Arm, task: Task, words: Vocabulary, random: Stream): LearntSequence {
  const prompt = promptOf(task, words);
  if (arm === 'procedure') return nextTokens(prompt, procedureOf(task, words));
  if (arm === 'answer') return nextTokens(prompt, answerOf(task, words));
  const whole = [...prompt, ...filledUp(answerOf(task, words), words)];
  const rate = random.uniform();
  const holes = new Set(
    whole.flatMap((_, at) => (at >= prompt.length && random.uniform() < rate ? [at] : [])),
  );
  if (holes.size === 0) holes.add(prompt.length + random.integer(whole.length - prompt.length));
  return masked(whole, (at) => holes.has(at), words.mask);
}

/** What a model made of a task. */
export interface Solution {
  readonly task: Task;
  /** All that it wrote after the prompt. */
  readonly written: readonly number[];
  /** What was to be written. */
  readonly wanted: readonly number[];
  /** The way it gives, from the goal back; null where it gives none. */
  readonly path: readonly number[] | null;
  /** Whether that leads from goal to start through no wall, be it the shortest or not. */
  readonly solved: boolean;
  /** Where it first wrote something else than was wanted, by place; null where nowhere. */
  readonly error: number | null;
}

/** Has a model solve tasks, the most probable token each time. */
export async function solve(
  model: Pick<SequenceModel, 'write' | 'read'>,
  arm: Arm,
  tasks: readonly Task[],
  words: Vocabulary,
  hooks: SequenceHooks = {},
): Promise<Solution[]> {
  const prompts = tasks.map((task) => promptOf(task, words));
  const written = await writtenBy(model, arm, prompts, words, hooks);
  return tasks.map((task, index) => judged(task, arm, written[index], words));
}

/** What was written, held against what was to be written. @throws RangeError for a maze without a way */
export function judged(task: Task, arm: Arm, written: readonly number[], words: Vocabulary): Solution {
  const wanted = arm === 'procedure' ? procedureOf(task, words) : answerOf(task, words);
  const path = wayOf(written, words);
  const solved = path !== null && solves(task, path);
  return { task, written, wanted, path, solved, error: firstDifference(written, wanted) };
}

async function writtenBy(
  model: Pick<SequenceModel, 'write' | 'read'>,
  arm: Arm,
  prompts: readonly (readonly number[])[],
  words: Vocabulary,
  hooks: SequenceHooks,
): Promise<readonly (readonly number[])[]> {
  if (arm !== 'masked') {
    const maxTokens = arm === 'procedure' ? words.procedure : words.answer;
    const written = await model.write(prompts, { maxTokens }, hooks);
    return written.map(({ tokens }) => tokens);
  }
  const holes = Array.from({ length: words.answer }, () => words.mask);
  const filled = await fillIn(
    model,
    prompts.map((prompt) => [...prompt, ...holes]),
    words.mask,
    ROUNDS,
    hooks,
  );
  return filled.map((sequence) => {
    const answer = sequence.slice(words.prompt);
    const end = answer.indexOf(words.end);
    return end < 0 ? answer : answer.slice(0, end + 1);
  });
}

/** An answer with ends behind it up to the longest. */
function filledUp(answer: readonly number[], { answer: length, end }: Vocabulary): number[] {
  return Array.from({ length }, (_, at) => answer[at] ?? end);
}
