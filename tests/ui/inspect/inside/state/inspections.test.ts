/** What was read of iterations: one reading at a time, the newest kept, nothing lost that cannot be read again. */
import { expect, it } from 'vitest';
import type { Inspection } from '../../../../../src/rl/runs/inspection.ts';
import { Inspections } from '../../../../../src/ui/inspect/inside/state/inspections.ts';
import { madeInspection } from '../../../../rl/runs/madeInspection.ts';

function reader(reads: readonly (Inspection | Error | null)[], most?: number) {
  let asked = 0;
  const inspections = new Inspections(() => {
    const read = reads[asked++];
    return read instanceof Error ? Promise.reject(read) : Promise.resolve(read ?? null);
  }, most);
  return { inspections, state: () => inspections.store.getState(), asked: () => asked };
}

it('keeps the newest iterations; one that comes again takes the place of its own and all behind it', async () => {
  const { inspections, state } = reader(
    [1, 2, 3, 4, 3].map((at) => madeInspection(at)),
    3,
  );
  for (let at = 0; at < 4; at++) await inspections.look();
  expect(state().all.map(({ iteration }) => iteration)).toEqual([2, 3, 4]);
  await inspections.look();
  expect(state().all.map(({ iteration }) => iteration)).toEqual([2, 3]);
});

it('asks once more, not twice, for what is asked while it reads', async () => {
  const { inspections, asked } = reader([madeInspection(1), madeInspection(1)]);
  await Promise.all([inspections.look(), inspections.look(), inspections.look()]);
  expect(asked()).toBe(2);
});

it('says why a reading failed, keeps what it has, and forgets it with the next that goes well', async () => {
  const { inspections, state } = reader([
    madeInspection(1),
    new Error('Too little memory.'),
    madeInspection(2),
  ]);
  await inspections.look();
  await inspections.look();
  expect(state()).toMatchObject({ trouble: 'Too little memory.', reading: false });
  expect(state().all).toHaveLength(1);
  await inspections.look();
  expect(state().trouble).toBeNull();
});

it('an attribution that can no longer be read stays with the same answer, and goes with another', async () => {
  const without = (made: Inspection, text?: string): Inspection => ({
    ...made,
    answers: made.answers.map((answer) => ({ ...answer, ...(text && { text }), attribution: null })),
  });
  const { inspections, state } = reader([
    madeInspection(1, { updated: false }),
    without(madeInspection(1)),
    without(madeInspection(1), 'another'),
  ]);
  await inspections.look();
  await inspections.look();
  expect(state().all[0]).toEqual(madeInspection(1));
  await inspections.look();
  expect(state().all[0].answers[0].attribution).toBeNull();
});
