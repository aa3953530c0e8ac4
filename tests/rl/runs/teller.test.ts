/** Events go out as they are; what stops before its total is ended, and nothing is ended twice. */
import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/rl/runs/events.ts';
import { Teller } from '../../../src/rl/runs/teller.ts';

function listening() {
  const told: RunEvent[] = [];
  return { told, teller: new Teller<RunEvent>((event) => told.push(event)) };
}

it('tells the event itself', () => {
  const { told, teller } = listening();
  const event: RunEvent = { type: 'stage', stage: 'fit', iteration: 3 };
  teller.tell(event);
  expect(told[0]).toBe(event);
});

it('ends what is under way, and only that', () => {
  const { told, teller } = listening();
  teller.of('fit')(1, 4);
  teller.progress('sample', 5, 5);
  told.length = 0;
  teller.end('fit', 'sample', 'never begun');
  expect(told).toEqual([{ type: 'progress', task: 'fit', done: 4, total: 4 }]);
  teller.end('fit');
  expect(told).toHaveLength(1);
});

it('does not end what is forgotten', () => {
  const { told, teller } = listening();
  teller.progress('fit', 1, 4);
  teller.forget();
  teller.end('fit');
  expect(told).toHaveLength(1);
});
