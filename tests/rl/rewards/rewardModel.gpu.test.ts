/** The reward model: it learns an order, keeps ties apart from orders, and scores in the reference's units. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { readF32 } from '../../../src/gpu/queue.ts';
import {
  listwiseBatch,
  listwiseExample,
  type ListwiseExample,
} from '../../../src/rl/rewards/listwiseBatch.ts';
import { stream } from '../../../src/rl/random.ts';
import type { RewardModel } from '../../../src/rl/rewards/rewardModel.ts';
import { expectClose, testGpu } from '../../gpu/harness.ts';
import { idOf, tinyModels, TINY_PROMPTS } from '../../model/tinyModel.ts';
import { rankingsBy, rewardsOf } from '../tinyRun.ts';

const OPTIONS = { learningRate: 3e-3, weightDecay: 0.01 };
const encode = (prompt: string) => Array.from(prompt, idOf);

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

async function fresh(): Promise<RewardModel> {
  const reward = rewardsOf(tinyModels(gpu)).first;
  const head = stream(1, 'test/head');
  await reward.reset(() => head.gaussian());
  return reward;
}

async function train(reward: RewardModel, examples: readonly ListwiseExample[], steps: number) {
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { loss, skipped } = await reward.step(listwiseBatch(examples, examples.length, 4), OPTIONS);
    expect(skipped).toBe(false);
    losses.push(loss);
  }
  return losses;
}

describe('reward model', () => {
  it('learns whole rankings: the loss falls far below that of guessing', async () => {
    const reward = await fresh();
    const examples = rankingsBy('a', 6).map((ranking) => listwiseExample(ranking, encode));
    const losses = await train(reward, examples, 25);
    // Guessing the order of four has a loss of ln 4!.
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]);
    const scores = await reward.rawScores(examples[0].sequences);
    const byTier = examples[0].tiers.map((tier, index) => ({ tier, score: scores[index] }));
    expect(byTier.toSorted((a, b) => b.score - a.score).map(({ tier }) => tier)).toEqual([0, 1, 2, 3]);
  });

  it('tells the loss of a minibatch in large parts: what the update needs has other memory', async () => {
    const examples = rankingsBy('a', 130).map((ranking) => listwiseExample(ranking, encode));
    const batch = listwiseBatch(examples, examples.length, 4);
    const [whole, inParts] = [await fresh(), await fresh()];
    const { loss } = await whole.step(batch, OPTIONS);
    // Twice: the update is recorded after the first part, and has what that gave back.
    for (const expected of [loss, (await whole.step(batch, OPTIONS)).loss]) {
      const step = await inParts.step(batch, { ...OPTIONS, microBatch: 65 });
      expect(step.skipped).toBe(false);
      expect(step.loss).toBeCloseTo(expected, 4);
    }
  });

  it('takes rankings with ties and of some answers only, and learns nothing from a tie', async () => {
    const reward = await fresh();
    const [full] = rankingsBy('a', 1);
    const partial = listwiseExample({ ...full, tiers: [[2], [0]] }, encode);
    const tied = listwiseExample({ ...full, tiers: [[3], [0, 1, 2]] }, encode);
    expect(partial.sequences).toHaveLength(2);
    const losses = await train(reward, [partial, tied], 12);
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    // All answers in one tier: no order, so no gradient to learn from.
    const before = await readF32(gpu, reward.parameters.flat);
    const level = { ...tied, tiers: [0, 0, 0, 0] };
    const { loss } = await reward.step(listwiseBatch([level], 1, 4), { learningRate: 1e-2, weightDecay: 0 });
    expect(loss).toBe(0);
    const gradients = await readF32(gpu, reward.optimizer.gradients.flat);
    expect(gradients.every((gradient) => gradient === 0)).toBe(true);
    expect(before.some((weight) => weight !== 0)).toBe(true);
  });

  it('normalises: the reference samples score 0 ± 1', async () => {
    const reward = await fresh();
    const samples = TINY_PROMPTS.flatMap((prompt) => [encode(`${prompt} fox`), encode(`${prompt} lazy dog`)]);
    await reward.normalise(samples);
    expect(reward.fitted).toBe(true);
    const scores = await reward.score(samples);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1);
    expect(Math.abs(mean)).toBeLessThan(1e-6);
    expect(Math.abs(variance - 1)).toBeLessThan(1e-6);
    const raw = await reward.rawScores(samples);
    expectClose(
      scores,
      raw.map((score) => (score - reward.mean) / reward.std),
      1e-12,
    );
  });

  it('does not blow up the scores of a model without an opinion', async () => {
    const reward = await fresh();
    await reward.reset(() => 0);
    await reward.normalise([encode('ab'), encode('cd')]);
    expect(await reward.score([encode('xyz')])).toEqual([0]);
  });

  it('scores a sequence alike alone, among others and past one submit', async () => {
    const reward = await fresh();
    const [sequence] = [encode('hello fox')];
    const many = Array.from({ length: 40 }, (_, index) =>
      index === 35 ? sequence : encode('abcdefghijklmnop'.slice(0, 1 + (index % 16))),
    );
    const [alone] = await reward.rawScores([sequence]);
    const all = await reward.rawScores(many);
    expect(all).toHaveLength(40);
    expect(all[35]).toBe(alone);
    expect(await reward.rawScores([])).toEqual([]);
  });

  it('goes back to the base model with a new head', async () => {
    const models = tinyModels(gpu);
    const head = stream(1, 'test/head');
    await rewardsOf(models).first.reset(() => head.gaussian());
    const before = await readF32(gpu, rewardsOf(models).first.parameters.flat);
    const examples = rankingsBy('a', 2).map((ranking) => listwiseExample(ranking, encode));
    await train(rewardsOf(models).first, examples, 2);
    expect(await readF32(gpu, rewardsOf(models).first.parameters.flat)).not.toEqual(before);
    const again = stream(1, 'test/head');
    await rewardsOf(models).first.reset(() => again.gaussian());
    expect(await readF32(gpu, rewardsOf(models).first.parameters.flat)).toEqual(before);
    expect(rewardsOf(models).first.optimizer.steps).toBe(0);
    const moments = await readF32(gpu, rewardsOf(models).first.optimizer.m.flat);
    expect(moments.every((moment) => moment === 0)).toBe(true);
  });
});
