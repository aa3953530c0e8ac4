/** Best-of-n as a run: it keeps the best, trains nothing but the reward model, and is in the memory estimate. */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import { bestOfKl } from '../../../../src/rl/algorithms/bestOfN/klBound.ts';
import { loadAlgorithm } from '../../../../src/rl/algorithms/index.ts';
import { defaultSettings, type Settings } from '../../../../src/rl/algorithms/settings.ts';
import { dryDeviceLike, measureMemory } from '../../../../src/rl/runs/memory.ts';
import { RlhfRun } from '../../../../src/rl/runs/run.ts';
import { readF32 } from '../../../../src/gpu/queue.ts';
import { testGpu } from '../../../gpu/harness.ts';
import { TINY_CONFIG, TINY_PROMPTS, tinyModels } from '../../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

it('tells of what it kept, and leaves the policy as it was', async () => {
  await loadAlgorithm('bestOfN');
  const settings: Settings = {
    ...defaultSettings(false, 'bestOfN'),
    ...TINY_SETTINGS,
    algorithm: 'bestOfN',
    bestOf: 4,
    rolloutBatch: 8,
  };
  const models = tinyModels(gpu);
  const run = new RlhfRun(models, TINY_PROMPTS, settings);
  run.setPreferences(rankingsBy('a', 8));
  const before = await readF32(gpu, models.policy.parameters.flat);
  await run.iterate();
  const row = await run.iterate();

  const { rollout, shown } = run.kit;
  const scores = shown!.scores;
  expect(scores).toHaveLength(8);
  const kept = [Math.max(...scores.slice(0, 4)), Math.max(...scores.slice(4))];
  expect(row?.iteration).toBe(2);
  expect(row?.values['nudge/score']).toBeCloseTo((kept[0] + kept[1]) / 2, 6);
  expect(row?.values['nudge/pool_score']).toBeCloseTo(scores.reduce((sum, one) => sum + one) / 8, 6);
  expect(row?.values['objective/kl']).toBe(bestOfKl(4));
  expect(row?.values.episode).toBe(16);
  const lengths = kept.map((score) => rollout!.sequences[scores.indexOf(score)].response.length);
  expect(row?.values['nudge/response_length']).toBeCloseTo((lengths[0] + lengths[1]) / 2, 6);
  expect(await readF32(gpu, models.policy.parameters.flat)).toEqual(before);
  expect(models.optimizer.steps).toBe(0);

  const used = await measureMemory({
    config: TINY_CONFIG,
    settings,
    promptTokens: [4, 7],
    device: dryDeviceLike(gpu),
  });
  expect(used.method).toBe('Best of n');
  expect(used.parts.method).toBe(0);
});
