/** Chooses which prompt to rank next. Pure; knows prompts as strings, and how many tokens they have. */
import { mulberry, shuffle } from '../../../preferences/chance.ts';
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
