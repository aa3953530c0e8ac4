/**
 * Answers that another model wrote, as this model reads them: rankings outlive the model they were given to, but
 * token ids mean something only to the tokenizer that made them. Knows tokens and texts; knows no GPU and no loss.
 */
import { CheckpointError } from '../checkpoint/errors.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { Answer, PreferenceEvent } from './preference.ts';

/** What is asked of a model to read with. */
export interface AnswerReader {
  readonly config: Pick<ModelConfig, 'eos'>;
  readonly tokenizer: Pick<Tokenizer, 'encode'>;
  encodePrompt(prompt: string): readonly number[];
  responseText(tokens: readonly number[]): string;
}

/** The answer itself where its ids read as its text here; otherwise its text in this model's own ids. */
export function ownAnswer(reader: AnswerReader, prompt: string, answer: Answer): Answer {
  if (reads(reader, answer)) return answer;
  const { text, finished } = answer;
  const spaced = prompt === '' || /\s$/.test(prompt) ? text : ` ${text}`;
  const tokens = reader.tokenizer.encode(spaced);
  return { ...answer, tokens: finished ? [...tokens, reader.config.eos] : tokens };
}

/**
 * The log as this model can learn from it. A ranking of texts that are too long for it, or that it cannot write, says
 * nothing to it: it counts as skipped.
 * @param room most tokens of prompt and answer together
 */
export function ownEvents(
  reader: AnswerReader,
  events: readonly PreferenceEvent[],
  room: number,
): readonly PreferenceEvent[] {
  return events.map((event) => {
    if (event.type !== 'ranking') return event;
    if (event.answers.every((answer) => reads(reader, answer))) return event;
    try {
      const answers = event.answers.map((answer) => ownAnswer(reader, event.prompt, answer));
      const longest = Math.max(...answers.map(({ tokens }) => tokens.length));
      if (reader.encodePrompt(event.prompt).length + longest <= room) return { ...event, answers };
    } catch (error) {
      // A word that this tokenizer cannot write.
      if (!(error instanceof CheckpointError)) throw error;
    }
    const { tiers: _, ...skipped } = event;
    return { ...skipped, type: 'skip' };
  });
}

function reads(reader: AnswerReader, { tokens, text }: Answer): boolean {
  try {
    return reader.responseText(tokens) === text;
  } catch (error) {
    // An id that does not exist here.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
