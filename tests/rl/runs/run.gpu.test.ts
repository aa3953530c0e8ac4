/** A whole run: it repeats to the bit, survives a checkpoint, goes back to its beginning, and learns in order. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { NonFiniteError } from '../../../src/rl/training/nonFinite.ts';
import type { MetricsRow } from '../../../src/rl/algorithms/metrics.ts';
import type { PreferenceEvent } from '../../../src/preferences/event.ts';
import { RewardFitError } from '../../../src/rl/rewards/rewardFit.ts';
import { NoRankingError, RlhfRun } from '../../../src/rl/runs/run.ts';
import { reading, type Progress, type Readers } from '../../../src/rl/runs/events.ts';
import type { RunState } from '../../../src/rl/runs/runState.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

function start(settings: Settings = TINY_SETTINGS, readers: Readers = {}) {
  const models = tinyModels(gpu);
  const run = new RlhfRun(models, TINY_PROMPTS, settings, reading(readers));
  run.setPreferences(rankingsBy('a', 6));
  return { models, run };
}

async function iterate(run: RlhfRun, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await run.iterate();
}

/** As a checkpoint keeps it. JSON also makes 0 and -0 one. */
function json<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function writeWeights(
  { models: { policy, optimizer }, rewards }: RlhfRun,
  weights: readonly Float32Array[],
): void {
  const reward = rewards.first;
  [
    policy.parameters.flat,
    optimizer.m.flat,
    optimizer.v.flat,
    reward.parameters.flat,
    reward.optimizer.m.flat,
    reward.optimizer.v.flat,
  ].forEach((tensor, index) => gpu.write(tensor, weights[index]));
}

