/** Changes of settings as a run tells them. */
import { expect, it } from 'vitest';
import { reading } from '../../../src/rl/runs/events.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../tinyRun.ts';

it('a run tells what is changed on the way, with the last iteration that ran without it', async () => {
  const told: unknown[] = [];
  const readers = reading({ changed: ({ iteration, changed }) => told.push([iteration, changed]) });
  const run = new RlhfRun(tinyModels(await testGpu()), TINY_PROMPTS, TINY_SETTINGS, readers);
  run.setPreferences(rankingsBy('a', 6));
  // Before there is an iteration nothing has changed on the way.
  run.configure({ ...TINY_SETTINGS, klTarget: 3 });
  await run.iterate();
  run.configure({ ...TINY_SETTINGS, klTarget: 5 });
  while (run.nextStage !== 'update') await run.stage();
  run.configure({ ...TINY_SETTINGS, klTarget: 5, seed: 9 });
  run.configure({ ...TINY_SETTINGS, klTarget: 5, clipRange: 0.5 });
  expect(told).toEqual([
    [1, [{ name: 'klTarget', from: 3, to: 5 }]],
    [2, [{ name: 'clipRange', from: TINY_SETTINGS.clipRange, to: 0.5 }]],
  ]);
});
