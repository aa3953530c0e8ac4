/** A conversation of several turns with a made-up model: what each act leaves in the log, and what the model is given. */
import { describe, expect, it } from 'vitest';
import type { FeedbackEvent } from '../../../../src/lab/feedback/event.ts';
import { USUAL_ASK } from '../../../../src/lab/implicit/panel/askOptions.ts';
import { Conversation } from '../../../../src/lab/implicit/panel/conversation.ts';
import { LABELERS } from '../../../../src/tastes/index.ts';
import { fakeChat } from './fakeChat.ts';

function begin(chat = false) {
  const model = fakeChat(chat);
  const events: FeedbackEvent[] = [];
  const conversation = new Conversation(
    () => Promise.resolve(model),
    (more) => void events.push(...more),
  );
  const told = () => events.map(({ kind, answer, turn }) => `${kind} ${answer.split(' more')[0]} (${turn})`);
  return { model, events, conversation, told, state: () => conversation.store.getState() };
}

const REMEMBERING = { ...USUAL_ASK, remembers: true };

describe('what is done with an answer', () => {
  it('is an event of it, with who, when, to what, by which model and in which conversation', async () => {
    const { conversation, events, told, state } = begin();
    const before = Date.now();
    await conversation.ask('the eagle', USUAL_ASK);
    expect(events).toEqual([]);
    expect(state()).toMatchObject({ is: 'idle', why: null, turns: [{ answer: 'answer 1 more', done: [] }] });
    conversation.happened('copy');
    await conversation.regenerate(USUAL_ASK);
    conversation.happened('edit', 'mine');
    await conversation.ask('the river', USUAL_ASK);
    await conversation.ask('more of the river', USUAL_ASK);
    conversation.leave();
    expect(told()).toEqual([
      'copy answer 1 (0)',
      'regenerate answer 1 (0)',
      'edit answer 2 (1)',
      'continue mine (1)',
      'ask answer 3 (2)',
      'leave answer 4 (3)',
    ]);
    expect(events[2]).toMatchObject({ edited: 'mine', by: 'person', where: 'conversation', iteration: 0 });
    expect(events[0]).toMatchObject({ question: 'the eagle', prompt: 'the eagle\n', model: 'fake' });
    expect(events.every(({ at }) => at >= before && at <= Date.now())).toBe(true);
    expect(new Set(events.map(({ id }) => id)).size).toBe(6);
    expect(new Set(events.map(({ conversation }) => conversation)).size).toBe(1);
    expect(events[3].similarity).toBeLessThan(USUAL_ASK.threshold);
    expect(events[4].similarity).toBeCloseTo(1, 3);
    expect(state().turns).toEqual([]);
    await conversation.ask('the eagle', USUAL_ASK);
    conversation.happened('copy');
    expect(events[6].conversation).not.toBe(events[0].conversation);
  });

  it('takes questions for the same again from the threshold on that was chosen', async () => {
    const { conversation, told, state } = begin();
    await conversation.ask('the eagle', USUAL_ASK);
    await conversation.ask('the river', { ...USUAL_ASK, threshold: -1 });
    expect(told()).toEqual(['ask answer 1 (0)']);
    expect(state().compared).toMatchObject({ again: true });
    await conversation.ask(' the river', { ...USUAL_ASK, threshold: 1 });
    expect(state().compared).toEqual({ nearness: 1, again: true });
    await conversation.ask('the river, please', { ...USUAL_ASK, threshold: 1.01 });
    expect(told().slice(1)).toEqual(['ask answer 2 (1)', 'continue answer 3 (2)']);
  });
});

