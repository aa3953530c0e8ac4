/** Models that the lab's worker trains from scratch: several at once, stopped by a signal, gone when they are freed. */
import { afterEach, expect, it } from 'vitest';
import { nextTokens } from '../../src/lab/sequences/sequenceModel.ts';
import { connectLab } from '../../src/workers/labClient.ts';
import type { LabLink } from '../../src/workers/labProtocol.ts';

let lab: LabLink | undefined;

afterEach(() => {
  lab?.close();
  lab = undefined;
});

const OPTIONS = {
  family: 'llama',
  vocab: 7,
  positions: 8,
  dim: 8,
  layers: 1,
  heads: 2,
  end: 1,
  seed: 2,
} as const;
const LEARNING = { batch: 2, learningRate: 0.02, warmup: 2, updates: 40 };
const LESSONS = Array.from({ length: 80 }, (_, index) =>
  nextTokens([0, 2 + (index % 4)], [2 + (index % 4), 1]),
);

it('trains two models side by side, which write, read and give their weights, until they are freed', async () => {
  lab = connectLab();
  const [one, other] = [await lab.openSequences(OPTIONS), await lab.openSequences({ ...OPTIONS, seed: 3 })];
  expect(one.facts).toMatchObject({ positions: 8, software: true });
  const told: number[] = [];
  const updates = await one.train(LESSONS, LEARNING, { onProgress: (done) => told.push(done) });
  expect(updates).toHaveLength(40);
  // What is told comes by a message of its own, and may come behind the result.
  await expect.poll(() => told.at(-1)).toBe(40);
  expect(updates.at(-1)!.loss).toBeLessThan(updates[0].loss);
  await other.load(await one.weights());
  const [written] = await one.write([[0, 3]], { maxTokens: 3 });
  expect(await other.write([[0, 3]], { maxTokens: 3 })).toEqual([written]);
  expect(await other.read([nextTokens([0, 3], [3, 1])])).toEqual(
    await one.read([nextTokens([0, 3], [3, 1])]),
  );

  const stop = new AbortController();
  const more = other.train(LESSONS, LEARNING, { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(more).rejects.toMatchObject({ name: 'AbortError' });
  await expect(one.train([nextTokens([9], [1])], LEARNING)).rejects.toThrow(/Sequence 1 has the token 9/);
  await expect(lab.openSequences({ ...OPTIONS, dim: 9 })).rejects.toThrow(/cannot be shared/);
  await one.free();
  await expect(one.write([[0]], { maxTokens: 1 })).rejects.toThrow(/was closed/);
  expect(await other.write([[0, 3]], { maxTokens: 1 })).toHaveLength(1);
});
