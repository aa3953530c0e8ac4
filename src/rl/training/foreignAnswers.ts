/**
 * Answers that another model wrote, as this model reads them: rankings outlive the model they were given to, but
 * token ids mean something only to the tokenizer that made them. Knows tokens and texts; knows no GPU and no loss.
 */
import type { ModelConfig } from '../../model/config.ts';
import type { Tokenizer } from '../../model/tokenizing/tokenizer.ts';
import { MAX_GROUP, type Answer, type PreferenceEvent, type RankingEvent } from '../../preferences/event.ts';

/** What is asked of a model to read with. */
export interface AnswerReader {
  readonly config: Pick<ModelConfig, 'eos'>;
  readonly tokenizer: Pick<Tokenizer, 'encode'>;
  /** @param templated whether a chat template wrote the text */
  encodePrompt(prompt: string, templated?: boolean): readonly number[];
  responseText(tokens: readonly number[]): string;
}

/** A text of which no more is known than that it answers a prompt. */
export function spacedAfter(prompt: string, text: string): string {
  return prompt === '' || /\s$/.test(prompt) ? text : ` ${text}`;
}

/** The answer itself where its ids read as its text here; otherwise its text in this model's own ids. */
export function ownAnswer(reader: AnswerReader, prompt: string, answer: Answer): Answer {
  if (reads(reader, answer)) return answer;
  const { text, finished } = answer;
  const tokens = reader.tokenizer.encode(spacedAfter(prompt, text));
  return { ...answer, tokens: finished ? [...tokens, reader.config.eos] : tokens };
}

/**
 * The log as this model can learn from it. A ranking that it cannot read says nothing to it and counts as skipped:
 * texts that are too long, that its tokenizer has no ids for, or more of them than a ranking may have. None of them
 * stops the others.
 * @param room most tokens of prompt and answer together
 */
export function ownEvents(
  reader: AnswerReader,
  events: readonly PreferenceEvent[],
  room: number,
): readonly PreferenceEvent[] {
  return events.map((event) => {
    if (event.type !== 'ranking') return event;
    const own = ownRanking(reader, event, room);
    if (own) return own;
    const { tiers: _, ...skipped } = event;
    return { ...skipped, type: 'skip' };
  });
}

function ownRanking(reader: AnswerReader, event: RankingEvent, room: number): RankingEvent | null {
  if (event.tiers.flat().length > MAX_GROUP) return null;
  try {
    const answers = event.answers.map((answer) => ownAnswer(reader, event.prompt, answer));
    const prompt = reader.encodePrompt(event.prompt, event.chat !== undefined).length;
    const lengths = answers.map(({ tokens }) => prompt + tokens.length);
    if (lengths.some((length) => length < 1 || length > room)) return null;
    return answers.every((answer, index) => answer === event.answers[index]) ? event : { ...event, answers };
  } catch {
    // Whatever a tokenizer makes of texts that it was not made for.
    return null;
  }
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
