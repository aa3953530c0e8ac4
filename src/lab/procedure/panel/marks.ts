/** What the first tokens of a search mark in a maze's drawing. Without React. */
import { firstDifference, said, type Vocabulary } from '../mazes/tokens.ts';

export interface Marks {
  readonly expanded: ReadonlySet<number>;
  readonly pushed: ReadonlySet<number>;
  readonly way: readonly number[];
  /** Where the first wrong token stands; null for none. */
  readonly wrong: number | null;
}

/**
 * The marks of the first `steps` tokens.
 * @param wanted what was to be written; the first token that is another is marked
 */
export function marksOf(
  tokens: readonly number[],
  steps: number,
  words: Vocabulary,
  wanted: readonly number[],
): Marks {
  const expanded = new Set<number>();
  const pushed = new Set<number>();
  const way: number[] = [];
  for (const token of tokens.slice(0, steps)) {
    const step = said(token, words);
    if (step.kind === 'expand') expanded.add(step.cell);
    if (step.kind === 'push') pushed.add(step.cell);
    if (step.kind === 'way') way.push(step.cell);
  }
  const error = firstDifference(tokens, wanted);
  const step = error !== null && error < steps && error < tokens.length ? said(tokens[error], words) : null;
  return { expanded, pushed, way, wrong: step && 'cell' in step ? step.cell : null };
}
