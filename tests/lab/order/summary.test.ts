import { describe, expect, it } from 'vitest';
import type { Arm, Carried } from '../../../src/lab/order/conversations.ts';
import type { OrderResult } from '../../../src/lab/order/result.ts';
import { judge, most, seedLine, summarise } from '../../../src/lab/order/summary.ts';
import { STAGES } from '../../../src/lab/order/vocabulary.ts';

/** An arm whose stages have these chances where what is shown tells them, and where only history does. */
const arm = (name: Arm, carried: Carried, shown: number, history: number, done: number, courses = 64) => ({
  arm: name,
  carried,
  courses,
  updates: 10,
  loss: 1,
  next: STAGES.map((stage) => (stage === 'check' || stage === 'match' ? history : shown)),
  reached: STAGES.map((_, index) => (index === STAGES.length - 1 ? done : 1)),
});
const seeds = (done: readonly number[]): OrderResult[] =>
  done.map((share, seed) => ({
    seed,
    asked: 64,
    arms: [
      arm('order', 'notes', 1, 1, 0.9),
      arm('both', 'notes', 0.99, 0.95, 0.1),
      arm('both', 'notes', 0.99, 0.95, share, 256),
    ],
  }));

describe('what stands against the claim or for it', () => {
  it('keeps apart what is shown from what only history tells', () => {
    const [ordered, few, many] = summarise(seeds([0.8, 0.85, 0.9]));
    for (const bound of Object.values(ordered.success)) expect(bound).toBeCloseTo(0.9);
    expect(few.history.mean).toBeCloseTo(0.95);
    expect(many.success.mean).toBeCloseTo(0.85);
    expect(many.success.low).toBeLessThan(0.8);
    // Two seeds say nothing of what others would.
    expect(summarise(seeds([0.8, 0.9]))[2].success).toMatchObject({ low: 0, high: 1 });
    expect(most(summarise(seeds([0.8])), 'both', 'notes')?.courses).toBe(256);
    expect(most(summarise(seeds([0.8])), 'mixed', 'notes')).toBeUndefined();
  });

  it('is met by the next stage and by good ends together', () => {
    expect(judge(seeds([0.8, 0.9])).met).toBe(true);
    expect(judge(seeds([0.5, 0.6])).met).toBe(false);
    expect(judge(seeds([0.8, 0.9])).figures).toContain('94 % of order');
    expect(judge([]).met).toBe(false);
  });

  it('tells a seed in one line', () => {
    expect(seedLine(seeds([0.8])[0])).toContain(
      'both/notes/256: next 99 % and 95 %, done 80 % (of 64 unseen courses)',
    );
  });
});
