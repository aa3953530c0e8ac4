/** A conversation of a few turns with the embedded model on a real device, as the panel has it. */
import { afterEach, expect, it } from 'vitest';
import type { FeedbackEvent } from '../../../src/lab/feedback/event.ts';
import { outcomesOf, rankingsOf } from '../../../src/lab/implicit/outcomes.ts';
import { USUAL_ASK } from '../../../src/lab/implicit/panel/askOptions.ts';
import { Conversation } from '../../../src/lab/implicit/panel/conversation.ts';
import { USUAL_WEIGHTS } from '../../../src/lab/feedback/event.ts';
import { LABELERS } from '../../../src/tastes/index.ts';
import { connectLab } from '../../../src/workers/labClient.ts';
import type { LabConnection } from '../../../src/workers/labProtocol.ts';

let lab: LabConnection | undefined;

afterEach(() => {
  lab?.close();
  lab = undefined;
});

const EAGLE = 'name: The Eagle, type: coffee shop, food: Italian, price: cheap, area: riverside, family: yes';

it('is several turns long and knows much the same question again', { timeout: 240_000 }, async () => {
  const connection = (lab = connectLab());
  const modelRoot = new URL('/models/', window.location.href).href;
  const events: FeedbackEvent[] = [];
  const conversation = new Conversation(
    (signal) => connection.open({ model: { kind: 'embedded', name: 'blurbs-tiny' }, modelRoot }, { signal }),
    (more) => void events.push(...more),
  );
  const state = () => conversation.store.getState();
  await conversation.ask(EAGLE, USUAL_ASK);
  expect(state().why).toBeNull();
  const [first] = state().turns;
  expect(first.prompt).toBe(`${EAGLE}\n`);
  expect(first.answer.split(' ').length).toBeGreaterThan(4);
  await conversation.regenerate(USUAL_ASK);
  conversation.happened('copy');
  // One fact of seven is another.
  await conversation.ask(EAGLE.replace('family: yes', 'family: no'), USUAL_ASK);
  expect(state().compared?.again).toBe(true);
  await conversation.ask('name: Zizzi, food: Japanese, rating: 1 out of 5, near: Burger King', {
    ...USUAL_ASK,
    remembers: true,
  });
  expect(state().compared?.again).toBe(false);
  conversation.leave();
  expect(events.map(({ kind }) => kind)).toEqual(['regenerate', 'copy', 'ask', 'continue', 'leave']);
  expect(events.every(({ model }) => model === 'blurbs-tiny')).toBe(true);
  expect(events[4].prompt).toContain('The Eagle');
  const rankings = rankingsOf(outcomesOf(events, USUAL_WEIGHTS), 0.5);
  expect(rankings).toMatchObject([{ prompt: first.prompt, tiers: [[1], [0]], implicit: 0.5 }]);

  events.length = 0;
  await conversation.simulate({ taste: LABELERS.warmer, haste: 0, questions: 4 }, USUAL_ASK);
  expect(state().why).toBeNull();
  expect(new Set(events.map(({ question }) => question)).size).toBe(4);
});
