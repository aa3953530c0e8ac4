import { expect, it } from 'vitest';
import { marksOf, placeAmongFits, placeOf } from '../../../../src/ui/runs/state/marks.ts';

const heldOut = { rankings: 3, pairs: 18, accuracy: 0.75, kendallTau: 0.5 };
const RUN = {
  agreement: [
    { fit: 1, heldOut, trained: heldOut },
    { fit: 2, iteration: 0, heldOut: { ...heldOut, pairs: 0 }, trained: heldOut },
    { fit: 3, iteration: 6, heldOut, trained: heldOut },
  ],
  changes: [
    { iteration: 4, changed: [{ name: 'klTarget', from: 4, to: 5 }] },
    { iteration: 4, changed: [{ name: 'klTarget', from: 5, to: 8 }] },
  ],
};

it('has settings and fits in their order; a fit of which nobody knows when is left out', () => {
  const marks = marksOf(RUN);
  expect(marks.map(({ id }) => id)).toEqual(['fit-2', 'set-4', 'fit-3']);
  expect(marks[0].fit).toEqual({ number: 2, accuracy: null });
  expect(marks[1].changed).toEqual([{ name: 'klTarget', from: 4, to: 8 }]);
  expect(marks[2].fit).toEqual({ number: 3, accuracy: 0.75 });
});

it('stands between iterations, and among fits behind those before it', () => {
  const [, set, fit] = marksOf(RUN);
  expect([placeOf(set), placeOf(fit)]).toEqual([4.5, 6.5]);
  expect([placeAmongFits(set, RUN), placeAmongFits(fit, RUN)]).toEqual([2.5, 3]);
});
