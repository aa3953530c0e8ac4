/**
 * What supervised training sees: whole dialogues, cut into what the model is to write and what comes from others. Both of LaMDA's tasks
 * are in each: after a question, whom to speak to and what to ask; after results, whom to speak to and what they say. And the question
 * with its answer alone, by which the same model answers without tools.
 */
import { stream, type Stream } from '../../../rl/random.ts';
import { readTurn, resultLine, transcript, TURN_END, type Round } from '../dialogue.ts';
import type { Tool } from '../toolset/tool.ts';
import { askAll, toolsOver } from '../toolset/toolset.ts';
import { ask, type Question } from './questions.ts';
import { heldOutValues, shownValues } from './values.ts';
import { BEYOND, KINDS, TALK, UNKNOWN, WORDINGS, type Kind, type WordingSet } from './wordings.ts';

/** A text, and whether the model is to learn to write it. */
export type Piece = readonly [text: string, learnt: boolean];

/** How often each kind is drawn beside the others. */
const WEIGHTS: Partial<Record<Kind, number>> = {
  sum: 0.5,
  talk: 0.4,
  beyond: 0.6,
  bill: 1.3,
  dishIn: 1.3,
  between: 1.5,
};

/** Shares of dialogues in which nothing is found, in which the tools fall silent, and which are answered without them. */
const [MISSING, SILENT, ALONE] = [0.06, 0.04, 0.08];

export interface Demonstration {
  readonly kind: Kind;
  readonly pieces: readonly Piece[];
}

/** Dialogues without end; the same seed gives the same. */
export async function* demonstrations(seed: number): AsyncGenerator<Demonstration, never, undefined> {
  const random = stream(seed, 'tools/demonstrations');
  const values = shownValues(random, commonWords());
  const drawn = KINDS.flatMap((kind) => Array<Kind>(Math.round((WEIGHTS[kind] ?? 1) * 10)).fill(kind));
  for (;;) {
    const kind = drawn[random.integer(drawn.length)];
    const question = styled(ask(kind, 'shown', values, random, random.uniform() < MISSING), random);
    const alone = random.uniform() < ALONE && kind !== 'talk' && question.answer !== UNKNOWN;
    const pieces = alone ? aloneOf(question) : await demonstrated(question, random.uniform() < SILENT);
    yield { kind, pieces };
  }
}

/** The same over values that are never trained on, kind after kind: what training is watched by. */
export async function* heldOutDemonstrations(
  seed: number,
  set: WordingSet,
): AsyncGenerator<Demonstration, never, undefined> {
  const random = stream(seed, `tools/held-out/${set}`);
  const values = heldOutValues(random);
  for (;;)
    for (const kind of KINDS) yield { kind, pieces: await demonstrated(ask(kind, set, values, random)) };
}

/** The question and its answer alone. */
function aloneOf({ text, answer }: Question): readonly Piece[] {
  return [
    [transcript(text, [], 'alone'), false],
    [` ${answer}${TURN_END}`, true],
  ];
}

/** A dialogue as it should go. @param silent whether no tool gives anything */
export async function demonstrated(question: Question, silent = false): Promise<readonly Piece[]> {
  const tools: readonly Tool[] = silent ? [] : toolsOver(question.venues, question.entries);
  const pieces: Piece[] = [[transcript(question.text, []), false]];
  let { answer } = question;
  for (const query of question.queries) {
    const turn = readTurn(` TS ${query}`);
    const results = await askAll(tools, query);
    const round: Round = { turn, results };
    pieces.push([`${turn.wrote}${TURN_END}`, true], [`${resultLine(round.results!)}A:`, false]);
    if (results.every(({ items }) => items.length === 0)) {
      answer = UNKNOWN;
      break;
    }
  }
  return [...pieces, [` User ${answer}${TURN_END}`, true]];
}

/** As people type: without a capital, without a mark at the end. */
function styled(question: Question, random: Stream): Question {
  let { text } = question;
  const { kind } = question;
  // A name at the beginning keeps its capital.
  if (
    kind !== 'talk' &&
    random.uniform() < 0.15 &&
    /^(What|How|Wh\w+|Tell|Give|On|Which|Count|Translate)\b/.test(text)
  )
    text = text.charAt(0).toLowerCase() + text.slice(1);
  if (random.uniform() < 0.2) text = text.replace(/[?]$/, '');
  return { ...question, text };
}

/** All texts whose words are whole in the vocabulary. */
export function grammar(): readonly string[] {
  const shown = Object.values(WORDINGS).flatMap(({ shown }) => shown);
  const plain = [...shown, ...BEYOND, ...TALK.flat()].map((text) =>
    text.replace(/\{\w+\}/g, ' ').replace(/[()|]/g, ' '),
  );
  return [
    ...plain,
    UNKNOWN,
    'Q: A: B: R: TS User days weekday define in food dish price opened; German French Spanish',
    'Monday Tuesday Wednesday Thursday Friday Saturday Sunday The House of and',
  ];
}

/** Words of the grammar of which a name may be made. */
export function commonWords(): readonly string[] {
  return [
    ...new Set(
      grammar()
        .join(' ')
        .match(/[A-Za-z]{3,}/g),
    ),
  ];
}
