/** What the bench keeps for the next visit: what was kept comes back, what is torn or foreign is as if it had not been. */
import { describe, expect, it } from 'vitest';
import { USUAL_WEIGHTS } from '../../../../src/lab/feedback/event.ts';
import { USUAL_ASK } from '../../../../src/lab/implicit/panel/askOptions.ts';
import { KeptTalk, type Talk } from '../../../../src/lab/implicit/panel/keptTalk.ts';
import { memoryStorage } from '../../../ui/memoryStorage.ts';

const TALK: Talk = {
  id: 'c1',
  turns: [
    {
      question: 'the eagle',
      prompt: '<the eagle>',
      answer: 'It flies.',
      written: {
        text: ' It flies.',
        tokens: 3,
        finished: true,
        read: {
          text: '<the eagle>',
          chat: { messages: [{ role: 'user', content: 'the eagle' }], template: 't' },
        },
      },
      iteration: 2,
      done: ['copy', 'edit'],
      edited: 'It soars.',
    },
  ],
};

describe('what was kept', () => {
  it('comes back on the next visit', () => {
    const items = memoryStorage();
    const before = new KeptTalk(items);
    expect([before.weights, before.options, before.talkWith('m')]).toEqual([USUAL_WEIGHTS, USUAL_ASK, null]);
    before.keepWeights({ ...USUAL_WEIGHTS, ask: 0.35 });
    before.keepOptions({ maxTokens: 120, remembers: true, threshold: -0.25 });
    before.keepTalk('m', TALK);
    const after = new KeptTalk(items);
    expect(after.weights).toEqual({ ...USUAL_WEIGHTS, ask: 0.35 });
    expect(after.options).toEqual({ maxTokens: 120, remembers: true, threshold: -0.25 });
    expect(after.talkWith('m')).toEqual(TALK);
  });

  it('is of one model: another does not go on from its answers', () => {
    const kept = new KeptTalk(memoryStorage());
    kept.keepTalk('m', TALK);
    expect(kept.talkWith('other')).toBeNull();
  });
});

describe('what cannot be read', () => {
  it.each([
    ['torn', '{"model":"m","id":"c1","tur'],
    ['foreign', '[1,2,3]'],
    ['of another time', JSON.stringify({ model: 'm', id: 'c1', turns: [{ question: 'q' }] })],
    ['a number where a text should be', JSON.stringify({ model: 'm', id: 7, turns: [] })],
    [
      'with a deed of no kind',
      JSON.stringify({ model: 'm', ...TALK, turns: [{ ...TALK.turns[0], done: ['sing'] }] }),
    ],
  ])('is as if it had not been kept: %s', (_, text) => {
    const items = memoryStorage();
    for (const name of ['talk', 'weights', 'options']) items.setItem(`nudge:implicit:${name}`, text);
    const kept = new KeptTalk(items);
    expect([kept.weights, kept.options, kept.talkWith('m')]).toEqual([USUAL_WEIGHTS, USUAL_ASK, null]);
  });

  it.each([
    ['weights', { ...USUAL_WEIGHTS, copy: 2 }],
    ['weights', { ...USUAL_WEIGHTS, copy: null }],
    ['options', { ...USUAL_ASK, threshold: 4 }],
    ['options', { ...USUAL_ASK, maxTokens: 61 }],
  ])('nor is what is out of its range: %s %#', (name, value) => {
    const items = memoryStorage();
    items.setItem(`nudge:implicit:${name}`, JSON.stringify(value));
    const kept = new KeptTalk(items);
    expect([kept.weights, kept.options]).toEqual([USUAL_WEIGHTS, USUAL_ASK]);
  });

  it('costs nothing where nothing can be written or read', () => {
    const refuse = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    const kept = new KeptTalk(Object.assign(memoryStorage(), { setItem: refuse, getItem: refuse }));
    kept.keepWeights({ ...USUAL_WEIGHTS, ask: 0.35 });
    kept.keepTalk('m', TALK);
    expect([kept.weights, kept.talkWith('m')]).toEqual([USUAL_WEIGHTS, null]);
  });
});
