/** A batch whose activations are more than a device binds at once is read in parts, and the numbers are those of one. */
import { expect, it } from 'vitest';
import { Gpu } from '../../../src/gpu/device.ts';
import { readF32 } from '../../../src/gpu/queue.ts';
import { shapeFor, type Sequence } from '../../../src/model/sequences.ts';
import { Models } from '../../../src/rl/training/models.ts';
import { TokenReader, type Reading, type ReadingModel } from '../../../src/rl/training/read.ts';
import { testGpu } from '../../gpu/harness.ts';
import { tinySource } from '../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

const READ = {
  logp: { under: 'policy', what: 'logp' },
  value: { under: 'policy', what: 'value' },
  entropy: { under: 'reference', what: 'entropy' },
} as const satisfies Record<string, Reading>;

const token = (row: number, place: number) => 3 + ((7 * row + 5 * place) % 20);
const SEQUENCES: Sequence[] = Array.from({ length: 203 }, (_, row) => ({
  prompt: Array.from({ length: 2 + (row % 5) }, (_, place) => token(row, place)),
  response: Array.from({ length: 1 + ((3 * row) % 7) }, (_, place) => token(row, 9 + place)),
}));

/** What is read on a device that binds so much, and for whom the reader came back. */
async function readOn(gpu: Gpu, sequences: readonly Sequence[]) {
  const source = tinySource();
  const models = new Models(gpu, source, TINY_SETTINGS);
  const reader = new TokenReader(models, READ);
  const shape = { ...shapeFor(sequences, 7), batch: sequences.length + 2 };
  const times: ReadingModel[] = [];
  const apart = (model: ReadingModel) => Promise.resolve(void times.push(model));
  const { columns } = await reader.read(sequences, shape, 0.9, apart);
  const values = {
    logp: await readF32(gpu, columns.logp),
    value: await readF32(gpu, columns.value),
    entropy: await readF32(gpu, columns.entropy),
  };
  // Once more, of others: what was recorded serves again.
  await reader.read(sequences.toReversed(), shape, 0.9);
  const again = await readF32(gpu, columns.logp);
  reader.free();
  return { values, times, again };
}

it('reads in parts as in one, to the bit', async () => {
  const whole = await testGpu();
  const small = new Gpu(whole.device, whole.adapter, { maxBinding: 160 * 1024 });
  const expected = await readOn(whole, SEQUENCES);
  const read = await readOn(small, SEQUENCES);
  expect(read.values).toEqual(expected.values);
  expect(read.again).toEqual(expected.again);
  // One model after the other, however many parts there are.
  expect(read.times).toEqual(['policy', 'reference']);
  expect(expected.values.logp.filter((value) => value !== 0).length).toBeGreaterThan(700);
});
