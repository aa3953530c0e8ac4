/**
 * From the text of a prompt to its ids, and back to what a person wrote: all that a running model needs of prompts. Apart
 * from prompts.ts, so that a page whose prompts are plain need not load how they are written. Knows no template.
 */
import type { PreparedPrompts } from './prompts.ts';
import type { Tokenizer } from '../tokenizing/tokenizer.ts';

/** What of a tokenizer prompts are encoded with. */
export type PromptTokenizer = Pick<Tokenizer, 'encode' | 'startIds' | 'bosId'>;

/**
 * The ids of a prompt's text: after the start token where the text is as somebody typed it; a template writes its own.
 * An empty text is the start token, also where the tokenizer does not put one of itself.
 * @returns no ids for an empty text where there is no start token
 */
export function promptIds(tokenizer: PromptTokenizer, text: string, templated: boolean): number[] {
  const ids = tokenizer.encode(text);
  if (templated && ids.length > 0) return ids;
  const { startIds, bosId } = tokenizer;
  if (startIds.length > 0 || ids.length > 0) return [...startIds, ...ids];
  return bosId === null ? [] : [bosId];
}

/** Texts that {@link remembering} keeps the ids of. */
const REMEMBERED = 20_000;

/** The same tokenizer for somebody who types: all texts but one are those of the moment before. */
export function remembering(tokenizer: PromptTokenizer): PromptTokenizer {
  const known = new Map<string, number[]>();
  const { startIds, bosId } = tokenizer;
  return {
    startIds,
    bosId,
    encode(text) {
      const found = known.get(text);
      if (found) return found;
      if (known.size >= REMEMBERED) known.clear();
      const ids = tokenizer.encode(text);
      known.set(text, ids);
      return ids;
    },
  };
}

/** What a person wrote of a prompt: the last of the user's turns, or the text where no template made it. */
export function wordsOf(text: string, chats: PreparedPrompts['chats']): string {
  const messages = chats.get(text)?.messages;
  return messages
    ? ((messages.findLast(({ role }) => role === 'user') ?? messages.at(-1))?.content ?? '')
    : text;
}

/** Tokens of the longest prompt, 0 where there is none. */
export function longestPrompt({ tokens }: Pick<PreparedPrompts, 'tokens'>): number {
  let longest = 0;
  for (const count of tokens.values()) longest = Math.max(longest, count);
  return longest;
}
