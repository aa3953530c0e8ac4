/**
 * A dialogue with tools as a model reads it, and how it goes on: the model's first word says to whom it speaks. `TS` and a text goes to
 * the toolset, whose results come back; `User` and a text is the answer (Thoppilan et al. 2022, section 6.2). Rounds are bounded.
 *
 *   Q: How much are 7 dinners at Blue Lion?
 *   A: TS Blue Lion
 *   R: Blue Lion; food Italian; dish soup; price 23; opened 2019-03-05
 *   A: TS 7*23
 *   R: 161
 *   A: User 161
 *
 * Knows texts; whether they are written by a model or by a demonstration is the caller's matter.
 */
import type { ToolResult } from './toolset/toolset.ts';

export type Recipient = 'TS' | 'User';

/** What a model wrote at its turn. */
export interface ModelTurn {
  /** Null where the first word is neither. */
  readonly to: Recipient | null;
  /** What follows the recipient. */
  readonly text: string;
  /** All that it wrote. */
  readonly wrote: string;
}

/** A turn, and what came back where it went to the toolset. */
export interface Round {
  readonly turn: ModelTurn;
  readonly results: readonly ToolResult[] | null;
}

export interface Dialogue {
  readonly question: string;
  readonly rounds: readonly Round[];
  /** The answer to the user, or null. */
  readonly answer: string | null;
  /** How it ended. */
  readonly end: 'answered' | 'rounds' | 'nobody' | 'room';
}

/** Most times that the toolset is asked in one dialogue. */
export const MOST_ROUNDS = 4;

/** What ends a turn. */
export const TURN_END = '\n';

const OPENING = { tools: 'A:', alone: 'B:' } as const;

/** A dialogue up to the model's next turn. @param by with tools, or out of its own head */
export function transcript(
  question: string,
  rounds: readonly Round[],
  by: keyof typeof OPENING = 'tools',
): string {
  const said = rounds.map(
    ({ turn, results }) => `${OPENING.tools}${turn.wrote}${TURN_END}${resultLine(results ?? [])}`,
  );
  return `Q: ${question}${TURN_END}${said.join('')}${OPENING[by]}`;
}

/** Results in their order, as one line of the dialogue. */
export function resultLine(results: readonly ToolResult[]): string {
  const items = results.flatMap(({ items }) => items);
  return `R: ${items.length > 0 ? items.join(' | ') : '-'}${TURN_END}`;
}

/** To whom a turn is spoken, and what is said. */
export function readTurn(wrote: string): ModelTurn {
  const [, to, text] = /^ (TS|User)(?: (.*))?$/.exec(wrote) ?? [];
  return { to: (to as Recipient | undefined) ?? null, text: text ?? '', wrote };
}

/** A question as a dialogue takes it: one line. */
export function oneLine(question: string): string {
  return question.replace(/\s+/g, ' ').trim();
}

/** What takes part in dialogues beside the model. Each dialogue is named by its place. */
export interface Conversing {
  /** Most times that the toolset is asked in each; {@link MOST_ROUNDS} when left out. */
  readonly most?: number;
  /** What the model writes after each transcript; null where there is no room left for it. */
  write(transcripts: readonly string[], places: readonly number[]): Promise<readonly (string | null)[]>;
  ask(query: string, place: number): Promise<readonly ToolResult[]>;
  /** Told a dialogue's rounds once another is complete. */
  onRound?(rounds: readonly Round[], place: number): void;
}

/** Lets dialogues run side by side to their ends: those that are still at it write together. */
export async function converse(
  questions: readonly string[],
  parts: Conversing,
): Promise<readonly Dialogue[]> {
  const talks = questions.map((question) => ({ question, rounds: [] as Round[], end: null as Ended | null }));
  for (;;) {
    const places = talks.flatMap(({ end }, place) => (end ? [] : [place]));
    if (places.length === 0) break;
    const texts = places.map((place) => transcript(talks[place].question, talks[place].rounds));
    const written = await parts.write(texts, places);
    await Promise.all(
      places.map(async (place, index) => {
        const { rounds } = talks[place];
        talks[place].end = await taken(written[index], rounds, place, parts);
        if (written[index] !== null) parts.onRound?.([...rounds], place);
      }),
    );
  }
  return talks.map(({ question, rounds, end }) => ({ question, rounds, ...end! }));
}

type Ended = Pick<Dialogue, 'answer' | 'end'>;

/** Adds a turn and what comes back to `rounds`; how the dialogue ends by it, or null. */
async function taken(
  wrote: string | null,
  rounds: Round[],
  place: number,
  parts: Conversing,
): Promise<Ended | null> {
  const { most = MOST_ROUNDS } = parts;
  if (wrote === null) return { end: 'room', answer: null };
  const turn = readTurn(wrote);
  const calls = turn.to === 'TS' && rounds.length < most;
  rounds.push({ turn, results: calls ? await parts.ask(turn.text, place) : null });
  if (turn.to === 'User') return { end: 'answered', answer: turn.text };
  if (turn.to === null) return { end: 'nobody', answer: null };
  return calls ? null : { end: 'rounds', answer: null };
}
