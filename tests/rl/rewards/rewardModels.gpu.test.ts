/** An ensemble: members of their own that learn from the same rankings, and whose mean is the score. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { Attributor } from '../../../src/rl/rewards/attribution.ts';
import { RewardFit } from '../../../src/rl/rewards/rewardFit.ts';
import { RewardModels } from '../../../src/rl/rewards/rewardModels.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import type { RolloutSample } from '../../../src/rl/runs/events.ts';
import { qualityOf } from '../../../src/rl/runs/fitQuality.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { Turns } from '../../../src/rl/training/turns.ts';
import { tokensOf } from '../../../src/model/sequences.ts';
import { expectClose, testGpu } from '../../gpu/harness.ts';
import { idOf, TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../tinyRun.ts';

const REFERENCE = ['fox', 'lazy dog', 'over', 'jumps', 'a', 'aa'].map((text) => ({
  prompt: Array.from('ab ', idOf),
  response: Array.from(text, idOf),
}));

/** Members alone, without a bag of tokens beside them. */
const ALONE: Settings = { ...TINY_SETTINGS, rewardBag: false };

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

async function fitted(count: number) {
  const models = tinyModels(gpu);
  const rewards = new RewardModels(models.reference, { count });
  const progress: [number, number][] = [];
  const agreement = await new RewardFit(models, rewards, new Turns()).fit(
    rankingsBy('a', 12),
    REFERENCE,
    { ...ALONE, rewardEpochs: 12 },
    { onProgress: (done, total) => progress.push([done, total]) },
  );
  return { rewards, agreement, progress };
}

