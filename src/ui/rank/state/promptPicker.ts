/** Chooses which prompt to rank next. Pure; knows prompts as strings, and how many tokens they have. */
import type { SessionInfo } from '../../../workers/protocol.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';

/** The prompts that leave room for the longest answer; all of them where none does, so that the trainer says so. */
export function fittingPrompts(
  prompts: readonly string[],
  { reading }: Pick<SessionInfo, 'reading'>,
  { maxNewTokens }: Pick<Settings, 'maxNewTokens'>,
): readonly string[] {
  const room = reading.context - maxNewTokens;
  const short = prompts.filter((prompt) => (reading.tokens.get(prompt) ?? 0) <= room);
  return short.length > 0 ? short : prompts;
}

/**
 * The first prompt, in an order shuffled by `seed`, that is not in `used`; when all are used, the
 * one used longest ago. Null without prompts.
 *
 * @param used prompts already judged or on screen, oldest first
 */
export function pickPrompt(prompts: readonly string[], used: readonly string[], seed: number): string | null {
  const order = shuffle(prompts.length, mulberry(seed)).map((index) => prompts[index]);
  const taken = new Set(used);
  const fresh = order.find((prompt) => !taken.has(prompt));
  if (fresh !== undefined) return fresh;
  return [...order].sort((a, b) => used.lastIndexOf(a) - used.lastIndexOf(b))[0] ?? null;
}

/** A random order of 0 … count − 1 (Fisher-Yates). @param random uniform in [0, 1) */
export function shuffle(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// mulberry32: enough to make the order of prompts repeat with the seed.
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
