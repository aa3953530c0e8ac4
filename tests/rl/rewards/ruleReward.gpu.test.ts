/** A run whose reward is a rule: no ranking, no reward model, and the rule's number for each answer. */
import { expect, it } from 'vitest';
import { lengthReward } from '../../../src/rl/rewards/ruleReward.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

it('trains from the first iteration on, by what the rule says of its own tokens', async () => {
  const settings = { ...TINY_SETTINGS, rewardSource: 'tokens', targetTokens: 3, scoreClip: 0 } as const;
  const run = new RlhfRun(tinyModels(await testGpu()), TINY_PROMPTS, settings);
  expect(run.rewards.members).toHaveLength(0);
  expect([run.nextStage, run.canGoOn]).toEqual(['sample', true]);
  const row = await run.iterate();
  const { sequences } = run.kit.rollout!;
  const scores = lengthReward(
    sequences.map(({ response }) => response),
    settings,
  );
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  expect(row?.values['nudge/score']).toBeCloseTo(mean, 6);
  expect((await run.iterate())?.iteration).toBe(2);
});
