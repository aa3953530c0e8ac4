import { expect, it } from 'vitest';
import { fillIn } from '../../../src/lab/sequences/fillIn.ts';
import { NOTHING, type LearntSequence } from '../../../src/lab/sequences/sequenceModel.ts';

const MASK = 0;

/** Says 10 + place everywhere, and is the surer the further on a place is. */
const asked: number[] = [];
const model = {
  read: (sequences: readonly LearntSequence[]) => {
    asked.push(sequences.length);
    return Promise.resolve(
      sequences.map(({ targets }) => {
        const places = targets.flatMap((target, at) => (target === NOTHING ? [] : [at]));
        return {
          logp: places.map(() => 0),
          best: places.map((at) => 10 + at),
          bestLogp: places.map((at) => at - 9),
        };
      }),
    );
  },
};

it('fills in the places of which the model is surest first, and leaves the rest as it is', async () => {
  const told: number[] = [];
  const filled = await fillIn(model, [[7, 0, 0, 0], [8, 0], [9]], MASK, 2, {
    onProgress: (done) => told.push(done),
  });
  expect(filled).toEqual([[7, 11, 12, 13], [8, 11], [9]]);
  // Two of three, then the last; one that is whole is not asked again.
  expect(asked).toEqual([2, 1]);
  expect(told).toEqual([1, 2]);
});
