/**
 * Prompts out of a file: a text of one a line, JSON lines with `prompt` or `messages`, JSON, or a table with a column of
 * them. What cannot be read is refused with its line. Knows the formats that data sets of prompts come in; knows no model.
 */
import type { AskedPrompt, Message } from './prompts.ts';

/** A file that holds no prompts that can be read. The message says where and why. */
export class PromptFileError extends Error {
  override readonly name = 'PromptFileError';
}

/** Most characters of a file that is read. */
const LARGEST = 32 << 20;
/** What a column of prompts is called, best first. */
const COLUMNS = ['prompt', 'instruction', 'question', 'query', 'input', 'text'];
/** Most characters of a file's own words in a message. */
const SHOWN = 60;

/**
 * The prompts of a file, at least one. Of a conversation that the assistant ends, that last turn is left out: it is what
 * the model is to write.
 * @param name decides the format by its ending; anything unknown is read as plain lines.
 * @throws PromptFileError
 */
export async function readPromptFile(name: string, content: string): Promise<readonly AskedPrompt[]> {
  if (content.length > LARGEST) throw new PromptFileError(`${name} is too large to be read as prompts.`);
  const text = content.replace(/^\uFEFF/, '');
  const prompts = await promptsIn(name, text);
  if (prompts.length === 0) throw new PromptFileError(`There are no prompts in ${name}.`);
  return prompts;
}

async function promptsIn(name: string, text: string): Promise<readonly AskedPrompt[]> {
  switch (/\.(\w+)$/.exec(name)?.[1].toLowerCase()) {
    case 'jsonl':
    case 'ndjson':
      return numbered(text).map(({ line, content }) =>
        promptOf(parsed(content, `Line ${line}`), `Line ${line}`),
      );
    case 'json':
      return listOf(parsed(text, name), name).map((row, index) => promptOf(row, `Entry ${index + 1}`));
    case 'csv':
    case 'tsv':
      return table(text, name);
    default:
      return numbered(text).map(({ content }) => content.trimEnd());
  }
}

/** Lines that hold something, counted from 1. */
function numbered(text: string): { readonly line: number; readonly content: string }[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== '');
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PromptFileError(`${where} is not JSON. Nothing was taken from the file.`, { cause });
  }
}

/** A list, or the lists `train` and `heldout` of a model folder's own prompts. */
function listOf(json: unknown, name: string): readonly unknown[] {
  if (Array.isArray(json)) return json;
  if (typeof json === 'object' && json !== null) {
    const { train, heldout } = json as { readonly train?: unknown; readonly heldout?: unknown };
    if (Array.isArray(train)) return [...train, ...(Array.isArray(heldout) ? heldout : [])] as unknown[];
  }
  throw new PromptFileError(`${name} is not a list of prompts.`);
}

function promptOf(row: unknown, where: string): AskedPrompt {
  if (typeof row === 'string') return row;
  if (typeof row === 'object' && row !== null) {
    const { prompt, messages } = row as { readonly prompt?: unknown; readonly messages?: unknown };
    if (typeof prompt === 'string') return prompt;
    const turns = Array.isArray(prompt) ? prompt : messages;
    if (Array.isArray(turns)) return conversation(turns, where);
  }
  throw new PromptFileError(
    `${where} has no text “prompt” and no list “messages”: ${shown(row)}. Nothing was taken from the file.`,
  );
}

function conversation(turns: readonly unknown[], where: string): readonly Message[] {
  const messages = turns.map((turn) => messageOf(turn, where));
  const open = messages.at(-1)?.role === 'assistant' ? messages.slice(0, -1) : messages;
  if (open.length === 0) {
    throw new PromptFileError(
      `${where} has a conversation in which nobody asks. Nothing was taken from the file.`,
    );
  }
  return open;
}

function messageOf(turn: unknown, where: string): Message {
  const { role, content } = (turn ?? {}) as { readonly role?: unknown; readonly content?: unknown };
  const text = contentText(content);
  if (typeof role === 'string' && text !== null) return { role, content: text };
  throw new PromptFileError(
    `${where} has a message without a role and a text: ${shown(turn)}. Nothing was taken from the file.`,
  );
}

/** A text, or parts that are all texts. */
function contentText(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const parts = content.map((part: unknown) => (part as { readonly text?: unknown } | null)?.text);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : null;
}

async function table(text: string, name: string): Promise<readonly string[]> {
  const { default: papa } = await import('papaparse');
  const { data, errors } = papa.parse<string[]>(text, { skipEmptyLines: 'greedy' });
  const [broken] = errors.filter(({ type }) => type === 'Quotes');
  if (broken) {
    const where = broken.row === undefined ? '' : ` in row ${broken.row + 1}`;
    throw new PromptFileError(`${name} is no table that can be read: ${broken.message}${where}.`);
  }
  if (data.length === 0) return [];
  const [head, ...rows] = data;
  const names = head.map((column) => column.trim().toLowerCase());
  const wanted = COLUMNS.find((column) => names.includes(column));
  if (wanted !== undefined) return column(rows, names.indexOf(wanted));
  // One column without a heading that is known is all prompts.
  if (data.every((row) => row.length === 1)) return column(data, 0);
  throw new PromptFileError(`${name} has no column “prompt”. Its columns are: ${shown(head.join(', '))}.`);
}

function column(rows: readonly string[][], index: number): string[] {
  return rows.map((row) => row[index] ?? '').filter((prompt) => prompt.trim() !== '');
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