describe('an ensemble of reward models', () => {
  it('is fitted as a whole, scores by the mean of its members, and its first is the one that is alone', async () => {
    const { rewards, agreement, progress } = await fitted(3);
    expect(rewards.fitted).toBe(true);
    expect(agreement!.heldOut.accuracy).toBeGreaterThan(0.9);
    expect(progress.at(-1)).toEqual([36, 36]);
    expect(progress).toHaveLength(36);

    const each: number[][] = [];
    for (const member of rewards.members) each.push(await member.score(REFERENCE.map(tokensOf)));
    expect(each[1]).not.toEqual(each[0]);
    expect(each[2]).not.toEqual(each[1]);
    const told: [number, number][] = [];
    const scores = await rewards.score(REFERENCE, { onProgress: (...of) => told.push(of) });
    expectClose(
      scores,
      REFERENCE.map((_, row) => (each[0][row] + each[1][row] + each[2][row]) / 3),
      1e-6,
    );
    expect(told.at(-1)).toEqual([REFERENCE.length, REFERENCE.length]);

    const alone = await fitted(1);
    expect(await alone.rewards.score(REFERENCE)).toEqual(each[0]);
    const spread = (of: readonly number[]) => {
      const middle = of.reduce((sum, score) => sum + score, 0) / of.length;
      return Math.sqrt(of.reduce((sum, score) => sum + (score - middle) ** 2, 0) / of.length);
    };
    const careful = REFERENCE.map((_, row) => scores[row] - 2 * spread(each.map((member) => member[row])));
    expectClose(await rewards.score(REFERENCE, {}, 2), careful, 1e-6);
  });

  it('has a bag of tokens as one more voice, once there are rankings, and keeps it', async () => {
    const settings: Settings = { ...TINY_SETTINGS, rewardBag: true };
    const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, settings);
    const { rewards } = run;
    expect(rewards.voices).toBe(1);
    run.setPreferences(rankingsBy('a', 12));
    const { values } = (await run.iterate())!;
    expect(rewards.voices).toBe(2);
    expect(values['nudge/reward_spread']).toBeGreaterThan(0);
    const own = await rewards.first.score(REFERENCE.map(tokensOf));
    const responses = REFERENCE.map(({ response }) => response);
    const bag = (await rewards.bagScores(responses))!;
    expect(new Set(bag).size).toBeGreaterThan(1);
    const scores = await rewards.score(REFERENCE);
    expectClose(
      scores,
      own.map((score, row) => (score + bag[row]) / 2),
      1e-6,
    );
    const parts = await new Attributor(rewards).attribute(
      REFERENCE.map((sequence) => ({ prompt: sequence.prompt, whole: tokensOf(sequence) })),
      0,
    );
    expectClose(
      parts.map(({ start, parts: each }) => each.reduce((sum, part) => sum + part, start)),
      scores,
      1e-5,
    );

    const { bag: kept } = JSON.parse(JSON.stringify(run.state)) as typeof run.state;
    const other = new RewardModels(run.models.reference);
    other.restoreBag(kept);
    expect(await other.bagScores(responses)).toEqual(bag);
    // Turned off, it is gone with the next fit.
    run.configure({ ...settings, rewardBag: false });
    run.setPreferences(rankingsBy('a', 14));
    await run.iterate();
    expect(rewards.voices).toBe(1);
    run.configure(settings);
    run.setPreferences(rankingsBy('a', 16));
    await run.iterate();
    expect(rewards.voices).toBe(2);
    rewards.forget();
    expect(rewards.voices).toBe(1);
  });

  it('tells in each row how far its members agree, and takes their spread off where it is cautious', async () => {
    const row = async (change: Partial<Settings>) => {
      const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, { ...ALONE, ...change });
      run.setPreferences(rankingsBy('a', 7));
      return (await run.iterate())!.values;
    };
    const alone = await row({});
    expect(alone).not.toHaveProperty('nudge/reward_spread');
    const mean = await row({ rewardModels: 3 });
    expect(mean['nudge/reward_spread']).toBeGreaterThan(0);
    expect(mean['nudge/reward_agreement']).toBeGreaterThan(0);
    expect(mean['nudge/reward_agreement']).toBeLessThanOrEqual(1);
    expect(mean['nudge/score']).not.toBe(alone['nudge/score']);
    const careful = await row({ rewardModels: 3, rewardCaution: 2 });
    expect(careful['nudge/score']).toBeCloseTo(mean['nudge/score']! - 2 * mean['nudge/reward_spread']!, 5);
    const pairs = await row({ rewardLoss: 'bradleyTerry' });
    expect(pairs['nudge/score']).not.toBe(alone['nudge/score']);
  });

  it('tells of each answer how far its members are apart, and is asked how good it is in the units of its loss', async () => {
    const told: RolloutSample[] = [];
    const start = (change: Partial<Settings>) => {
      const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, { ...ALONE, ...change }, (event) => {
        if (event.type === 'samples') told.push(...event.samples);
      });
      run.setPreferences(rankingsBy('a', 12));
      return run;
    };
    const run = start({ rewardModels: 2 });
    expect(await qualityOf(run)).toBeNull();
    const { values } = (await run.iterate())!;
    const { spreads } = run.kit.shown!;
    expect(told.map(({ spread }) => spread)).toEqual(spreads!.slice(0, told.length));
    const mean = spreads!.reduce((sum, spread) => sum + spread, 0) / spreads!.length;
    expect(mean).toBeCloseTo(values['nudge/reward_spread']!, 10);

    // Scored again in parts and in another order, as where answers are drawn anew: told of those that are shown in the end.
    await run.stage();
    await run.stage();
    const { rollout, shown } = run.kit;
    const half = rollout!.sequences.length / 2;
    for (const sequences of [rollout!.sequences.slice(half), rollout!.sequences.slice(0, half)])
      await run.kit.reward({ ...rollout!, sequences });
    run.kit.show(rollout!, shown!.scores, [], shown!.credit ?? undefined);
    expectClose(run.kit.shown!.spreads!, shown!.spreads!, 1e-5);
    const again = run.kit.shown!.spreads!;
    const { values: later } = (await run.stage())!;
    expect(later['nudge/reward_spread']).toBeCloseTo(
      again.reduce((sum, spread) => sum + spread, 0) / again.length,
      10,
    );

    const { heldOut, trained } = (await qualityOf(run))!;
    expect(heldOut.accuracy).toMatchObject({
      value: run.agreement!.heldOut.accuracy,
      interval: run.agreement!.heldOut.interval,
      count: run.agreement!.heldOut.pairs,
    });
    expect(trained.rankings).toBe(run.agreement!.trained.rankings);
    const raw = await Promise.all(
      run.rewards.members.map((member) => member.rawScores(REFERENCE.map(tokensOf))),
    );
    expectClose(
      run.rewards.logits(await run.rewards.memberScores(REFERENCE)),
      REFERENCE.map((_, row) => (raw[0][row] + raw[1][row]) / 2),
      1e-5,
    );

    told.length = 0;
    await start({}).iterate();
    expect(told.every((sample) => !('spread' in sample))).toBe(true);
    expect(told.length).toBeGreaterThan(0);
  });

  it('is saved member by member, the first under the name that it always had', async () => {
    const { rewards } = await fitted(2);
    expect([...rewards.savedParameters().keys()]).toEqual([
      'reward',
      'reward.m',
      'reward.v',
      'reward2',
      'reward2.m',
      'reward2.v',
    ]);
    const other = new RewardModels(tinyModels(gpu).reference, { count: 2 });
    expect(other.fitted).toBe(false);
    other.state = rewards.state;
    expect(other.fitted).toBe(true);
    // A checkpoint of one member leaves the second to be fitted.
    other.state = rewards.state.slice(0, 1);
    expect(other.fitted).toBe(false);
  });

  it('has at least one member', () => {
    expect(() => new RewardModels(tinyModels(gpu).reference, { count: 0 })).toThrow(RangeError);
  });
});
