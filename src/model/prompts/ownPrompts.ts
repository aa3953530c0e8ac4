/**
 * The prompts that a model brings itself and no template writes, as the models that come with the page do. Apart from
 * prompts.ts, so that those need not load what everything else takes. Knows tokenizers; knows no template.
 */
import type { Prompts } from '../../files/folder/promptsJson.ts';
import { promptIds, type PromptTokenizer } from './promptIds.ts';
import type { AskedPrompt, PreparedPrompts } from './prompts.ts';

/** @param suffix what the model was trained on behind every prompt that does not end with it */
export function ownPrompts(
  tokenizer: PromptTokenizer,
  { train, heldOut }: Prompts,
  suffix: string,
): PreparedPrompts {
  const texts = [...train, ...heldOut];
  const tokens = new Map(
    texts.map((text) => {
      const written = text.endsWith(suffix) ? text : text + suffix;
      return [text, promptIds(tokenizer, written, false).length];
    }),
  );
  return { prompts: { train, heldOut }, texts, chats: new Map(), tokens, template: null };
}

/** Prompts that somebody typed for such a model, ended as it was trained on them. Those without a word stay none. */
export function endedBy(suffix: string, prompts: readonly AskedPrompt[]): readonly AskedPrompt[] {
  return prompts.map((prompt) =>
    typeof prompt !== 'string' || prompt.trim() === '' || prompt.endsWith(suffix) ? prompt : prompt + suffix,
  );
}
