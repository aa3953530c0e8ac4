/**
 * A rollout in passes of as many rows as are decoded at once: watched, stopped on the way, and gone on with later.
 * Knows rows and tokens; knows no model.
 */
import type { GenerateHooks, Generation } from '../../model/generator.ts';

/** Rows the rollout generators decode at once. */
export const PASS_ROWS = 32;

/** How a rollout is watched, stopped, and gone on with. */
export interface RolloutHooks {
  readonly signal?: AbortSignal;
  /** In tokens of the longest answers, pass after pass. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Responses of the passes that are done; empty to begin with. */
  readonly kept?: Generation[];
}

/**
 * One response per prompt. Passes that are done are put into `hooks.kept`, and those that are there already are not
 * made again; when aborted, the last one is incomplete and not kept.
 * @param generate a pass over the prompts from `first` on
 */
export async function inPasses<Prompt>(
  prompts: readonly Prompt[],
  maxNewTokens: number,
  { signal, onProgress, kept = [] }: RolloutHooks,
  generate: (part: readonly Prompt[], first: number, hooks: GenerateHooks) => Promise<Generation[]>,
): Promise<Generation[]> {
  const total = Math.ceil(prompts.length / PASS_ROWS) * maxNewTokens;
  for (let first = kept.length; first < prompts.length; first += PASS_ROWS) {
    const before = (first / PASS_ROWS) * maxNewTokens;
    onProgress?.(before, total);
    const part = await generate(prompts.slice(first, first + PASS_ROWS), first, {
      signal,
      onProgress: (now) => onProgress?.(before + Math.max(...now.map(({ tokens }) => tokens.length)), total),
    });
    // One that came to its end all the same is as good as any.
    if (signal?.aborted && !part.every(({ complete }) => complete)) return [...kept, ...part];
    kept.push(...part);
    if (signal?.aborted) return [...kept];
  }
  onProgress?.(total, total);
  return [...kept];
}
