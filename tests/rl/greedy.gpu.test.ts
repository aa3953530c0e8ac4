/** Temperature 0: greedy where a person reads, and the model's own distribution where PPO learns. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import type { Generation } from '../../src/model/generator.ts';
import { Comparator } from '../../src/rl/runs/compare.ts';
import { PpoIteration } from './ppoParts.ts';
import { SAMPLING_STREAMS } from '../../src/rl/training/models.ts';
import { Turns } from '../../src/rl/training/turns.ts';
import { testGpu } from '../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../model/tinyModel.ts';
import { rewardsOf, TINY_SETTINGS } from './tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

const GREEDY = { ...TINY_SETTINGS, temperature: 0 };
const texts = (generations: readonly Generation[]) => generations.map(({ tokens }) => tokens.join(' '));

describe('answers at temperature 0', () => {
  it('hold the greedy one once, at a place that changes, and others beside it', async () => {
    const models = tinyModels(gpu);
    const prompt = models.encodePrompt('ab');
    const [greedy] = texts(await models.answers('current', prompt, 1, GREEDY, SAMPLING_STREAMS.answers));
    const places = new Set<number>();
    for (let draw = 0; draw < 4; draw++) {
      const stream = SAMPLING_STREAMS.answers + draw * 8;
      const four = texts(await models.answers('current', prompt, 4, GREEDY, stream));
      expect(four).toHaveLength(4);
      expect(four.filter((text) => text === greedy).length).toBe(1);
      places.add(four.indexOf(greedy));
      expect(new Set(four).size).toBe(4);
    }
    expect(places).toEqual(new Set([0, 1, 2, 3]));
  });

  it('are the likeliest token each time, whatever seed and stream', async () => {
    const models = tinyModels(gpu);
    const prompt = models.encodePrompt('ab');
    const one = await models.answers('current', prompt, 1, GREEDY, 5);
    const other = await models.answers('current', prompt, 1, { ...GREEDY, seed: 9 }, 77);
    expect(texts(other)).toEqual(texts(one));
    const narrow = { ...TINY_SETTINGS, topK: 1 };
    expect(texts(await models.answers('current', prompt, 1, narrow, 3))).toEqual(texts(one));
  });

  it('are told as they grow, each in its own place', async () => {
    const models = tinyModels(gpu);
    const told: (readonly Generation[])[] = [];
    const onProgress = (generations: readonly Generation[]) => void told.push(generations);
    const stream = SAMPLING_STREAMS.answers + 2 * 8;
    const final = await models.answers('current', models.encodePrompt('ab'), 4, GREEDY, stream, {
      onProgress,
    });
    for (const sofar of told) {
      expect(sofar).toHaveLength(4);
      sofar.forEach(({ tokens }, place) => {
        expect(final[place].tokens.slice(0, tokens.length)).toEqual(tokens);
      });
    }
    expect(told.at(-1)).toEqual(final);
  });

  it('are the same in the comparison of a model with itself, and read at 1', async () => {
    const models = tinyModels(gpu);
    const comparator = new Comparator(models, rewardsOf(models), new Turns());
    const { base, current } = await comparator.compare('ab', GREEDY, 0);
    const again = await comparator.compare('ab', GREEDY, 0);
    expect(current.text).toBe(base.text);
    expect(again.base.text).toBe(base.text);
    for (const { logp, logpRef } of current.tokens) {
      expect(logp).toBe(logpRef);
      expect(logp).toBeLessThan(0);
    }
  });
});

it('an iteration at temperature 0 is one at 1', async () => {
  const rows = [];
  for (const temperature of [0, 1]) {
    const settings = { ...TINY_SETTINGS, temperature };
    const models = tinyModels(gpu);
    let state = 0.3;
    await rewardsOf(models).first.reset(() => (state = 3.9 * state * (1 - state)) - 0.5);
    rewardsOf(models).first.std = 0.1;
    const iteration = new PpoIteration(models, new Turns(), settings);
    const rollout = await iteration.sample(TINY_PROMPTS, 1, settings);
    rows.push(await iteration.update(await iteration.score(rollout, settings), 1, settings));
  }
  expect(rows[0].values['nudge/first_ratio']).toBe(1);
  expect(rows[0]).toEqual(rows[1]);
});
