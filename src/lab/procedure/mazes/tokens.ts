/**
 * Mazes and searches as tokens. A prompt is every cell with its openings in one token, in order, then goal and start; a procedure is
 * the search step by step and then the way back; an answer is the way back alone. Each next token of a procedure is one look-up
 * away: which cells stand beside the one that is expanded, whether one was pushed, what was pushed next, from where. Pure.
 */
import type { Task } from './maze.ts';
import { breadthFirst, type SearchStep } from './search.ts';

/** What a token says. */
export type Said =
  | SearchStep
  /** A cell of the way, from the goal back to the start. */
  | { readonly kind: 'way'; readonly cell: number }
  | { readonly kind: 'end' }
  /** A token that belongs into prompts. */
  | { readonly kind: 'odd' };

export interface Vocabulary {
  /** Cells of a side. */
  readonly size: number;
  readonly count: number;
  readonly end: number;
  /** Stands where an answer is to be filled in. */
  readonly mask: number;
  readonly expand: (cell: number) => number;
  readonly push: (cell: number) => number;
  readonly way: (cell: number) => number;
  /** A cell and its openings. */
  readonly place: (cell: number, open: number) => number;
  /** Tokens of a prompt. */
  readonly prompt: number;
  /** Most tokens of a procedure, and of an answer, the end included. */
  readonly procedure: number;
  readonly answer: number;
}

const OPENINGS = 16;

/** The tokens of mazes of a size. */
export function vocabularyOf(size: number): Vocabulary {
  const cells = size * size;
  const first = 2;
  return {
    size,
    count: first + 3 * cells + OPENINGS * cells,
    end: 0,
    mask: 1,
    expand: (cell) => first + cell,
    push: (cell) => first + cells + cell,
    way: (cell) => first + 2 * cells + cell,
    place: (cell, open) => first + 3 * cells + OPENINGS * cell + open,
    prompt: cells + 2,
    // All but the goal are expanded, all but the start pushed, all on the way, and the end.
    procedure: 3 * cells - 1,
    answer: cells + 1,
  };
}

/** Tokens that a model must have room for. */
export function contextOf({ prompt, procedure }: Vocabulary): number {
  return prompt + procedure;
}

export function promptOf({ maze, start, goal }: Task, words: Vocabulary): number[] {
  return [...maze.open.map((open, cell) => words.place(cell, open)), words.way(goal), words.way(start)];
}

/** @throws RangeError for a maze without a way */
export function answerOf(task: Task, words: Vocabulary): number[] {
  const { path } = breadthFirst(task);
  if (!path) throw new RangeError('There is no way from start to goal in this maze.');
  return [...path.map((cell) => words.way(cell)), words.end];
}

/** @throws RangeError for a maze without a way */
export function procedureOf(task: Task, words: Vocabulary): number[] {
  const steps = breadthFirst(task).steps.map(({ kind, cell }) => words[kind](cell));
  return [...steps, ...answerOf(task, words)];
}

/** What a token says of the search. */
export function said(token: number, { size, end }: Vocabulary): Said {
  const cells = size * size;
  if (token === end) return { kind: 'end' };
  const kind = (['expand', 'push', 'way'] as const)[Math.floor((token - 2) / cells)];
  return kind === undefined || token < 2 ? { kind: 'odd' } : { kind, cell: (token - 2) % cells };
}

/** The way that was written last before the end; null without an end or a way. */
export function wayOf(tokens: readonly number[], words: Vocabulary): number[] | null {
  const steps = tokens.map((token) => said(token, words));
  const end = steps.findIndex(({ kind }) => kind === 'end');
  if (end < 0) return null;
  const before = steps.slice(0, end);
  const path = before.slice(before.findLastIndex(({ kind }) => kind !== 'way') + 1);
  return path.length > 0 ? path.flatMap((step) => (step.kind === 'way' ? [step.cell] : [])) : null;
}

/** Where two sequences first differ, by place; null where they are the same. */
export function firstDifference(one: readonly number[], other: readonly number[]): number | null {
  const longest = Math.max(one.length, other.length);
  for (let at = 0; at < longest; at++) if (one[at] !== other[at]) return at;
  return null;
}
