/**
 * GPU memory of a run that meets ever new shapes: every cache of recorded steps keeps its few, and what goes
 * takes all of its buffers with it.
 */
import { beforeAll, expect, it } from 'vitest';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { shapeFor, type BatchShape, type Sequence } from '../../src/model/sequences.ts';
import { listwiseBatch } from '../../src/rl/rewards/listwiseBatch.ts';
import type { Models } from '../../src/rl/training/models.ts';
import { ExperienceRecorder, Ppo, type Experience } from '../rl/ppoParts.ts';
import { tinyModels } from '../model/tinyModel.ts';
import { rewardsOf, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { randomArray } from './harness.ts';
import { lentGpu } from './lentDevice.ts';

const SEQUENCES: Sequence[] = [
  { prompt: [1, 2, 3], response: [4, 5, 6, 7] },
  { prompt: [8, 9], response: [10, 11] },
];
/** More shapes than any cache keeps. */
const SHAPES = 8;

let gpu: Gpu;
let models: Models;
const live = new Set<GPUBuffer>();
let created = 0;

/** Counts buffers from here on: a proxy would not pass for a device, so its own methods are wrapped. */
function watch(device: GPUDevice): void {
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      live.delete(buffer);
      return destroy();
    };
    live.add(buffer);
    created += 1;
    return buffer;
  };
}

/** Recorded steps of a kind that are alive: each owns one buffer of token ids. */
function plansAlive(kind: string): number {
  return [...live].filter(({ label }) => label.startsWith(`${kind}/`) && label.endsWith('/tokens')).length;
}

beforeAll(async () => {
  gpu = await openGpu(lentGpu(), { defaultLimits: true });
  watch(gpu.device);
  models = tinyModels(gpu);
  const head = randomArray(models.config.dim);
  let next = 0;
  await rewardsOf(models).first.reset(() => head[next++]);
});

/** `SEQUENCES` in a shape with ever more filler. */
function shapeOf(index: number, responseLength = 6): BatchShape {
  const shape = shapeFor(SEQUENCES, responseLength);
  return { ...shape, rows: shape.rows + 16 * index };
}

/** Runs `work` for each shape, twice: the second time everything was known once, and only some still is. */
async function expectBounded(work: (index: number) => Promise<unknown>): Promise<void> {
  const cycle = async () => {
    const before = created;
    for (let index = 0; index < SHAPES; index++) await work(index);
    await gpu.device.queue.onSubmittedWorkDone();
    return { alive: live.size, created: created - before };
  };
  const first = await cycle();
  const second = await cycle();
  // Steps share their scratch, so that it depends on their order how much of it there is.
  expect(second.alive).toBeLessThanOrEqual(first.alive + SHAPES);
  expect((await cycle()).alive).toBeLessThanOrEqual(first.alive + SHAPES);
  // Recorded anew, or nothing would have been freed.
  expect(second.created).toBeGreaterThan(SHAPES);
  gpu.check();
}

it('keeps six prompt passes a generator', async () => {
  const prompt = models.encodePrompt('hello you');
  await expectBounded((index) => models.answers('current', prompt, index + 1, TINY_SETTINGS, index));
  expect(plansAlive('prefill')).toBe(6);
});

it('keeps six scoring steps', async () => {
  const sequenceOf = (length: number) => Array.from({ length }, (_, i) => 1 + (i % 20));
  await expectBounded((index) =>
    rewardsOf(models).first.rawScores(Array.from({ length: 4 }, () => sequenceOf(4 + 3 * index))),
  );
  expect(plansAlive('score')).toBe(6);
});

it('keeps four steps of the reward model', async () => {
  const example = (length: number) => ({
    id: 'a',
    promptLength: 1,
    sequences: [1, 2].map((token) => Array.from({ length }, () => token)),
    tiers: [0, 1],
  });
  await expectBounded((index) =>
    rewardsOf(models).first.step(
      listwiseBatch([example(8 * (1 + (index % 4)))], 1 + Math.floor(index / 4), 2),
      {
        learningRate: 0,
        weightDecay: 0,
      },
    ),
  );
  expect(plansAlive('reward')).toBe(4);
});

it('keeps six reading steps and four PPO steps of one grid, and none of the grid before', async () => {
  const recorder = new ExperienceRecorder(models.policy, models.reference);
  const ppo = new Ppo(models.policy, models.optimizer);
  const settings = { ...TINY_SETTINGS, learningRate: 0 };
  const grids: Experience[] = [];
  const step = async (shape: BatchShape) => {
    const { experience } = await recorder.compute(SEQUENCES, shape, [1, 0], settings, 0.05);
    grids.push(experience);
    const { loss } = await ppo.minibatch(SEQUENCES, experience, [0, 1], settings, shape);
    expect(loss.ratioMean).toBe(1);
  };
  await expectBounded((index) => step(shapeOf(index)));
  expect(new Set(grids.map(({ logp }) => logp)).size).toBe(1);
  expect(new Set(grids.map(({ advantages }) => advantages)).size).toBe(1);
  expect(plansAlive('read')).toBe(6);
  expect(plansAlive('step/ppo')).toBe(4);

  const before = grids[0];
  await step(shapeOf(0, 9));
  expect(live.has(before.logp.buffer)).toBe(false);
  expect(live.has(before.advantages.buffer)).toBe(false);
  expect(plansAlive('read')).toBe(1);
  expect(plansAlive('step/ppo')).toBe(1);
  await expectBounded((index) => step(shapeOf(0, 6 + (index % 2))));
  expect(plansAlive('step/ppo')).toBe(1);
});
