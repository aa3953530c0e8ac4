import { expect, it } from 'vitest';
import type { PartTime } from '../../src/rl/runs/partTime.ts';
import { PartWatch } from '../../src/workers/partWatch.ts';

/** A run whose iterations are made by hand. */
function run() {
  const made = {
    iteration: 0,
    kit: { onPart: null as ((time: PartTime) => void) | null },
    part: (part: PartTime['part']) => made.kit.onPart?.({ part, milliseconds: 1, compiled: 0, lengths: [] }),
    iterate() {
      made.part('sample');
      made.part('update');
      made.iteration += 1;
    },
    get watched() {
      return made.kit.onPart !== null;
    },
  };
  return made;
}

it('watches whole iterations only: neither one that had begun, nor one under way', () => {
  const made = run();
  const watch = new PartWatch(made);
  made.part('sample');
  expect(watch.take(true)).toEqual([]);
  made.part('update');
  made.iteration += 1;
  made.iterate();
  made.iterate();
  made.part('sample');
  const watched = watch.take(true);
  expect(watched.map(({ iteration }) => iteration)).toEqual([2, 3]);
  expect(watched[0].parts.map(({ part }) => part)).toEqual(['sample', 'update']);
});

it('times nothing once nobody watches, and begins anew', () => {
  const made = run();
  const watch = new PartWatch(made);
  watch.take(true);
  made.iterate();
  made.iterate();
  expect(watch.take(false)).toHaveLength(1);
  expect(made.watched).toBe(false);
  made.iterate();
  expect(watch.take(true)).toEqual([]);
  expect(made.watched).toBe(true);
});
