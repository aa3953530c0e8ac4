/** Samples of a run's iterations: the newest are kept, and those of a way that was left are not. */
import { expect, it } from 'vitest';
import { KeptSamples } from '../../../../src/ui/runs/state/keptSamples.ts';

const told = (iteration: number, text = `${iteration}`) => ({
  iteration,
  samples: [{ prompt: 'p', text, score: 1, kl: 0 }],
});

it('keeps the newest, and an iteration that comes again with none behind it', () => {
  const kept = new KeptSamples(3);
  for (const iteration of [1, 2, 3, 4]) kept.add(told(iteration));
  expect(kept.all.map(({ iteration }) => iteration)).toEqual([2, 3, 4]);
  kept.add(told(3, 'again'));
  expect(kept.all).toEqual([told(2), told(3, 'again')]);
  kept.replace([]);
  expect(kept.all).toEqual([]);
});
