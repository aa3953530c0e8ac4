/** Scores, last states and prefixes of texts whose activations are more than a device binds at once: as on one that binds all. */
import { expect, it } from 'vitest';
import { Gpu } from '../../../src/gpu/device.ts';
import { mostTokenRows } from '../../../src/model/packing.ts';
import { Attributor } from '../../../src/rl/rewards/attribution.ts';
import { lastStates } from '../../../src/rl/rewards/lastStates.ts';
import { stream } from '../../../src/rl/random.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_CONFIG, tinyModels } from '../../model/tinyModel.ts';
import { rewardsOf } from '../tinyRun.ts';

const token = (row: number, place: number) => 1 + ((7 * row + 5 * place) % 20);
const SEQUENCES = Array.from({ length: 45 }, (_, row) =>
  Array.from({ length: 4 + ((11 * row) % 20) }, (_, place) => token(row, place)),
);

async function readOn(gpu: Gpu) {
  const models = tinyModels(gpu);
  const rewards = rewardsOf(models);
  const head = stream(1, 'test/head');
  await rewards.first.reset(() => head.gaussian());
  const told: number[] = [];
  const onProgress = (done: number) => void told.push(done);
  const scores = await rewards.first.rawScores(SEQUENCES, { onProgress });
  const states = await lastStates(models.reference, SEQUENCES);
  const answers = SEQUENCES.map((whole) => ({ prompt: whole.slice(0, 2), whole }));
  const attributed = await new Attributor(rewards).attribute(answers, 0);
  return { scores, states, attributed, told };
}

it('reads in smaller batches what is too much for one binding, to the bit', async () => {
  const whole = await testGpu();
  // All of 32 texts are some 430 rows.
  const small = new Gpu(whole.device, whole.adapter, { maxBinding: 20 * 1024 });
  expect(mostTokenRows(small, TINY_CONFIG)).toBeLessThan(100);
  const { told: before, ...expected } = await readOn(whole);
  const { told: after, ...read } = await readOn(small);
  expect(read).toEqual(expected);
  expect(new Set(expected.scores).size).toBeGreaterThan(15);
  expect(before).toEqual([0, 32, 45]);
  // As far as it is, batch by batch.
  expect(after.length).toBeGreaterThan(6);
  expect(after.at(-1)).toBe(45);
  expect(after).toEqual([...after].toSorted((one, other) => one - other));
});