describe('what the model is given', () => {
  it('is the question alone, or what was said before with it, edits in place and without what was written over', async () => {
    const { conversation, model } = begin();
    await conversation.ask('the eagle', REMEMBERING);
    await conversation.regenerate(REMEMBERING);
    conversation.happened('edit', 'mine');
    await conversation.ask('the river', REMEMBERING);
    await conversation.ask('the train', USUAL_ASK);
    expect(model.asked.map(({ prompt }) => prompt)).toEqual([
      'the eagle\n',
      'the eagle\n',
      'the eagle\nmine\nthe river\n',
      'the train\n',
    ]);
    expect(new Set(model.asked.map(({ options }) => options.seed)).size).toBe(4);
  });

  it('goes through the chat template where there is one, and the log says what it read', async () => {
    const { conversation, model, events } = begin(true);
    await conversation.ask('the eagle', REMEMBERING);
    await conversation.ask('the river', REMEMBERING);
    conversation.happened('copy');
    const before = [
      { role: 'user', content: 'the eagle' },
      { role: 'assistant', content: 'answer 1 more' },
    ];
    expect(model.asked[1]).toMatchObject({ prompt: 'the river', options: { chat: { before } } });
    expect(events[1]).toMatchObject({
      question: 'the river',
      prompt: '<the river>',
      chat: { messages: [...before, { role: 'user', content: 'the river' }], template: 't' },
    });
  });
});

describe('what goes wrong', () => {
  it('is told, and what was said stays; what is asked once more was done once', async () => {
    const { conversation, model, told, state } = begin();
    await conversation.ask('the eagle', USUAL_ASK);
    model.failure = new RangeError('Prompt 1 has 300 tokens.');
    await conversation.ask('the river', USUAL_ASK);
    expect(state()).toMatchObject({ is: 'idle', why: { text: 'Prompt 1 has 300 tokens.', at: 'writing' } });
    expect(state().turns).toHaveLength(1);
    model.failure = null;
    await conversation.ask('the train', USUAL_ASK);
    expect(state().turns).toHaveLength(2);
    expect(state().why).toBeNull();
    expect(told()).toEqual(['continue answer 1 (0)']);
  });

  it('is nothing where it was stopped', async () => {
    const { conversation, told, state } = begin();
    await conversation.ask('the eagle', USUAL_ASK);
    const asking = conversation.ask('the river', USUAL_ASK);
    conversation.stop();
    await asking;
    expect(state()).toMatchObject({ is: 'idle', why: null });
    expect(state().turns).toHaveLength(1);
    expect(told()).toEqual([]);
  });

  it('says so where no question suits the user', async () => {
    const { conversation, events, state } = begin();
    const nobody = { ...LABELERS.warmer, judges: () => false };
    await conversation.simulate({ taste: nobody, haste: 0, questions: 4 }, USUAL_ASK);
    expect(state().why?.text).toMatch(/fake has no prompts that this user asks/);
    expect(events).toEqual([]);
  });
});

it('a simulated user converses about the model’s prompts, and is told apart from people', async () => {
  const { conversation, events, state } = begin();
  const taste = { ...LABELERS.shorter, judges: undefined };
  await conversation.simulate({ taste, haste: 2, questions: 2 }, USUAL_ASK);
  expect(state().turns).toEqual([]);
  expect(events.length).toBeGreaterThanOrEqual(2);
  expect(new Set(events.map(({ question }) => question)).size).toBe(2);
  expect(events.every(({ by }) => by === 'simulated:shorter in a hurry')).toBe(true);
  expect(await conversation.prompt()).toMatch(/^(?:eagle|river|train)$/);
});

it('the model learns from what was done, and what it writes then is told apart', async () => {
  const { conversation, model, events, state } = begin();
  await conversation.ask('the eagle', USUAL_ASK);
  conversation.happened('copy');
  const judged = [{ prompt: 'the eagle\n', templated: false, answer: 'answer 1 more', value: 1 }];
  await conversation.learn(judged);
  expect(model.taught).toEqual([judged]);
  expect(state().learnt).toMatchObject({ answers: 1, iteration: 2 });
  conversation.happened('copy');
  await conversation.regenerate(USUAL_ASK);
  conversation.happened('copy');
  expect(events.map(({ kind, iteration }) => [kind, iteration])).toEqual([
    ['copy', 0],
    ['copy', 0],
    ['regenerate', 0],
    ['copy', 2],
  ]);
  model.failure = new RangeError('All answers count the same.');
  await conversation.learn(judged);
  expect(state()).toMatchObject({ why: { text: 'All answers count the same.', at: 'learning' } });
  expect(state().turns).toHaveLength(2);
  conversation.through(() => Promise.resolve(model));
  expect(state().learnt).toBeNull();
});
