/** A run whose parts are timed tells all of them, and is bit for bit the run that it would have been. */
import { expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import type { PartTime } from '../../../src/rl/runs/partTime.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../tinyRun.ts';

async function learned(gpu: Gpu, tell: ((time: PartTime) => void) | null) {
  const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, TINY_SETTINGS);
  run.setPreferences(rankingsBy('e', 8));
  run.kit.onPart = tell;
  await run.iterate();
  await run.iterate();
  return { run, weights: await weightsOf(run) };
}

it('tells each part of an iteration in its order, and changes nothing', async () => {
  const gpu = await testGpu();
  const times: PartTime[] = [];
  const plain = await learned(gpu, null);
  const timed = await learned(gpu, (time) => times.push(time));
  expect(timed.weights).toEqual(plain.weights);
  expect(timed.run.history).toEqual(plain.run.history);
  const parts = ['sample', 'score', 'value', 'reference', 'reward', 'update'];
  expect(times.map(({ part }) => part)).toEqual([...parts, ...parts]);
  for (const { part, milliseconds, lengths } of times) {
    expect(milliseconds).toBeGreaterThan(0);
    expect(lengths).toHaveLength(part === 'reward' ? 0 : TINY_SETTINGS.rolloutBatch);
  }
  const [[prompt, answer]] = times[0].lengths;
  expect(prompt).toBeGreaterThan(1);
  expect(answer).toBeLessThanOrEqual(TINY_SETTINGS.maxNewTokens);
  // Of the same shapes nothing was left to compile.
  const again: PartTime[] = [];
  timed.run.kit.onPart = (time) => again.push(time);
  await timed.run.iterate();
  timed.run.kit.onPart = null;
  await timed.run.iterate();
  expect(again).toHaveLength(parts.length);
});
