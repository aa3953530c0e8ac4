/** Fitting to a log: what counts as training data, what does not, and what happens when one is taken back. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { readF32 } from '../../../src/gpu/queue.ts';
import { splitRankings } from '../../../src/preferences/agreement.ts';
import type { Models } from '../../../src/rl/training/models.ts';
import type { PreferenceEvent, RankingEvent } from '../../../src/preferences/event.ts';
import { RewardFit, RewardFitError, type FitHooks } from '../../../src/rl/rewards/rewardFit.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { Turns } from '../../../src/rl/training/turns.ts';
import { tokensOf } from '../../../src/model/sequences.ts';
import { testGpu } from '../../gpu/harness.ts';
import { idOf, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, rewardsOf, TINY_SETTINGS } from '../tinyRun.ts';

const REFERENCE = ['fox', 'lazy dog', 'over', 'jumps', 'a', 'aa'].map((text) => ({
  prompt: Array.from('ab ', idOf),
  response: Array.from(text, idOf),
}));

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

interface Fitted {
  readonly models: Models;
  readonly fit: RewardFit;
  readonly weights: Float32Array;
}

/** Fits to each log in turn. */
async function fitTo(
  logs: readonly (readonly PreferenceEvent[])[],
  settings = TINY_SETTINGS,
): Promise<Fitted> {
  const models = tinyModels(gpu);
  const fit = new RewardFit(models, rewardsOf(models), new Turns());
  for (const events of logs) await fit.fit(events, REFERENCE, settings);
  return { models, fit, weights: await readF32(gpu, rewardsOf(models).first.parameters.flat) };
}

const undo = (target: string): PreferenceEvent => ({ type: 'undo', id: `undo-${target}`, at: 0, target });

