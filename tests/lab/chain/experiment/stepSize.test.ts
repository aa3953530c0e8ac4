/** The step size is chosen by a rule, on seeds that no result is taken from. */
import { expect, it } from 'vitest';
import { FULL } from '../../../../src/lab/chain/experiment/experiment.ts';
import { chosen, RATES, trySizes } from '../../../../src/lab/chain/experiment/stepSize.ts';
import type { LabPlace } from '../../../../src/lab/experiment.ts';
import { fakeWriter, type FakeWriter } from '../fakeWriter.ts';

const of = (untrained: number, totals: readonly number[]) => ({
  seed: 101,
  untrained,
  trained: RATES.map((learningRate, place) => ({ learningRate, total: totals[place] })),
});

it('takes the rate with the highest mean, and of those as good the smallest', () => {
  expect(chosen([of(0.5, [0.6, 0.7, 0.8]), of(0.5, [0.6, 0.9, 0.6])]).figures).toContain(
    `chosen ${RATES[1]}`,
  );
  expect(chosen([of(0.5, [0.695, 0.7, 0.6])]).figures).toContain(`chosen ${RATES[0]}`);
  expect(chosen([of(0.5, [0.6, 0.7, 0.6])]).met).toBe(true);
  expect(chosen([of(0.8, [0.6, 0.7, 0.6])]).met).toBe(false);
  expect(chosen([]).met).toBe(false);
});

it('trains a model of its own at each rate', async () => {
  const opened: FakeWriter[] = [];
  const place = {
    model: null,
    log: () => undefined,
    openModel: async () => {
      const writer = fakeWriter((_, sample) => `${sample % 2 ? 'nothing' : '[1]'} ${sample}`);
      opened.push(writer);
      return writer;
    },
  } as unknown as LabPlace;
  const effort = { ...FULL, copies: 1, practice: { ...FULL.practice, rounds: 2, items: 1 } };
  const { trained } = await trySizes(place, 101, effort);
  expect(trained.map(({ learningRate }) => learningRate)).toEqual(RATES);
  const rates = opened.map(({ ways }) => [...new Set(ways.map((way) => way?.learningRate))]);
  expect(rates).toEqual([[], ...RATES.map((rate) => [rate])]);
});
