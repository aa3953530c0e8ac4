/** Models for tests of the bench: one that has learnt everything, one that writes what it is told to. */
import { answerOf, procedureOf, said, vocabularyOf } from '../../../src/lab/procedure/mazes/tokens.ts';
import type { Task } from '../../../src/lab/procedure/mazes/maze.ts';
import {
  NOTHING,
  type SequenceModel,
  type SequenceModelOptions,
} from '../../../src/lab/sequences/sequenceModel.ts';

/** The task of a prompt, by what its tokens say. */
export function taskOf(prompt: readonly number[], size: number): Task {
  const words = vocabularyOf(size);
  const cells = size * size;
  const open = prompt.slice(0, cells).map((token, cell) => token - words.place(cell, 0));
  const cellOf = (token: number) => {
    const step = said(token, words);
    return 'cell' in step ? step.cell : -1;
  };
  return { maze: { size, open }, goal: cellOf(prompt[cells]), start: cellOf(prompt[cells + 1]) };
}

/** Solves all that it is asked as a procedure, or one that solves by answer; each update's loss halves. */
export function perfect(options: SequenceModelOptions, size: number, fails = false): SequenceModel {
  const words = vocabularyOf(size);
  let update = 0;
  return {
    facts: { parameters: 7, positions: options.positions, adapter: 'made up', software: true },
    train: (sequences, { batch }) =>
      Promise.resolve(
        Array.from({ length: Math.ceil(sequences.length / batch) }, () => ({
          update: ++update,
          loss: 2 ** -update,
          learnt: 1,
          tokens: 10,
          sure: 0.5,
          gradNorm: 1,
        })),
      ),
    write: (prompts, { maxTokens }) =>
      Promise.resolve(
        prompts.map((prompt) => {
          const task = taskOf(prompt, size);
          const right = maxTokens === words.procedure ? procedureOf(task, words) : answerOf(task, words);
          const tokens = fails ? [words.way(task.goal), words.end] : right;
          return { tokens, logp: tokens.map(() => 0), finished: true };
        }),
      ),
    read: (sequences) =>
      Promise.resolve(
        sequences.map(({ tokens, targets }) => {
          const answer = answerOf(taskOf(tokens.slice(0, words.prompt), size), words);
          const places = targets.flatMap((target, at) => (target === NOTHING ? [] : [at - words.prompt]));
          return {
            logp: places.map(() => -1),
            best: places.map((at) => answer[at] ?? words.end),
            bestLogp: places.map((at) => -at),
          };
        }),
      ),
    weights: () => Promise.resolve(new Map()),
    load: () => Promise.resolve(),
    free: () => Promise.resolve(),
  };
}
