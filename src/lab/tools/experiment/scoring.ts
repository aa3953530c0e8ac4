/** What came of dialogues beside what was right: whom the model spoke to, what it asked, what it answered. Pure. */
import type { Dialogue } from '../dialogue.ts';
import type { Question } from '../questions/questions.ts';
import type { Kind } from '../questions/wordings.ts';

/** Right ones of so many. */
export interface Count {
  readonly right: number;
  readonly of: number;
}

export interface Scores {
  /** Turns spoken to the right recipient, of those whose dialogue had gone right so far: after the question, and after results. */
  readonly first: Count;
  readonly later: Count;
  /** Texts for the toolset to the letter, of those that were to be asked. */
  readonly queries: Count;
  /** Answers, by the kind of question. */
  readonly answers: Readonly<Partial<Record<Kind, Count>>>;
}

/** Kinds that can be answered without a tool, or prove nothing: adding is learnt by small networks alone. */
export const EASY: ReadonlySet<Kind> = new Set(['sum', 'talk', 'beyond']);

/** Whether a dialogue ended with the right answer. */
export function isRight({ answer }: Question, dialogue: Pick<Dialogue, 'answer'>): boolean {
  return dialogue.answer === answer;
}

export function score(questions: readonly Question[], dialogues: readonly Dialogue[]): Scores {
  const [first, later, queries] = [counter(), counter(), counter()];
  const answers: Partial<Record<Kind, Count>> = {};
  questions.forEach((question, index) => {
    const dialogue = dialogues[index];
    const wanted = question.queries;
    for (const [place, { turn }] of dialogue.rounds.entries()) {
      const to = place < wanted.length ? 'TS' : 'User';
      (place === 0 ? first : later).count(turn.to === to);
      if (to === 'TS') queries.count(turn.to === to && turn.text === wanted[place]);
      // From here on there is no telling what would have been right.
      if (turn.to !== to || turn.text !== wanted[place]) break;
    }
    answers[question.kind] = plus(answers[question.kind], isRight(question, dialogue));
  });
  return { first: first.value, later: later.value, queries: queries.value, answers };
}

/** Answers over kinds. @param which those that need a tool, when left out */
export function answersOf(
  { answers }: Pick<Scores, 'answers'>,
  which: (kind: Kind) => boolean = (kind) => !EASY.has(kind),
): Count {
  const chosen = Object.entries(answers).filter(([kind]) => which(kind as Kind));
  return total(chosen.map(([, count]) => count));
}

export function total(counts: readonly Count[]): Count {
  return {
    right: counts.reduce((sum, { right }) => sum + right, 0),
    of: counts.reduce((sum, { of }) => sum + of, 0),
  };
}

/** NaN of none. */
export const shareOf = ({ right, of }: Count): number => right / of;

function plus({ right, of }: Count = { right: 0, of: 0 }, isRight: boolean): Count {
  return { right: right + Number(isRight), of: of + 1 };
}

function counter() {
  let value: Count = { right: 0, of: 0 };
  return {
    count: (right: boolean) => void (value = plus(value, right)),
    get value() {
      return value;
    },
  };
}
