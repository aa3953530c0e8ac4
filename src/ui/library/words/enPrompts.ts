/** The English words of what a model of one's own is asked: prompts, files of them, chat templates. */
import { plural } from '../../text/format.ts';

export const enPrompts = {
  title: 'Prompts',
  help: 'What the model is given to write to, exactly as typed: line breaks count, and a backslash is a backslash. Left empty: the prompts that lie beside the model, or a few that suit any.',
  prompt: (number: number) => `Prompt ${number}`,
  turn: (role: string, number: number) => `Prompt ${number}, ${role}`,
  roleOf: (turn: number, number: number) => `Who speaks, turn ${turn} of prompt ${number}`,
  addTurn: 'Add a turn',
  addTurnTo: (number: number) => `Add a turn to prompt ${number}`,
  removeTurn: (turn: number, number: number) => `Remove turn ${turn} of prompt ${number}`,
  answerLast: 'What the assistant says last is what the model is to write: it is left out.',
  tokens: (count: number) => plural(count, 'token'),
  tooLong: (room: number) =>
    `Too long: ${plural(Math.max(0, room), 'token')} are left for a prompt beside the longest answer. It will be passed over.`,
  noneFits: 'No prompt leaves room for an answer. Shorten them, or the longest answer in the settings.',
  add: 'Add a prompt',
  remove: (number: number) => `Remove prompt ${number}`,
  split: 'One prompt a line',
  splitOf: (number: number) => `One prompt a line, of prompt ${number}`,
  more: (count: number) => `Show ${count} more`,
  count: (count: number) => plural(count, 'prompt'),
  clear: 'Remove all',
  file: 'From a file …',
  fileHelp: '.txt with one a line, .jsonl with “prompt” or “messages”, .csv with a column “prompt”.',
  fileTaken: (count: number, name: string) => `${plural(count, 'prompt')} taken from ${name}.`,
  take: (name: string) => `Take those of ${name}`,
  notKept: 'This browser could not keep these prompts for the next visit. Keep their file.',
  template: 'Through the model’s chat template',
  templateHelp: (name: string) =>
    `This model was trained to answer in a chat, in the form that its template (${name}) gives. Switched off, it reads prompts as typed.`,
  which: 'Which template',
  dated: (date: string) =>
    `This template writes today’s date (${date}). A run keeps the date of the day on which it began.`,
  system: 'System prompt',
  systemHelp: 'Goes before every prompt that has none of its own. Empty: what the template puts there.',
  preview: 'What the model reads',
  previewOf: (number: number, tokens: number) => `Prompt ${number}: ${plural(tokens, 'token')}`,
  usual: (count: number) => `Nothing typed: it is given ${plural(count, 'prompt')}. The first:`,
  reading: 'Writing the prompts …',
  failed: (message: string) => `The prompts could not be looked at. ${message}`,
};

/** The shape every language must have. */
export type PromptsWords = typeof enPrompts;
