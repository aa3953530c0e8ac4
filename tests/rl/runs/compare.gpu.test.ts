/** Base and current model side by side: the same while nothing was learned, each read under both. */
import { expect, it } from 'vitest';
import { Comparator } from '../../../src/rl/runs/compare.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { expectClose, testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../tinyRun.ts';

it('shows the same answer before training, and another after it', async () => {
  const models = tinyModels(await testGpu());
  const run = new RlhfRun(models, TINY_PROMPTS, TINY_SETTINGS);
  const comparator = new Comparator(models, run.rewards, run.turns);
  const before = await comparator.compare('hello', TINY_SETTINGS, 0);
  expect(before.current).toEqual(before.base);
  expect(before.base.score).toBeNull();
  expect(before.base.tokens.length).toBeGreaterThan(0);
  for (const { logp, logpRef } of before.base.tokens) {
    expect(logp).toBeLessThan(0);
    expect(logpRef).toBe(logp);
  }
  expect(await comparator.compare('hello', TINY_SETTINGS, 0)).toEqual(before);
  // The dice are the prompt's.
  expect((await comparator.compare('hello there', TINY_SETTINGS, 0)).base.text).not.toBe(before.base.text);

  run.setPreferences(rankingsBy('a', 6));
  await run.iterate();
  const after = await comparator.compare('hello', TINY_SETTINGS, run.iteration);
  expect(after).toMatchObject({ prompt: 'hello', iteration: 1 });
  expect(after.base.text).toBe(before.base.text);
  expectClose(
    after.base.tokens.map(({ logpRef }) => logpRef),
    before.base.tokens.map(({ logpRef }) => logpRef),
    1e-6,
  );
  expect(after.current.tokens.some(({ logp, logpRef }) => logp !== logpRef)).toBe(true);
  const ids = models.encodePrompt('hello');
  const response = after.current.tokens.map(({ text }) => models.tokenizer.encode(text)[0]);
  expectClose([after.current.score!], await run.rewards.score([{ prompt: ids, response }]), 1e-6);
});
