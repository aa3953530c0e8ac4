import { describe, expect, it } from 'vitest';
import { feedbackLines, USUAL_WEIGHTS, type FeedbackEvent } from '../../../src/lab/feedback/event.ts';
import { isFeedbackEvent, readFeedback } from '../../../src/lab/feedback/eventRows.ts';

const EVENT: FeedbackEvent = {
  id: 'a',
  at: 5,
  kind: 'edit',
  by: 'person',
  where: 'conversation',
  question: '问？',
  prompt: 'p\n',
  answer: 'two\nlines',
  chat: { messages: [{ role: 'user', content: '问？' }], template: 'abc' },
  model: 'blurbs-tiny',
  iteration: 3,
  conversation: 'c',
  turn: 2,
  edited: 'one line',
  similarity: -0.2,
};
const OTHER: FeedbackEvent = { ...EVENT, id: 'b', kind: 'leave', by: 'simulated:warmer' };

describe('a file of events', () => {
  it('comes back as it was, each event once', () => {
    const lines = feedbackLines([EVENT, OTHER], USUAL_WEIGHTS);
    expect(readFeedback(lines + lines)).toEqual({ events: [EVENT, OTHER], problems: [] });
    expect(isFeedbackEvent(EVENT)).toBe(true);
    expect(isFeedbackEvent({ ...EVENT, kind: 'sneeze' })).toBe(false);
  });

  it('keeps what can be read and names what cannot', () => {
    const [good] = feedbackLines([EVENT], USUAL_WEIGHTS).split('\n');
    const bad = (change: object) => JSON.stringify({ ...EVENT, ...change });
    const text = [
      good,
      '{"id":',
      bad({ kind: 'sneeze' }),
      '',
      bad({ by: 'nobody' }),
      bad({ at: null }),
      bad({ id: '' }),
      '[1]',
    ].join('\n');
    const { events, problems } = readFeedback(text);
    expect(events).toEqual([EVENT]);
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 5, 6, 7, 8]);
    expect(problems[0].reason).toBe('it is not JSON');
    expect(problems[1].reason).toMatch(/^kind: /);
    expect(problems[2].reason).toBe('by: neither a person nor a simulated user');
    expect(problems.every(({ reason }) => reason.length <= 200)).toBe(true);
    expect(readFeedback('').problems).toEqual([{ line: 1, reason: 'the file is empty' }]);
  });
});
