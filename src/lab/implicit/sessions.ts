/**
 * Conversations as a user has them: one answer at a time; another to the same question where it is asked for, the next question
 * where the user goes on, and an end where the user leaves. Pure: knows neither texts nor what an answer is worth.
 */
import type { Stream } from '../../rl/random.ts';
import type { FeedbackKind } from '../feedback/event.ts';

/** What happened to one answer: the `answer`-th to question `question`. */
export interface Turn {
  readonly question: number;
  readonly answer: number;
  readonly kind: FeedbackKind;
  readonly conversation: number;
  /** Counted from 0 in its conversation. */
  readonly turn: number;
}

/**
 * Conversations about questions in random order, until every question was asked or there are `most` turns. No answer is shown
 * twice.
 * @param answers how many there are to each question
 * @param act what the user does
 */
export function converse(
  questions: number,
  answers: number,
  act: (question: number, answer: number) => FeedbackKind,
  random: Stream,
  most = Infinity,
): Turn[] {
  const turns: Turn[] = [];
  let [conversation, turn] = [0, 0];
  for (const question of random.permutation(questions)) {
    for (let answer = 0; answer < answers && turns.length < most; answer++) {
      const kind = act(question, answer);
      turns.push({ question, answer, kind, conversation, turn });
      turn += 1;
      if (kind === 'leave') [conversation, turn] = [conversation + 1, 0];
      if (kind !== 'regenerate' && kind !== 'ask') break;
    }
  }
  return turns;
}
