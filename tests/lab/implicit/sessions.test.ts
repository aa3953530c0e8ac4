import { describe, expect, it } from 'vitest';
import { converse } from '../../../src/lab/implicit/sessions.ts';
import type { FeedbackKind } from '../../../src/lab/feedback/event.ts';
import { stream } from '../../../src/rl/random.ts';

const random = () => stream(1, 'test');

describe('a conversation', () => {
  it('shows another answer where it is asked for, and the next question otherwise', () => {
    const acts: FeedbackKind[] = ['regenerate', 'ask', 'copy', 'continue', 'leave'];
    let next = 0;
    const turns = converse(3, 4, () => acts[next++], random());
    const [first, second, third] = random().permutation(3);
    expect(turns).toEqual([
      { question: first, answer: 0, kind: 'regenerate', conversation: 0, turn: 0 },
      { question: first, answer: 1, kind: 'ask', conversation: 0, turn: 1 },
      { question: first, answer: 2, kind: 'copy', conversation: 0, turn: 2 },
      { question: second, answer: 0, kind: 'continue', conversation: 0, turn: 3 },
      { question: third, answer: 0, kind: 'leave', conversation: 0, turn: 4 },
    ]);
  });

  it('begins anew after the user left, shows no answer twice and stops when there is enough', () => {
    const left = converse(2, 3, () => 'leave', random());
    expect(left.map(({ conversation, turn }) => [conversation, turn])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    const all = converse(2, 3, () => 'regenerate', random());
    expect(new Set(all.map(({ question, answer }) => `${question}/${answer}`)).size).toBe(6);
    expect(converse(2, 3, () => 'regenerate', random(), 4)).toEqual(all.slice(0, 4));
  });
});
