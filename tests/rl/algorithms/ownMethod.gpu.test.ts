/**
 * A method that is defined here and nowhere else: REINFORCE without a baseline (Williams 1992) on groups of answers. The run
 * goes through its stages by its names, keeps its numbers, and what it takes is in the estimate.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { dryDeviceLike, measureMemory } from '../../../src/rl/runs/memory.ts';
import type { Gpu } from '../../../src/gpu/device.ts';
import type { Algorithm } from '../../../src/rl/training/algorithm.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { reading, type Readers } from '../../../src/rl/runs/events.ts';
import { NonFiniteError } from '../../../src/rl/training/nonFinite.ts';
import type { Objective } from '../../../src/rl/training/policyStep.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { mean } from '../../../src/rl/training/rollout.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_CONFIG, TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../tinyRun.ts';

const GROUP = 2;

/** One thread does for a test. loss = −Σ A·log π ÷ tokens. */
const CODE = `
override ROWS: u32;
struct Step { tokens: f32 }
@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> advantages: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read_write> dLogp: array<f32>;
@group(0) @binding(4) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;
@compute @workgroup_size(1)
fn main() {
  var here = 0.0;
  for (var i = 0u; i < ROWS; i++) { here += mask[i]; }
  let tokens = select(here, step.tokens, step.tokens > 0.0);
  var loss = 0.0;
  for (var i = 0u; i < ROWS; i++) {
    dLogp[i] = -advantages[i] * mask[i] / tokens;
    loss -= advantages[i] * logp[i] * mask[i] / tokens;
  }
  metrics[0] = loss;
  metrics[1] = here;
}`;

const KERNEL = {
  name: 'test.reinforce',
  code: CODE,
  bindings: ['read', 'read', 'read', 'readWrite', 'readWrite', 'uniform'],
} as const;

const LOSS: Objective<'loss' | 'tokens'> = {
  name: 'reinforce',
  columns: ['advantages'],
  scalars: { tokens: 'f32' },
  metrics: ['loss', 'tokens'],
  value: false,
  record(rec, { logp, columns, mask, dLogp, metrics, step, slots }) {
    const bindings = [logp, columns.advantages, mask, dLogp, metrics, step];
    rec.dispatch(KERNEL, { constants: { ROWS: slots }, bindings, grid: [1] });
  },
  combine: (parts) => ({
    loss: parts.reduce((sum, { loss }) => sum + loss, 0),
    tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
  }),
};

const REINFORCE: Algorithm = {
  id: 'reinforce',
  name: 'REINFORCE',
  paper: 'Williams 1992',
  needs: { reward: true },
  stages: [{ name: 'write' }, { name: 'learn' }],
  fields: {},
  metrics: {
    'objective/scores': { unit: 'sd', definition: 'mean score' },
    'reinforce/loss': { unit: '', definition: 'mean over minibatches of −Σ A·log π ÷ tokens' },
    'reinforce/tokens': { unit: 'tokens', definition: 'tokens learned from' },
  },
  start: (_, kept) => kept ?? { iterations: 0 },
  async *iterate(kit, { learningRate }) {
    const { iterations } = kit.kept as { iterations: number };
    yield 'write';
    const rollout = await kit.sample(GROUP);
    const scores = await kit.reward(rollout);
    kit.show(
      rollout,
      scores,
      scores.map(() => 0),
    );
    yield 'learn';
    const advantages = kit.column('advantages', rollout, scores);
    const { minibatches } = await kit.update(
      rollout,
      LOSS,
      { advantages },
      {},
      { epochs: 1, minibatches: 4 },
    );
    kit.keep({ iterations: iterations + 1 });
    return {
      'objective/scores': mean(scores),
      'reinforce/loss': mean(minibatches.map(({ loss }) => loss.loss)),
      'reinforce/tokens': minibatches.reduce((sum, { loss }) => sum + loss.tokens, 0),
      'reinforce/none': NaN,
      lr: learningRate,
      episode: kit.episodes + rollout.sequences.length,
    };
  },
};

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

function start(settings: Settings = TINY_SETTINGS, readers: Readers = {}) {
  const models = tinyModels(gpu);
  const run = new RlhfRun(models, TINY_PROMPTS, settings, reading(readers), REINFORCE);
  run.setPreferences(rankingsBy('a', 6));
  return { models, run };
}

