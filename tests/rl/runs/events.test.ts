/** What a run tells can be posted, and is read by its type. */
import { expect, it } from 'vitest';
import { reading, type RunEvent } from '../../../src/rl/runs/events.ts';
import { withTold, type ToldParts } from '../../../src/rl/runs/recordTold.ts';
import { ranking } from '../events.ts';

const agreement = { rankings: 2, pairs: 6, accuracy: 0.5, kendallTau: 0 };
const sample = { prompt: 'ab', text: 'c', score: 1, kl: 0.5 };
const spread = { mean: 0, sd: 1 };

/** One of each. */
const EVENTS: readonly RunEvent[] = [
  { type: 'stage', stage: 'sample', iteration: 2 },
  { type: 'progress', task: 'sample', done: 1, total: 2 },
  { type: 'samples', iteration: 2, samples: [sample] },
  { type: 'metrics', row: { iteration: 2, values: { 'objective/kl': 1 } } },
  { type: 'agreement', iteration: 1, heldOut: agreement, trained: agreement },
  {
    type: 'baseUtility',
    baseUtility: { shorter: spread, warmer: spread, question: spread, family: spread, facts: spread },
  },
  { type: 'preferences', events: [ranking('a')] },
];

it.each(EVENTS.map((event) => [event.type, event] as const))(
  '%s comes out of a message as it went in',
  (_, event) => {
    expect(structuredClone(event)).toEqual(event);
  },
);

it('each is handed to the reader of its type, the event itself', () => {
  const read: RunEvent[] = [];
  const push = (event: RunEvent) => void read.push(event);
  const listen = reading({ stage: push, samples: push, preferences: push });
  EVENTS.forEach(listen);
  expect(read.map(({ type }) => type)).toEqual(['stage', 'samples', 'preferences']);
  expect(read[0]).toBe(EVENTS[0]);
});

it('a record keeps samples, agreement and rankings in the order they came, and nothing else of them', () => {
  const nothing: ToldParts = { rankings: [], agreement: [], samples: [] };
  const kept = [...EVENTS, ...EVENTS].reduce(withTold, nothing);
  expect(kept).toEqual({
    rankings: [ranking('a'), ranking('a')],
    agreement: Array.from({ length: 2 }, () => ({ iteration: 1, heldOut: agreement, trained: agreement })),
    samples: Array.from({ length: 2 }, () => ({ iteration: 2, samples: [sample] })),
  });
  expect(nothing).toEqual({ rankings: [], agreement: [], samples: [] });
});
