/**
 * Texts of the lab as a model reads them: prompts, alone or through its chat template, a prefix with what follows it, and
 * where an answer ends. Knows a tokenizer; knows no GPU and no bench.
 */
import { templateTokens } from '../../files/config/chatTemplates.ts';
import { openChatTemplate, templateId, type WriteChat } from '../../model/prompts/chatTemplate.ts';
import { promptIds } from '../../model/prompts/promptIds.ts';
import { templatesOf, type ChatRecord } from '../../model/prompts/prompts.ts';
import type { ModelTexts } from '../../model/source.ts';
import type { Chat, Continuation } from './languageModel.ts';

/** What of a model its texts depend on. */
export type TextSource = Pick<ModelTexts, 'tokenizer' | 'tokenizerConfig' | 'files'>;

/** A prefix and what follows it, in ids; neither is empty. */
export interface ContinuationIds {
  readonly prefix: readonly number[];
  readonly continuation: readonly number[];
}

export class LabTexts {
  /** Whether the model brings a chat template. */
  readonly hasChat: boolean;
  #chat: Promise<WriteChat> | null = null;

  /** @param eos what an empty text reads as where the tokenizer has no start token */
  constructor(
    private readonly source: TextSource,
    private readonly eos: number,
  ) {
    this.hasChat = templatesOf(source).length > 0;
  }

  /**
   * A prompt as the model reads it: through the template where `chat` says so and there is one.
   * @throws ChatTemplateError when the template refuses it
   */
  async write(
    prompt: string,
    chat: Chat | null | undefined,
  ): Promise<{ text: string; templated: boolean; chat?: ChatRecord }> {
    const [template] = chat ? templatesOf(this.source) : [];
    if (!chat || !template) return { text: prompt, templated: false };
    this.#chat ??= openChatTemplate(template, templateTokens(this.source.tokenizerConfig));
    const system = chat.system ? [{ role: 'system', content: chat.system }] : [];
    const messages = [...system, ...(chat.before ?? []), { role: 'user', content: prompt }];
    const record = { messages, template: templateId(template.source, chat.system ?? '') };
    return { text: (await this.#chat)(messages), templated: true, chat: record };
  }

  /** Ids of a prompt; never none. */
  async prompt(prompt: string, chat: Chat | null | undefined): Promise<readonly number[]> {
    const { text, templated } = await this.write(prompt, chat);
    return this.#ids(text, templated);
  }

  /**
   * A prefix and what follows it. Where the whole text's tokens begin with the prefix's, they are what is told apart: some
   * tokenizers put a space before a text of its own that is not there in the middle of one.
   * @throws RangeError for an empty continuation
   */
  async continuation(
    { prefix, continuation }: Continuation,
    chat: Chat | null | undefined,
  ): Promise<ContinuationIds> {
    const { tokenizer } = this.source;
    const { text, templated } = await this.write(prefix, chat);
    const before = this.#ids(text, templated);
    const whole = this.#ids(text + continuation, templated);
    const together = whole.length > before.length && before.every((id, place) => id === whole[place]);
    const ids = together && text !== '' ? whole.slice(before.length) : tokenizer.encode(continuation);
    if (ids.length === 0) throw new RangeError('is empty: there is nothing to score in it');
    return { prefix: before, continuation: ids };
  }

  /** Text of an answer's ids, as it follows a prompt: special tokens left out, nothing trimmed. */
  text(ids: readonly number[]): string {
    return this.source.tokenizer.continuation(ids);
  }

  #ids(text: string, templated: boolean): readonly number[] {
    const ids = promptIds(this.source.tokenizer, text, templated);
    return ids.length > 0 ? ids : [this.eos];
  }
}

/** Where the first of `stop` begins in a text, or null. An empty stop text is none. */
export function stopAt(text: string, stop: readonly string[]): number | null {
  const places = stop.filter((end) => end !== '').map((end) => text.indexOf(end));
  const found = places.filter((place) => place >= 0);
  return found.length > 0 ? Math.min(...found) : null;
}
