/** What counts as right, turn by turn and in the end; and what seeds say together. */
import { expect, it } from 'vitest';
import { readTurn, type Dialogue } from '../../../../src/lab/tools/dialogue.ts';
import { answersOf, isRight, score } from '../../../../src/lab/tools/experiment/scoring.ts';
import {
  GOAL_TEXT,
  lineOf,
  summarise,
  verdict,
  type ToolsResult,
} from '../../../../src/lab/tools/experiment/summary.ts';
import type { Question } from '../../../../src/lab/tools/questions/questions.ts';
import type { Kind } from '../../../../src/lab/tools/questions/wordings.ts';

const question = (kind: Kind, queries: string[], answer: string): Question => ({
  kind,
  text: '?',
  venues: [],
  entries: new Map(),
  queries,
  answer,
});
const dialogue = (...wrote: string[]): Dialogue => {
  const rounds = wrote.map((each) => ({ turn: readTurn(each), results: null }));
  const last = rounds.at(-1)!.turn;
  const answer = last.to === 'User' ? last.text : null;
  return { question: '?', rounds, answer, end: answer === null ? 'rounds' : 'answered' };
};

const BILL = question('bill', ['Lion', '7*3'], '21');

it('counts recipients and texts as far as a dialogue went right, and the answer in any case', () => {
  const scores = score(
    [BILL, BILL, BILL, BILL, question('talk', [], 'Hello')],
    [
      dialogue(' TS Lion', ' TS 7*3', ' User 21'),
      // A wrong text: what comes after is not judged, the answer is.
      dialogue(' TS Lyon', ' User 21'),
      dialogue(' User 20'),
      dialogue(' TS Lion', ' User 3'),
      dialogue(' User Hello'),
    ],
  );
  expect(scores.first).toEqual({ right: 4, of: 5 });
  expect(scores.later).toEqual({ right: 2, of: 3 });
  expect(scores.queries).toEqual({ right: 3, of: 6 });
  expect(scores.answers).toEqual({ bill: { right: 2, of: 4 }, talk: { right: 1, of: 1 } });
  // Small talk proves nothing about tools.
  expect(answersOf(scores)).toEqual({ right: 2, of: 4 });
  expect(isRight(BILL, dialogue(' TS Lion'))).toBe(false);
});

const count = (right: number, of: number) => ({ right, of });
const scores = (right: number) => ({
  first: count(100, 100),
  later: count(99, 100),
  queries: count(97, 100),
  answers: { bill: count(right, 100), talk: count(0, 50) },
});
const result = (seed: number, before: number, after: number): ToolsResult => ({
  seed,
  model: 'm',
  alone: { answers: { bill: count(3, 100) } },
  supervised: { shown: scores(95), asked: scores(before), unseen: scores(before) },
  reinforced: { shown: scores(95), asked: scores(after), unseen: scores(before) },
  curve: [],
});

it('says over seeds what was reached and what was added', () => {
  const results = [result(1, 50, 70), result(2, 40, 56), result(3, 60, 84)];
  const { alone, sets, kinds } = summarise(results);
  expect(alone).toBeCloseTo(0.03);
  expect(sets.map(({ answers }) => answers)).toEqual([0.95, 0.5, 0.5]);
  expect(sets[1].reinforced).toBeCloseTo(0.7);
  expect(sets[1].gain.mean).toBeCloseTo(0.2);
  expect(sets[2].gain).toEqual({ mean: 0, low: 0, high: 0 });
  expect(kinds.find(({ kind }) => kind === 'bill')).toEqual({ kind: 'bill', alone: 0.03, answers: 0.95 });
  const { met, figures } = verdict(results);
  expect(met).toBe(true);
  expect(figures).toContain('recipient 99.5 %, arguments 97 %, answers 95 %, without tools 3 %');
  expect(figures).toMatch(/asked wordings 50 % \(\+20 % by reinforcement, seed by seed, 95 % \+\d/);
  expect(lineOf(results[0])).toContain('asked 50 % → 70 %');
  expect(GOAL_TEXT).toContain('≥98 %');
});

it('tells seeds without reinforcement learning from those with it', () => {
  const without = { ...result(2, 40, 0), reinforced: null };
  const { sets, reinforced } = summarise([result(1, 50, 70), without]);
  expect(reinforced).toBe(1);
  expect(sets[1]).toMatchObject({ answers: 0.45, reinforced: 0.7 });
  expect(sets[1].gain.mean).toBeCloseTo(0.2);
  expect(lineOf(without)).toContain('asked 40 %,');
  expect(verdict([without]).figures).toContain('asked wordings 40 %;');
});

it('misses the goal by any of its parts', () => {
  const good = result(1, 50, 70);
  const miss = (shown: Partial<typeof good.supervised.shown>) =>
    verdict([{ ...good, supervised: { ...good.supervised, shown: { ...scores(95), ...shown } } }]).met;
  expect(miss({})).toBe(true);
  expect(miss({ first: count(90, 100) })).toBe(false);
  expect(miss({ queries: count(94, 100) })).toBe(false);
  expect(miss({ answers: { bill: count(89, 100) } })).toBe(false);
  expect(verdict([{ ...good, alone: { answers: { bill: count(5, 100) } } }]).met).toBe(false);
  expect(verdict([]).met).toBe(false);
});
