/**
 * What a person asks a model to write to, and what the model reads of it: typed texts and messages, through the chat
 * template or as they are, with their token counts. What cannot be written is refused here, in words, before anything
 * is opened. Knows templates and tokenizers; knows no GPU, no run and no page.
 */
import { findTemplate, templateTokens, type FoundTemplate } from '../../files/config/chatTemplates.ts';
import { CheckpointError } from '../../files/errors.ts';
import type { Prompts } from '../../files/folder/modelFolder.ts';
import { ChatTemplateError, openChatTemplate, systemOf, templateId, type Message } from './chatTemplate.ts';
import { OPENINGS, QUESTIONS } from './openings.ts';
import { promptIds, type PromptTokenizer } from './promptIds.ts';

export type { Message } from './chatTemplate.ts';

/** A prompt as a person writes it: a text, which is what the user says where there are roles, or whole turns. */
export type AskedPrompt = string | readonly Message[];

/** How prompts are written for a model that brings a chat template. */
export interface ChatOptions {
  /** Goes before every prompt that has no system message of its own; '' or left out for none. */
  readonly system?: string;
  /** False leaves prompts as they are typed. */
  readonly template?: boolean;
}

/** What a chat template made a prompt's text of. */
export interface ChatRecord {
  /** The system message among them, if there was one. */
  readonly messages: readonly Message[];
  /** See templateId: prompts written alike have the same. */
  readonly template: string;
}

/** Prompts as the model reads them. */
export interface PreparedPrompts {
  readonly prompts: Prompts;
  /** All of them in the order in which they were asked. */
  readonly texts: readonly string[];
  /** What a template made them of, by text. Texts that are not here are as they were typed. */
  readonly chats: ReadonlyMap<string, ChatRecord>;
  /** Tokens of each text, start token included. */
  readonly tokens: ReadonlyMap<string, number>;
  /** Whether the model brings a template, and whether it is used: its id with the system text, or null. */
  readonly template: { readonly name: string; readonly used: string | null } | null;
}

/** What of a model its prompts depend on. */
export interface PromptModel {
  readonly tokenizer: PromptTokenizer;
  /** Parsed tokenizer_config.json. */
  readonly tokenizerConfig: object;
  /** Small files of the folder as they are: chat_template.jinja and chat_template.json among them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Parsed prompts.json. */
  readonly prompts: Prompts | null;
}

/**
 * Writes the prompts that a model will be given: those asked for, else the folder's own, else a few that suit any.
 * @throws CheckpointError when the template refuses one, or one is empty and the model has no start token.
 */
export async function preparePrompts(
  model: PromptModel,
  asked: readonly AskedPrompt[] = [],
  { system = '', template: wanted = true }: ChatOptions = {},
): Promise<PreparedPrompts> {
  const found = templateOf(model);
  const used = found !== null && wanted;
  const write = used ? await writer(model, found, system) : plainly;
  // A line that nothing was typed in is no prompt.
  const given = asked.filter((prompt) => typeof prompt !== 'string' || prompt.trim() !== '');
  const own = given.length === 0 && model.prompts && model.prompts.train.length > 0 ? model.prompts : null;
  const list = own
    ? [...own.train, ...own.heldOut]
    : given.length > 0
      ? given
      : used
        ? QUESTIONS
        : openings(model.tokenizer);
  const chats = new Map<string, ChatRecord>();
  const tokens = new Map<string, number>();
  const texts = list.map((prompt, index) => {
    const { text, chat } = write(prompt, index);
    if (chat) chats.set(text, chat);
    const { length } = promptIds(model.tokenizer, text, chat !== null);
    if (length === 0) {
      throw unwritable(
        `Prompt ${index + 1} is empty, and the model has no start token that its text could begin with.`,
        'Write something there, or leave that prompt out.',
      );
    }
    tokens.set(text, length);
    return text;
  });
  return {
    prompts: own
      ? { train: texts.slice(0, own.train.length), heldOut: texts.slice(own.train.length) }
      : split(texts),
    texts,
    chats,
    tokens,
    template: found && { name: found.name, used: used ? templateId(found.source, system) : null },
  };
}

/** The chat template that a model brings, or null. */
export function templateOf({
  tokenizerConfig,
  files,
}: Pick<PromptModel, 'tokenizerConfig' | 'files'>): FoundTemplate | null {
  const text = (file: string) => {
    const bytes = files.get(file);
    return bytes ? new TextDecoder().decode(bytes) : null;
  };
  return findTemplate(tokenizerConfig, text('chat_template.jinja'), parsed(text('chat_template.json')));
}

/** A file that is no JSON says nothing of templates. */
function parsed(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}

type Write = (
  prompt: AskedPrompt,
  index: number,
) => { readonly text: string; readonly chat: ChatRecord | null };

async function writer(
  { tokenizerConfig }: PromptModel,
  found: FoundTemplate,
  system: string,
): Promise<Write> {
  const told = (error: unknown, what: string) =>
    error instanceof ChatTemplateError
      ? unwritable(
          what + error.message,
          'Change the prompt or the system prompt, or switch the chat template off.',
          error,
        )
      : error;
  const write = await openChatTemplate(found, templateTokens(tokenizerConfig)).catch((error: unknown) => {
    throw told(error, '');
  });
  return (prompt, index) => {
    const messages = messagesOf(prompt, system);
    try {
      return {
        text: write(messages),
        chat: { messages, template: templateId(found.source, systemOf(messages)) },
      };
    } catch (error) {
      throw told(error, `Prompt ${index + 1} cannot be written. `);
    }
  };
}

/** Turns without a template are one text, a blank line between them. */
function plainly(prompt: AskedPrompt): { readonly text: string; readonly chat: null } {
  const text = typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n\n');
  return { text, chat: null };
}

function messagesOf(prompt: AskedPrompt, system: string): readonly Message[] {
  const turns = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
  if (system === '' || turns.some(({ role }) => role === 'system')) return turns;
  return [{ role: 'system', content: system }, ...turns];
}

/** Openings in the tokenizer's words; all of them where it has words for none, so that it can say so. */
function openings(tokenizer: PromptTokenizer): readonly string[] {
  const writable = OPENINGS.filter((opening) => {
    try {
      return tokenizer.encode(opening).length > 0;
    } catch {
      return false;
    }
  });
  return writable.length > 0 ? writable : OPENINGS;
}

/** Every fifth of a plain list is held out; a short one is both. */
function split(list: readonly string[]): Prompts {
  if (list.length < 5) return { train: list, heldOut: list };
  return { train: list.filter((_, i) => i % 5 < 4), heldOut: list.filter((_, i) => i % 5 === 4) };
}

function unwritable(happened: string, todo: string, cause?: unknown): CheckpointError {
  return new CheckpointError({ kind: 'model', happened, kept: 'Nothing was opened.', todo, cause });
}