describe('a run', () => {
  it('repeats twenty iterations to the bit with the same seed, and only with it', async () => {
    const runs: { weights: Float32Array[]; history: readonly MetricsRow[] }[] = [];
    for (const seed of [5, 5, 6]) {
      const { run } = start({ ...TINY_SETTINGS, seed });
      await iterate(run, 20);
      runs.push({ weights: await weightsOf(run), history: run.history });
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[0].history.map(({ iteration }) => iteration)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(runs[2].weights[0]).not.toEqual(runs[0].weights[0]);
    for (const { values } of runs[0].history) {
      expect(values['nudge/first_ratio']).toBe(1);
      expect(values['nudge/first_approxkl']).toBe(0);
      expect(Object.values(values).every(Number.isFinite)).toBe(true);
    }
  });

  it('continues from a checkpoint as if it had never stopped, a refit in between included', async () => {
    const more = rankingsBy('a', 8);
    const straight = start();
    await iterate(straight.run, 3);
    straight.run.setPreferences(more);
    await iterate(straight.run, 1);

    const first = start();
    await iterate(first.run, 2);
    // Half an iteration more: it is sampled anew after the restart.
    await first.run.stage();
    const saved = { state: json(first.run.state), weights: await weightsOf(first.run) };

    const second = start();
    writeWeights(second.run, saved.weights);
    second.run.state = saved.state;
    expect(second.run.iteration).toBe(2);
    expect(second.run.history).toHaveLength(2);
    expect(second.run.nextStage).toBe('sample');
    await iterate(second.run, 1);
    second.run.setPreferences(more);
    await iterate(second.run, 1);

    expect(await weightsOf(second.run)).toEqual(await weightsOf(straight.run));
    expect(json<RunState>(second.run.state)).toEqual(json(straight.run.state));
  });

  it('goes back to the base model exactly', async () => {
    const { run } = start();
    const [base] = await weightsOf(run);
    await iterate(run, 2);
    const once = await weightsOf(run);
    const { history } = run;
    expect(once[0]).not.toEqual(base);
    await run.stage();
    await run.reset(TINY_SETTINGS);
    const [policy, m, v] = await weightsOf(run);
    expect(policy).toEqual(base);
    expect([...m, ...v].every((moment) => moment === 0)).toBe(true);
    expect(run.iteration).toBe(0);
    expect(run.history).toEqual([]);
    expect(run.agreement).toBeNull();
    expect(run.rewards.first.fitted).toBe(false);
    expect(run.nextStage).toBe('fit');
    // And the same path again.
    await iterate(run, 2);
    expect(run.history).toEqual(history);
    expect(await weightsOf(run)).toEqual(once);
  });
});

describe('stages', () => {
  it('come in the order fit, sample, score, update, and tell what they make', async () => {
    const told: string[] = [];
    const { run } = start(TINY_SETTINGS, {
      stage: ({ stage, iteration }) => told.push(`${stage} ${iteration}`),
      agreement: ({ iteration, trained }) => told.push(`agreement on ${trained.rankings} at ${iteration}`),
      baseUtility: () => told.push('base utility'),
      samples: ({ iteration, samples }) => told.push(`${samples.length} samples ${iteration}`),
      metrics: ({ row }) => told.push(`metrics ${row.iteration}`),
    });
    for (let i = 0; i < 5; i++) await run.stage();
    expect(told).toEqual([
      'fit 1',
      'base utility',
      'agreement on 5 at 0',
      'idle 0',
      'sample 1',
      'idle 0',
      'score 1',
      '6 samples 1',
      'idle 0',
      'update 1',
      'metrics 1',
      'idle 1',
      'sample 2',
      'idle 1',
    ]);
  });

  it('fit anew before the next sample when rankings come in the middle of an iteration', async () => {
    const { run } = start();
    await run.iterate();
    expect(run.nextStage).toBe('sample');
    await run.stage();
    run.setPreferences(rankingsBy('a', 8));
    expect(run.nextStage).toBe('score');
    const before = run.rewards.first.optimizer.steps;
    await run.iterate();
    expect(run.rewards.first.optimizer.steps).toBe(before);
    expect(run.nextStage).toBe('fit');
    await run.stage();
    expect(run.rewards.first.optimizer.steps).toBeGreaterThan(before);
    expect(run.nextStage).toBe('sample');
    // A ranking that is held out or teaches nothing changes nothing.
    run.setPreferences([
      ...rankingsBy('a', 8),
      { ...rankingsBy('a', 1, 90)[0], tiers: [[0, 1, 2, 3]] } satisfies PreferenceEvent,
    ]);
    expect(run.nextStage).toBe('sample');
  });

  it('of one iteration all use the settings it began with', async () => {
    const { run } = start();
    await run.stage();
    await run.stage();
    run.configure({ ...TINY_SETTINGS, temperature: 0.5, maxNewTokens: 3 });
    await run.iterate();
    expect(run.history[0].values['nudge/first_ratio']).toBe(1);
    await run.iterate();
    expect(run.history[1].values['nudge/first_ratio']).toBe(1);
    expect(run.history[1].values['nudge/entropy']).toBeLessThan(run.history[0].values['nudge/entropy']!);
  });

  it('need rankings', async () => {
    const { run } = start();
    for (const events of [[], rankingsBy('a', 3)]) {
      run.setPreferences(events);
      expect(run.canLearn).toBe(false);
      await expect(run.stage()).rejects.toThrow(NoRankingError);
      await expect(run.stage()).rejects.toThrow(`has ${events.length}`);
    }
    expect(run.iteration).toBe(0);
  });
});

describe('a poisoned setting', () => {
  it('of the reward model is told, and the run goes on when it is put right', async () => {
    const { run } = start({ ...TINY_SETTINGS, rewardLearningRate: 1e30 });
    const [policy] = await weightsOf(run);
    await expect(run.iterate()).rejects.toThrow(RewardFitError);
    expect((await weightsOf(run))[0]).toEqual(policy);
    run.configure(TINY_SETTINGS);
    await run.iterate();
    const healthy = start();
    await healthy.run.iterate();
    expect(run.history).toEqual(healthy.run.history);
  });

  it('of PPO is told, the iteration is sampled anew, and the run is as without it', async () => {
    const { run } = start();
    await run.iterate();
    const before = await weightsOf(run);
    run.configure({ ...TINY_SETTINGS, learningRate: Infinity });
    await expect(run.iterate()).rejects.toThrow(NonFiniteError);
    expect(await weightsOf(run)).toEqual(before);
    expect(run.iteration).toBe(1);
    expect(run.nextStage).toBe('sample');
    run.configure(TINY_SETTINGS);
    await run.iterate();
    const healthy = start();
    await iterate(healthy.run, 2);
    expect(run.history).toEqual(healthy.run.history);
  });

  it('of the KL controller is refused and changes nothing', () => {
    const { run } = start();
    expect(() => run.configure({ ...TINY_SETTINGS, learningRate: 7, klTarget: 0 })).toThrow(RangeError);
    expect(run.settings).toEqual(TINY_SETTINGS);
    expect(() => run.reset({ ...TINY_SETTINGS, klHorizon: -1 })).toThrow(RangeError);
    expect(run.settings).toEqual(TINY_SETTINGS);
  });
});

describe('a fit', () => {
  it('paused is finished by the next stage; the run is as without the pause', async () => {
    const straight = start();
    await straight.run.iterate();
    let pause = (): void => undefined;
    const { run } = start(TINY_SETTINGS, {
      progress: ({ task, done }) => {
        if (task === 'fit' && done === 1) pause();
      },
    });
    pause = () => run.pauseFit();
    expect(await run.stage()).toBeNull();
    expect(run.nextStage).toBe('fit');
    expect(run.agreement).toBeNull();
    pause = () => undefined;
    await run.iterate();
    expect(run.history).toEqual(straight.run.history);
    expect(run.agreement).toEqual(straight.run.agreement);
  });

  it('between the stages of an iteration keeps what was sampled; failed, it comes first', async () => {
    const { run } = start();
    for (const stage of ['fit', 'sample', 'score'] as const) {
      expect(run.nextStage).toBe(stage);
      await run.stage();
    }
    run.setPreferences(rankingsBy('a', 8));
    expect(run.needsFit).toBe(true);
    const before = run.rewards.first.optimizer.steps;
    await run.stage('fit');
    expect(run.rewards.first.optimizer.steps).toBeGreaterThan(before);
    expect(run.needsFit).toBe(false);
    expect(run.nextStage).toBe('update');

    run.setPreferences(rankingsBy('a', 9));
    run.configure({ ...TINY_SETTINGS, rewardLearningRate: Infinity });
    await expect(run.stage('fit')).rejects.toThrow(RewardFitError);
    // Nothing may be scored by a model that is no model.
    expect(run.nextStage).toBe('fit');
    run.configure(TINY_SETTINGS);
    await run.stage();
    expect(run.nextStage).toBe('update');
    await run.stage();
    expect(run.history[0].values['nudge/first_ratio']).toBe(1);
  });

  it('cancelled before it has begun to learn ends at once', async () => {
    const { run } = start();
    const fitting = run.stage();
    run.cancelFit();
    await fitting;
    expect(run.rewards.first.optimizer.steps).toBe(0);
    expect(run.nextStage).toBe('sample');
  });
});

describe('simulated rankings', () => {
  it('repeat with the seed, differ from call to call, and can be learned from', async () => {
    const collect = async (known: readonly PreferenceEvent[], count: number) => {
      const events: PreferenceEvent[] = [];
      const { run } = start(TINY_SETTINGS, { preferences: (told) => events.push(...told.events) });
      run.setPreferences(known);
      await run.simulate('shorter', count);
      expect(run.log).toEqual([...known, ...events]);
      return { run, events };
    };
    const first = await collect([], 10);
    expect(first.events).toHaveLength(10);
    expect((await collect([], 10)).events).toEqual(first.events);
    const next = await collect(first.events, 3);
    const all = [...first.events, ...next.events];
    expect(new Set(all.map(({ id }) => id)).size).toBe(13);
    // They are learned from without being given back, and given back they are nothing new.
    expect(first.run.canLearn).toBe(true);
    const { agreement } = await first.run.stage().then(() => first.run);
    expect(agreement!.trained.rankings + agreement!.heldOut.rankings).toBe(10);
    first.run.addPreferences(first.events);
    expect(first.run.needsFit).toBe(false);
    first.run.addPreferences(all);
    expect(first.run.log).toEqual(all);
    expect(first.run.needsFit).toBe(true);
    expect(first.run.baseUtility!.shorter.sd).toBeGreaterThan(0);
  });

  it('stop when asked to', async () => {
    const controller = new AbortController();
    const events: PreferenceEvent[] = [];
    const progress: Progress[] = [];
    const { run } = start(TINY_SETTINGS, {
      preferences(told) {
        events.push(...told.events);
        controller.abort();
      },
      progress: (told) => told.task === 'simulate' && progress.push(told),
    });
    await run.simulate('shorter', 100, controller.signal);
    expect(progress.at(-1)).toMatchObject({ done: 100, total: 100 });
    // Those of the pass under way.
    expect(events.length).toBeLessThanOrEqual(8);
    expect(events.length).toBeGreaterThan(0);
  });
});
