/** A recorded run as the version before wrote it, by the headless command. */
import { expect, it } from 'vitest';
import { readRecordedRun, writeRecordedRun } from '../../../src/rl/runs/recordedRun.ts';
import { storedText } from '../../fixtures/stored.ts';

it('opens with everything that is in it', async () => {
  const text = await storedText('recordedRun.json');
  const run = readRecordedRun(text);
  expect(run).toMatchObject({
    version: 2,
    model: 'blurbs-tiny',
    adapter: 'google swiftshader SwiftShader driver 5.0.0',
    kernels: 'quad16',
    labeler: 'shorter',
    settings: { seed: 7, rater: 'shorter', answers: 3, maxNewTokens: 20, rewardBatch: 1, rolloutBatch: 4 },
  });
  expect(run.rankings.map(({ type }) => type)).toEqual(['ranking', 'ranking', 'ranking', 'ranking']);
  expect(run.history.map(({ iteration }) => iteration)).toEqual([1, 2]);
  expect(run.history[1].values['utility/shorter']).toBe(-15.25);
  expect(run.comparisons.map(({ iteration }) => iteration)).toEqual([1, 1, 1, 2, 2, 2]);
  // Nothing is lost on the way through, and what was usual then is said.
  const { settings, ...rest } = JSON.parse(text) as { settings: object };
  expect(JSON.parse(writeRecordedRun(run))).toEqual({ ...rest, settings: { ...settings, rewardBag: false } });
});
