/**
 * What a person asks a model to write to, and what the model reads of it: typed texts and messages, through the chat
 * template or as they are, with their token counts. What cannot be written is refused here, in words, before anything
 * is opened. Knows templates and tokenizers; knows no GPU, no run and no page.
 */
import { findTemplates, templateTokens, type FoundTemplate } from '../../files/config/chatTemplates.ts';
import { CheckpointError, shown } from '../../files/errors.ts';
import { templateName } from '../../files/folder/modelFiles.ts';
import type { Prompts } from '../../files/folder/promptsJson.ts';
import { ChatTemplateError, openChatTemplate, systemOf, templateId, type Message } from './chatTemplate.ts';
import { OPENINGS, QUESTIONS } from './openings.ts';
import { promptIds, type PromptTokenizer } from './promptIds.ts';
import { localDate, parseLocalDate } from './templateDate.ts';

export type { Message } from './chatTemplate.ts';

/** A prompt as a person writes it: a text, which is what the user says where there are roles, or whole turns. */
export type AskedPrompt = string | readonly Message[];

/** How prompts are written for a model that brings a chat template. */
export interface ChatOptions {
  /** Goes before every prompt that has no system message of its own; '' or left out for none. */
  readonly system?: string;
  /** False leaves prompts as they are typed. */
  readonly template?: boolean;
  /** Which template, where the model brings several; '' or left out for the usual one. */
  readonly named?: string;
  /** The date for templates that write one, as {@link localDate} has it; now when left out. */
  readonly date?: string;
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
  /** Whether the model brings a template, and whether it is used; null where it brings none. */
  readonly template: UsedTemplate | null;
}

export interface UsedTemplate {
  /** Of the one that was chosen. */
  readonly name: string;
  /** Its id with the system text, or null where prompts are as they were typed. */
  readonly used: string | null;
  /** The date that it wrote into texts, as {@link localDate} has it; null where it wrote none. */
  readonly date: string | null;
}

/** What of a model its prompts depend on. */
export interface PromptModel {
  readonly tokenizer: PromptTokenizer;
  /** Parsed tokenizer_config.json. */
  readonly tokenizerConfig: object;
  /** Small files of the folder as they are: those of its chat templates among them. */
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
  { system = '', template: wanted = true, named = '', date = localDate(new Date()) }: ChatOptions = {},
): Promise<PreparedPrompts> {
  const found = chosenTemplate(templatesOf(model), named);
  const used = found !== null && wanted;
  let dated = false;
  const clock = (): Date => {
    dated = true;
    return parseLocalDate(date) ?? new Date();
  };
  const write = used ? await writer(model, found, system, clock) : plainly;
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
    template: found && {
      name: found.name,
      used: used ? templateId(found.source, system) : null,
      date: dated ? date : null,
    },
  };
}

/** @throws CheckpointError where none of several has that name */
function chosenTemplate(templates: readonly FoundTemplate[], named: string): FoundTemplate | null {
  if (named === '' || templates.length === 0) return templates[0] ?? null;
  const found = templates.find(({ name }) => name === named);
  if (found) return found;
  const names = templates.map(({ name }) => shown(name)).join(', ');
  throw unwritable(
    `The model has no chat template called ${shown(named)}.`,
    `Choose one that it has: ${names}.`,
  );
}

/** The chat templates that a model brings, the usual one first; see findTemplates. */
export function templatesOf({
  tokenizerConfig,
  files,
}: Pick<PromptModel, 'tokenizerConfig' | 'files'>): readonly FoundTemplate[] {
  const text = (file: string) => {
    const bytes = files.get(file);
    return bytes ? new TextDecoder().decode(bytes) : null;
  };
  const more = [...files.keys()].flatMap((file) => {
    const name = templateName(file);
    const source = text(file);
    return name === null || !source ? [] : [{ name, source }];
  });
  const legacy = parsed(text('chat_template.json'));
  return findTemplates(tokenizerConfig, text('chat_template.jinja'), legacy, more);
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
  clock: () => Date,
): Promise<Write> {
  const told = (error: unknown, what: string) =>
    error instanceof ChatTemplateError
      ? unwritable(
          what + error.message,
          'Change the prompt or the system prompt, or switch the chat template off.',
          error,
        )
      : error;
  const write = await openChatTemplate(found, templateTokens(tokenizerConfig), clock).catch(
    (error: unknown) => {
      throw told(error, '');
    },
  );
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
