/**
 * Dialogues in a model's own tokens, many side by side: each is one sequence, in which what the tools said stands between what the
 * model wrote, so that only this is learnt from. Knows tokens and dialogues; knows no GPU and no method.
 */
import type { Generation } from '../../../model/generator.ts';
import type { Inserted, Sequence } from '../../../model/sequences.ts';
import type { Tokenizer } from '../../../model/tokenizing/tokenizer.ts';
import { converse, MOST_ROUNDS, resultLine, transcript, TURN_END, type Dialogue } from '../dialogue.ts';
import type { Question } from '../questions/questions.ts';
import { askAll, toolsOver } from '../toolset/toolset.ts';

/** Most tokens of a turn. */
export const TURN_TOKENS = 40;

/** Writes a turn behind each of some sequences of ids. @param round counts the rounds of the dialogues, from 0 */
export type Writer = (ids: readonly (readonly number[])[], round: number) => Promise<readonly Generation[]>;

export interface Talked {
  readonly dialogue: Dialogue;
  readonly sequence: Sequence;
}

/**
 * Lets a model answer questions over the tables that each is asked over.
 * @param room most tokens of a dialogue
 */
export async function talk(
  tokenizer: Pick<Tokenizer, 'encode' | 'continuation'>,
  questions: readonly Question[],
  write: Writer,
  room: number,
): Promise<readonly Talked[]> {
  const spoken = questions.map(({ text }) => new Spoken(tokenizer.encode(transcript(text, []))));
  const tools = questions.map(({ venues, entries }) => toolsOver(venues, entries));
  let round = 0;
  const dialogues = await converse(
    questions.map(({ text }) => text),
    {
      most: MOST_ROUNDS,
      async write(_, places) {
        const fitting = places.filter((place) => spoken[place].ids.length + TURN_TOKENS <= room);
        const ids = fitting.map((place) => spoken[place].ids);
        const made = ids.length > 0 ? await write(ids, round++) : [];
        const texts = new Map(
          fitting.map((place, index) => {
            const { tokens } = made[index];
            spoken[place].said(tokens);
            return [place, tokenizer.continuation(tokens).split(TURN_END)[0]] as const;
          }),
        );
        return places.map((place) => texts.get(place) ?? null);
      },
      async ask(query, place) {
        const results = await askAll(tools[place], query);
        // A turn that was cut off has no end of its own.
        const ended = tokenizer.continuation(spoken[place].response.slice(-1)) === TURN_END;
        spoken[place].heard(tokenizer.encode(`${ended ? '' : TURN_END}${resultLine(results)}A:`));
        return results;
      },
    },
  );
  return dialogues.map((dialogue, place) => ({ dialogue, sequence: spoken[place].sequence }));
}

/** One dialogue's tokens, by who wrote them. */
class Spoken {
  readonly response: number[] = [];
  readonly ids: number[];
  readonly #between: Inserted[] = [];

  constructor(private readonly prompt: readonly number[]) {
    this.ids = [...prompt];
  }

  said(tokens: readonly number[]): void {
    this.response.push(...tokens);
    this.ids.push(...tokens);
  }

  heard(tokens: readonly number[]): void {
    this.#between.push({ after: this.response.length, tokens });
    this.ids.push(...tokens);
  }

  /** What nothing was said to is left out. */
  get sequence(): Sequence {
    const { prompt, response } = this;
    return { prompt, response, between: this.#between.filter(({ after }) => after < response.length) };
  }
}
