/**
 * A rollout in passes of as many rows as are decoded at once: watched, stopped on the way, and gone on with later.
 * Knows rows and tokens; knows no model.
 */
import type { GenerateHooks, Generation } from '../../model/generator.ts';
import type { SamplerWeights } from './sampler.ts';

/** Rows the rollout generators decode at once. */
export const PASS_ROWS = 32;

/** How a rollout is watched, stopped, and gone on with. */
export interface RolloutHooks {
  readonly signal?: AbortSignal;
  /** In tokens of the longest answers, pass after pass. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Responses of the passes that are done; empty to begin with. */
  readonly kept?: Generation[];
  /** By what the current policy samples; its own weights when left out. */
  readonly by?: SamplerWeights;
}

/** Prompts of one pass, and how many answers each gets in it. */
interface Pass<Prompt> {
  readonly prompts: readonly Prompt[];
  readonly repeat: number;
}

/**
 * `group` responses per prompt, those of one prompt together. Passes that are done are put into `hooks.kept`, and those that
 * are there already are not made again; when aborted, the last one is incomplete and not kept.
 * @param generate a pass, and the number of its first row among all
 */
export async function inPasses<Prompt>(
  prompts: readonly Prompt[],
  group: number,
  maxNewTokens: number,
  { signal, onProgress, kept = [] }: RolloutHooks,
  generate: (
    part: readonly Prompt[],
    repeat: number,
    first: number,
    hooks: GenerateHooks,
  ) => Promise<Generation[]>,
): Promise<Generation[]> {
  const passes = passesOf(prompts, group);
  const total = passes.length * maxNewTokens;
  let first = 0;
  for (const [index, { prompts: part, repeat }] of passes.entries()) {
    const rows = part.length * repeat;
    if (kept.length >= first + rows) {
      first += rows;
      continue;
    }
    const before = index * maxNewTokens;
    onProgress?.(before, total);
    const made = await generate(part, repeat, first, {
      signal,
      onProgress: (now) => onProgress?.(before + Math.max(...now.map(({ tokens }) => tokens.length)), total),
    });
    // One that came to its end all the same is as good as any.
    if (signal?.aborted && !made.every(({ complete }) => complete)) return [...kept, ...made];
    kept.push(...made);
    if (signal?.aborted) return [...kept];
    first += rows;
  }
  onProgress?.(total, total);
  return [...kept];
}

/** Whole groups to a pass; a group larger than a pass alone, in as many as it takes. */
function passesOf<Prompt>(prompts: readonly Prompt[], group: number): Pass<Prompt>[] {
  if (group > PASS_ROWS) {
    return prompts.flatMap((prompt) =>
      Array.from({ length: Math.ceil(group / PASS_ROWS) }, (_, pass) => {
        return { prompts: [prompt], repeat: Math.min(PASS_ROWS, group - pass * PASS_ROWS) };
      }),
    );
  }
  const size = Math.floor(PASS_ROWS / group);
  return Array.from({ length: Math.ceil(prompts.length / size) }, (_, pass) => {
    return { prompts: prompts.slice(pass * size, (pass + 1) * size), repeat: group };
  });
}
