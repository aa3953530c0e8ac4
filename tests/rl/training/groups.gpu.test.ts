/** Answers in groups: a prompt is read once for all of them, and each is what it would be as a row of its own. */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

it.each([4, 3])('groups of %i are what so many rows of each prompt are', async (group) => {
  const models = tinyModels(gpu);
  // More than one pass.
  const prompts = TINY_PROMPTS.map((prompt) => models.encodePrompt(prompt));
  const rows = prompts.flatMap((prompt) => Array.from({ length: group }, () => prompt));
  const grouped = await models.rollout('current', prompts, group, TINY_SETTINGS, 5000);
  expect(grouped).toHaveLength(rows.length);
  const alone = await models.rollout('current', rows, 1, TINY_SETTINGS, 5000);
  expect(grouped.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens));
  // Not one answer as often as there are places for it.
  expect(new Set(grouped.slice(0, group).map(({ tokens }) => tokens.join())).size).toBeGreaterThan(1);
});
