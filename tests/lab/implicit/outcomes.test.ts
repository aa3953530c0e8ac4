import { describe, expect, it } from 'vitest';
import { USUAL_WEIGHTS, type FeedbackEvent } from '../../../src/lab/feedback/event.ts';
import { judgedOf, labelsOf, outcomesOf, rankingsOf } from '../../../src/lab/implicit/outcomes.ts';
import { isPreferenceEvent } from '../../../src/preferences/schema.ts';

let count = 0;
const event = (answer: string, kind: FeedbackEvent['kind'], change: Partial<FeedbackEvent> = {}) => ({
  id: String(count++),
  at: count,
  kind,
  by: 'person' as const,
  where: 'conversation',
  question: 'q',
  prompt: 'p',
  answer,
  ...change,
});

describe('the outcome of an answer', () => {
  it('is the most that any event about it counts', () => {
    const outcomes = outcomesOf([event('a', 'copy'), event('b', 'ask'), event('a', 'leave')], USUAL_WEIGHTS);
    expect(outcomes.map(({ answer, value }) => [answer, value])).toEqual([
      ['a', 1],
      ['b', 0.2],
    ]);
  });

  it('has what an edit made of it beside it, as good as copied', () => {
    const edit = event('a', 'edit', { edited: 'better', iteration: 4 });
    expect(outcomesOf([edit, event('b', 'edit', { edited: 'b' })], USUAL_WEIGHTS)).toMatchObject([
      { answer: 'a', value: 0.5, iteration: 4 },
      { answer: 'better', value: 1 },
      { answer: 'b', value: 0.5 },
    ]);
  });
});

describe('rankings made of deeds', () => {
  const events = [
    event('a', 'regenerate'),
    event('b', 'copy'),
    event('c', 'regenerate'),
    event('x', 'copy', { prompt: 'other' }),
    event('s', 'leave', { by: 'simulated:warmer' }),
    event('t', 'continue', { by: 'simulated:warmer' }),
  ];
  const rankings = rankingsOf(outcomesOf(events, USUAL_WEIGHTS), 0.5);

  it('order answers to one prompt, people’s and simulated users’ apart, and say what they are', () => {
    expect(rankings.map(({ rater, tiers, implicit }) => [rater, tiers, implicit])).toEqual([
      ['person', [[1], [0, 2]], 0.5],
      ['warmer', [[1], [0]], 0.5],
    ]);
    expect(rankings.every(isPreferenceEvent)).toBe(true);
    expect(rankings[0].answers.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });

  it('of a user in a hurry are not taken for a person’s', () => {
    const by = 'simulated:warmer in a hurry' as const;
    const hurried = [event('a', 'copy', { by }), event('b', 'leave', { by })];
    expect(rankingsOf(outcomesOf(hurried, USUAL_WEIGHTS), 0.5)).toMatchObject([{ rater: 'warmer' }]);
  });

  it('are known again, and another where more was done', () => {
    expect(rankingsOf(outcomesOf(events, USUAL_WEIGHTS), 0.5)).toEqual(rankings);
    const more = rankingsOf(outcomesOf([...events, event('d', 'leave')], USUAL_WEIGHTS), 0.5);
    expect(more[0].id).not.toBe(rankings[0].id);
    expect(more[1].id).toBe(rankings[1].id);
  });

  it('hold eight answers at most', () => {
    const many = Array.from({ length: 10 }, (_, i) => event(`a${i}`, i % 2 ? 'copy' : 'leave'));
    expect(rankingsOf(outcomesOf(many, USUAL_WEIGHTS), 1).map(({ answers }) => answers.length)).toEqual([
      8, 2,
    ]);
  });
});

it('labels say whether an answer counts at least a half', () => {
  const events = [event('a', 'edit'), event('b', 'ask')];
  expect(labelsOf(outcomesOf(events, USUAL_WEIGHTS))).toEqual([
    { prompt: 'p', completion: 'a', label: true },
    { prompt: 'p', completion: 'b', label: false },
  ]);
});

it('a policy learns from the latest answers, each with what it counts', () => {
  const chat = { messages: [], template: 't' };
  const events = [event('a', 'leave'), event('b', 'copy', { chat }), event('c', 'ask')];
  expect(judgedOf(outcomesOf(events, USUAL_WEIGHTS), 2)).toEqual([
    { prompt: 'p', templated: true, answer: 'b', value: 1 },
    { prompt: 'p', templated: false, answer: 'c', value: 0.2 },
  ]);
});