describe('fit', () => {
  it('orders rankings it learned from and such as it never saw', async () => {
    const models = tinyModels(gpu);
    const fit = new RewardFit(models, rewardsOf(models), new Turns());
    const settings = { ...TINY_SETTINGS, rewardEpochs: 12 };
    const progress: [number, number][] = [];
    const result = await fit.fit(rankingsBy('a', 12), REFERENCE, settings, {
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(result?.trained.accuracy).toBeGreaterThan(0.9);
    expect(result?.heldOut.accuracy).toBeGreaterThan(0.9);
    expect(result?.trained.rankings).toBe(9);
    expect(result?.heldOut.rankings).toBe(3);
    expect(progress.at(-1)).toEqual([36, 36]);
    const scores = await rewardsOf(models).first.score(REFERENCE.map(tokensOf));
    expect(Math.abs(scores.reduce((sum, score) => sum + score, 0))).toBeLessThan(1e-5);
  });

  it('is not influenced by held-out rankings', async () => {
    const events = rankingsBy('a', 8);
    const heldOut = new Set(splitRankings(events, TINY_SETTINGS.heldOutShare).heldOut.map(({ id }) => id));
    expect(heldOut.size).toBe(2);
    const turned = (ranking: RankingEvent): RankingEvent => ({
      ...ranking,
      tiers: ranking.tiers.toReversed(),
    });
    const changed = events.map((event) => (heldOut.has(event.id) ? turned(event) : event));
    const before = await fitTo([events]);
    const after = await fitTo([changed]);
    expect(after.weights).toEqual(before.weights);
    // The others do count.
    const { weights } = await fitTo([events.map((event) => (heldOut.has(event.id) ? event : turned(event)))]);
    expect(weights).not.toEqual(before.weights);
  });

  it('starts over when a ranking it learned from is taken back, as if it had never been', async () => {
    const events = rankingsBy('a', 5);
    const { train } = splitRankings(events, TINY_SETTINGS.heldOutShare);
    const last = train.at(-1)!.id;
    const undone = [...events, undo(last)];
    const { models, fit } = await fitTo([events]);
    expect(fit.isCurrent(events, TINY_SETTINGS)).toBe(true);
    expect(fit.isCurrent(undone, TINY_SETTINGS)).toBe(false);
    const { fits } = fit.state;
    fit.state = { ...fit.state, fits: 0 };
    await fit.fit(undone, REFERENCE, TINY_SETTINGS);
    const never = await fitTo([events.filter(({ id }) => id !== last)]);
    expect(splitRankings(undone, 0.25).train.map(({ id }) => id)).toEqual(never.fit.state.trainedOn);
    expect(await readF32(gpu, rewardsOf(models).first.parameters.flat)).toEqual(never.weights);
    expect(fits).toBe(1);
  });

  it('goes on from where it is when rankings are added', async () => {
    const events = rankingsBy('a', 8);
    const { models, fit, weights } = await fitTo([events.slice(0, 5)]);
    const steps = rewardsOf(models).first.optimizer.steps;
    await fit.fit(events, REFERENCE, TINY_SETTINGS);
    expect(rewardsOf(models).first.optimizer.steps).toBeGreaterThan(steps);
    expect(await readF32(gpu, rewardsOf(models).first.parameters.flat)).not.toEqual(weights);
  });
});

describe('leaving a fit early', () => {
  const events = rankingsBy('a', 8);
  const settings: Settings = { ...TINY_SETTINGS, rewardEpochs: 3 };

  async function fitWith(fit: RewardFit, hooks: FitHooks) {
    return fit.fit(events, REFERENCE, settings, hooks);
  }

  it('paused and resumed gives the weights of a fit in one piece', async () => {
    const whole = await fitTo([events], settings);
    const models = tinyModels(gpu);
    const fit = new RewardFit(models, rewardsOf(models), new Turns());
    for (const stopAt of [1, 4]) {
      let done = 0;
      const paused = await fitWith(fit, {
        onProgress: (finished) => (done = finished),
        shouldPause: () => done >= stopAt,
      });
      expect(paused).toBeNull();
      expect(fit.isCurrent(events, settings)).toBe(false);
      // The step behind the one whose result said to stop had been submitted.
      expect(fit.state.unfinished).toBe(stopAt + 1);
      // As from a checkpoint.
      fit.state = structuredClone(fit.state);
    }
    expect(await fitWith(fit, {})).not.toBeNull();
    expect(fit.isCurrent(events, settings)).toBe(true);
    expect(fit.state).toEqual(whole.fit.state);
    expect(await readF32(gpu, rewardsOf(models).first.parameters.flat)).toEqual(whole.weights);
  });

  it('cancelled keeps what it learned and counts as done', async () => {
    const models = tinyModels(gpu);
    const fit = new RewardFit(models, rewardsOf(models), new Turns());
    const controller = new AbortController();
    const result = await fitWith(fit, {
      onProgress: (done) => {
        if (done === 2) controller.abort();
      },
      signal: controller.signal,
    });
    expect(result?.trained.rankings).toBe(6);
    expect(rewardsOf(models).first.optimizer.steps).toBe(3);
    expect(rewardsOf(models).first.fitted).toBe(true);
    expect(fit.isCurrent(events, settings)).toBe(true);
  });
});

describe('numbers that are not finite', () => {
  it.each([
    ['in a gradient', { rewardLearningRate: Infinity }],
    ['in a gradient of the second step', { rewardLearningRate: 1e30 }],
    ['in the scores after the last step', { rewardLearningRate: 1e30, rewardEpochs: 1, rewardBatch: 8 }],
  ])('%s end the fit, and the next one is as if it had never been', async (_, poison) => {
    const events = rankingsBy('a', 5);
    const models = tinyModels(gpu);
    const fit = new RewardFit(models, rewardsOf(models), new Turns());
    await fit.fit(events, REFERENCE, { ...TINY_SETTINGS, rewardBatch: 8 });
    const more = rankingsBy('a', 7);
    const poisoned = fit.fit(more, REFERENCE, { ...TINY_SETTINGS, ...poison });
    await expect(poisoned).rejects.toThrow(RewardFitError);
    expect(rewardsOf(models).first.fitted).toBe(false);
    expect(fit.isCurrent(more, TINY_SETTINGS)).toBe(false);
    const cleared = await readF32(gpu, rewardsOf(models).first.parameters.flat);
    expect(cleared.every(Number.isFinite)).toBe(true);
    fit.state = { ...fit.state, fits: 0 };
    await fit.fit(more, REFERENCE, TINY_SETTINGS);
    expect(await readF32(gpu, rewardsOf(models).first.parameters.flat)).toEqual(
      (await fitTo([more])).weights,
    );
  });
});
