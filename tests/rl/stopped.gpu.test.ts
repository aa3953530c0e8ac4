/** A long stage stopped in the middle: what was done of it is kept, and the run is as if nothing had happened. */
import { beforeAll, expect, it } from 'vitest';
import { RlhfRun } from '../../src/rl/runs/run.ts';
import { reading, type Readers } from '../../src/rl/runs/events.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { testGpu } from '../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from './tinyRun.ts';

/** Two passes of a rollout, and of the samples of the base model. */
const SETTINGS = { ...TINY_SETTINGS, rolloutBatch: 40, ppoEpochs: 5 };

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

function start(readers: Readers = {}, settings = SETTINGS) {
  const models = tinyModels(gpu);
  const run = new RlhfRun(models, TINY_PROMPTS, settings, reading(readers));
  run.setPreferences(rankingsBy('a', 6));
  return { models, run };
}

it.each(['baseline', 'evaluate', 'sample', 'score', 'update'])(
  '%s tells its progress, stops, and goes on from there to the same end',
  async (task) => {
    const straight = start();
    await straight.run.iterate();
    await straight.run.iterate();

    const told: [number, number][] = [];
    let stopAt = 1;
    const { run } = start({
      progress({ task: of, done, total }) {
        if (of !== task) return;
        told.push([done, total]);
        if (told.length > stopAt && done > 0) run.cancel(task);
      },
    });
    await expect(run.iterate()).rejects.toMatchObject({ name: 'AbortError' });
    expect(run.iteration).toBe(0);
    expect(told.length).toBeGreaterThan(1);
    for (const [done, total] of told) expect(done).toBeLessThanOrEqual(total);
    stopAt = Infinity;
    await run.iterate();
    const [done, total] = told.at(-1)!;
    expect(done).toBe(total);
    await run.iterate();
    expect(run.history).toEqual(straight.run.history);
    expect(await weightsOf(run)).toEqual(await weightsOf(straight.run));
  },
);

it('a pass of a rollout that is done is not made again', async () => {
  let passes: number[] = [];
  const { run } = start({
    progress({ task, done, total }) {
      if (task !== 'sample') return;
      passes.push(done / total);
      if (done === total / 2) run.cancel('sample');
    },
  });
  await run.fit();
  await expect(run.stage('sample')).rejects.toMatchObject({ name: 'AbortError' });
  passes = [];
  // The passes stopped at their half go on behind it.
  await expect(run.stage('sample')).rejects.toMatchObject({ name: 'AbortError' });
  expect(Math.min(...passes)).toBe(0.5);
});

it.each([
  [1, 16],
  [8, 16],
  [40, 80],
  [1000, 256],
])('a rollout of %i has %i reference samples', async (rolloutBatch, samples) => {
  const { run } = start({}, { ...SETTINGS, rolloutBatch, maxNewTokens: 1 });
  expect(await run.referenceSamples()).toHaveLength(samples);
  expect(run.state.reference).toMatchObject({ samples });
});

it('a run saved before samples were counted has as many as it had', async () => {
  const { run } = start({}, { ...SETTINGS, maxNewTokens: 1 });
  const { reference: _, ...state } = run.state;
  run.state = { ...state, reference: { seed: 1, temperature: 1, maxNewTokens: 1 } };
  expect(await run.referenceSamples()).toHaveLength(64);
});
