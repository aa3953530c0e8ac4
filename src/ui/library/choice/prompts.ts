/**
 * What a person asks a model of their own to write to: the prompts, the system text before them, whether the model's chat
 * template is used. As it is kept between visits, and as earlier versions kept it. Knows text; knows no storage and no
 * screen.
 */
import type { AskedPrompt, ChatOptions } from '../../../model/prompts/prompts.ts';
import type { Message } from '../../../model/prompts/chatTemplate.ts';
import type { SessionInfo } from '../../../workers/protocol.ts';

export interface Asked {
  readonly prompts: readonly AskedPrompt[];
  readonly system: string;
  readonly template: boolean;
  /** Which of several templates; left out for the usual one. */
  readonly named?: string;
}

/** Who answers. */
export const ASSISTANT = 'assistant';

/** What stands for a prompt of no text. */
export const EMPTY_PROMPT = '∅';

export const NOTHING_ASKED: Asked = { prompts: [], system: '', template: true };

/** Of what is kept; what has none, as all had none at first, is of version 1. */
const ASKED_VERSION = 1;

/** As {@link askedFromText} reads it; '' for nothing. */
export function askedToText(asked: Asked): string {
  if (sameAsked(asked, NOTHING_ASKED)) return '';
  return JSON.stringify({ version: ASKED_VERSION, ...asked });
}

/** What {@link askedToText} wrote; nothing for what is something else. */
export function askedFromText(text: string): Asked {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return NOTHING_ASKED;
  }
  if (typeof json !== 'object' || json === null) return NOTHING_ASKED;
  const { prompts, system, template, named } = json as Partial<Record<keyof Asked, unknown>>;
  return {
    prompts: Array.isArray(prompts) ? prompts.filter(isPrompt) : [],
    system: typeof system === 'string' ? system : '',
    template: template !== false,
    ...(typeof named === 'string' && named !== '' ? { named } : {}),
  };
}

/** Prompts as earlier versions kept them: one a line, `\n` for a line break inside. Empty lines are none. */
export function askedFromLines(text: string): Asked {
  const prompts = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('\\n', '\n'));
  return { ...NOTHING_ASKED, prompts };
}

/** What goes to the trainer: prompts in which nothing was typed are none. */
export function withoutEmpty(asked: Asked): Asked {
  return { ...asked, prompts: asked.prompts.map(asSent).filter((prompt) => prompt !== null) };
}

/**
 * A prompt as the trainer takes it, null where nothing was typed: without turns that are empty, and without what the
 * assistant says last, which is what the model is to write.
 */
export function asSent(prompt: AskedPrompt): AskedPrompt | null {
  if (typeof prompt === 'string') return prompt.trim() === '' ? null : prompt;
  const said = prompt.filter(({ content }) => content.trim() !== '');
  const last = said.findLastIndex(({ role }) => role !== ASSISTANT);
  return last < 0
    ? null
    : said.length === prompt.length && last === said.length - 1
      ? prompt
      : said.slice(0, last + 1);
}

/** How the prompts are written, as the trainer takes it. */
export function chatOf({ system, template, named }: Asked): ChatOptions {
  return { system, template, ...(named === undefined ? {} : { named }) };
}

export function sameAsked(one: Asked, other: Asked): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What a person wrote, without roles: the last of the user's turns where there are several. */
export function textOf(prompt: AskedPrompt): string {
  if (typeof prompt === 'string') return prompt;
  return (prompt.findLast(({ role }) => role === 'user') ?? prompt.at(-1))?.content ?? '';
}

/** All that a model is asked now, each once, as it was typed: a model that comes back from elsewhere goes on with it. */
export function askedOfSession({ prompts, reading }: SessionInfo): readonly AskedPrompt[] {
  return [...new Set([...prompts.train, ...prompts.heldOut])].map((text) => {
    const chat = reading.chats.get(text);
    return chat ? plainest(chat.messages) : text;
  });
}

/** A single turn of the user as its text. The system text before it is kept apart. */
function plainest(messages: readonly Message[]): AskedPrompt {
  const turns = messages.filter(({ role }) => role !== 'system');
  return turns.length === 1 && turns[0].role === 'user' ? turns[0].content : messages;
}

function isPrompt(prompt: unknown): prompt is AskedPrompt {
  if (typeof prompt === 'string') return true;
  return Array.isArray(prompt) && prompt.length > 0 && prompt.every(isMessage);
}

function isMessage(message: unknown): message is Message {
  if (typeof message !== 'object' || message === null) return false;
  const { role, content } = message as Partial<Record<keyof Message, unknown>>;
  return typeof role === 'string' && typeof content === 'string';
}