describe('a method of its own', () => {
  it('goes through its stages by their names, with its numbers in the row and its state between iterations', async () => {
    const told: string[] = [];
    const progress = new Set<string>();
    // What several voices of the reward tell is no method's own.
    const alone = { ...TINY_SETTINGS, rewardBag: false };
    const { models, run } = start(alone, {
      stage: ({ stage }) => told.push(stage),
      progress: ({ task }) => progress.add(task),
      samples: ({ samples }) => told.push(`${samples.length} samples`),
    });
    const [before] = await weightsOf(run);
    expect(run.nextStage).toBe('fit');
    await run.stage();
    expect(run.nextStage).toBe('write');
    await run.stage();
    expect(run.nextStage).toBe('learn');
    const row = await run.stage();
    expect(told).toEqual(['fit', 'idle', 'write', '6 samples', 'idle', 'learn', 'idle']);
    expect([...progress]).toEqual(expect.arrayContaining(['fit', 'write', 'learn']));
    expect(Object.keys(row!.values)).toEqual([
      'objective/scores',
      'reinforce/loss',
      'reinforce/tokens',
      'lr',
      'episode',
    ]);
    expect(row!.values.episode).toBe(TINY_SETTINGS.rolloutBatch);
    expect(run.state.kept).toEqual({ iterations: 1 });
    await run.iterate();
    expect(run.state.kept).toEqual({ iterations: 2 });
    expect(run.history[1].values.episode).toBe(2 * TINY_SETTINGS.rolloutBatch);
    const [after, , second] = await weightsOf(run);
    expect(after).not.toEqual(before);
    // It has no use for values: their head stays as it was, moments and all.
    const head = await models.optimizer.v.read();
    expect([...head.get('value.weight')!, ...head.get('value.bias')!].every((x) => x === 0)).toBe(true);
    expect(second.some((x) => x !== 0)).toBe(true);
  });

  it('has the same gradient in parts', async () => {
    const moment = async (microBatch: number) => {
      const { models, run } = start({ ...TINY_SETTINGS, microBatch, learningRate: 0 });
      await run.iterate();
      return { m: await models.optimizer.m.read(), values: run.history[0].values };
    };
    const [whole, parts] = [await moment(0), await moment(1)];
    expect(parts.values.episode).toBe(whole.values.episode);
    for (const [name, values] of whole.m) {
      const other = parts.m.get(name)!;
      values.forEach((value, i) => expect(Math.abs(value - other[i])).toBeLessThan(1e-5));
    }
  });

  it.each(['write', 'learn'])('stopped in %s goes on to the same end', async (stage) => {
    const straight = start();
    await straight.run.iterate();
    let stop = true;
    const { run } = start(TINY_SETTINGS, {
      progress: ({ task, done }) => {
        if (task === stage && done > 0 && stop) run.cancel(stage);
      },
    });
    await expect(run.iterate()).rejects.toMatchObject({ name: 'AbortError' });
    expect(run.nextStage).toBe(stage);
    stop = false;
    await run.iterate();
    expect(run.history).toEqual(straight.run.history);
    expect(await weightsOf(run)).toEqual(await weightsOf(straight.run));
  });

  it('is undone when a step is not finite', async () => {
    const { run } = start();
    await run.iterate();
    const before = await weightsOf(run);
    run.configure({ ...TINY_SETTINGS, learningRate: Infinity });
    await expect(run.iterate()).rejects.toThrow(NonFiniteError);
    expect(await weightsOf(run)).toEqual(before);
    expect(run.nextStage).toBe('write');
    expect(run.state.kept).toEqual({ iterations: 1 });
  });

  it('has its bytes in what a run takes', async () => {
    const request = {
      config: TINY_CONFIG,
      settings: TINY_SETTINGS,
      promptTokens: [4, 7],
      device: dryDeviceLike(gpu),
    };
    const ppo = await measureMemory(request);
    const own = await measureMemory({ ...request, algorithm: REINFORCE });
    expect(own.total).not.toBe(ppo.total);
    expect(own.parts.weights).toBe(ppo.parts.weights);
    expect(own.parts.activations).toBeGreaterThan(0);
    // A column of its own for each token that may come.
    const none: Algorithm = {
      ...REINFORCE,
      async *iterate() {
        yield 'write';
        return {};
      },
    };
    const without = await measureMemory({ ...request, algorithm: none });
    expect(own.parts.activations).toBeGreaterThan(without.parts.activations);
    expect(own.method).toBe('REINFORCE');
    expect(own.parts.method).toBe(TINY_SETTINGS.rolloutBatch * TINY_SETTINGS.maxNewTokens * 4);
    expect(without.parts.method).toBe(0);
    expect(ppo.parts.method).toBeGreaterThan(0);
  });
});
