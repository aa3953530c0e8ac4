/**
 * Methods that give an answer one advantage, in tiny runs: an iteration of each, stopped and not finite, in parts, and on
 * answers with what others said in between.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { GRPO_METRICS } from '../../../src/gpu/kernels/grpo/grpo.ts';
import { grpoScalars, type GrpoChoices } from '../../../src/gpu/kernels/grpo/grpoChoices.ts';
import type { Sequence } from '../../../src/model/sequences.ts';
import { loadAlgorithm } from '../../../src/rl/algorithms/index.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { defaultSettings, type Settings } from '../../../src/rl/algorithms/settings.ts';
import { GRPO } from '../../../src/rl/algorithms/grpo/declaration.ts';
import { reading, type Readers } from '../../../src/rl/runs/events.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import type { Algorithm } from '../../../src/rl/training/algorithm.ts';
import { Models } from '../../../src/rl/training/models.ts';
import { NonFiniteError } from '../../../src/rl/training/nonFinite.ts';
import { PolicyStep } from '../../../src/rl/training/policyStep.ts';
import { responseObjectives } from '../../../src/rl/training/responses.ts';
import { CHOICES } from '../../gpu/kernels/grpo/responses.ts';
import { expectClose, randomArray, testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels, tinySource } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../tinyRun.ts';

const IDS = ['reinforce', 'rloo', 'grpo'] as const;

let gpu: Gpu;
const methods = new Map<string, Algorithm>();
beforeAll(async () => {
  gpu = await testGpu();
  for (const id of IDS) methods.set(id, await loadAlgorithm(id));
});

/** A run of the tiny model with the method's own defaults. */
function start(id: string, change: object = {}, readers: Readers = {}) {
  const usual = defaultSettings(false, id, ALL_METHODS);
  const { maxNewTokens, temperature, rolloutBatch, rewardLearningRate } = TINY_SETTINGS;
  const small = { maxNewTokens, temperature, rolloutBatch, rewardLearningRate, rewardEpochs: 1 };
  const settings = { ...usual, ...small, groupSize: 4, learningRate: 1e-3, ...change } as Settings;
  const models = tinyModels(gpu);
  const run = new RlhfRun(models, TINY_PROMPTS, settings, reading(readers), methods.get(id));
  run.setPreferences(rankingsBy('a', 6));
  return { models, run, settings };
}

describe.each(IDS)('%s', (id) => {
  it('learns from what it samples, tells what it declares, and begins with a ratio of exactly 1', async () => {
    // What several voices of the reward tell is no method's own.
    const { run } = start(id, { rewardBag: false });
    const [before] = await weightsOf(run);
    const { values } = (await run.iterate())!;
    const declared = Object.keys(methods.get(id)!.metrics);
    const told = Object.keys(values).filter((name) => !name.startsWith('utility/'));
    expect(told.filter((name) => !declared.includes(name))).toEqual([]);
    const missing = declared.filter((name) => !told.includes(name));
    // The sampler is the trainer, and the tiny model writes no words.
    const absent = (name: string) => name.startsWith('sampling/') || name === 'nudge/distinct_4';
    expect(missing.filter((name) => !absent(name))).toEqual([]);
    expect(values).toMatchObject({ 'nudge/first_ratio': 1, 'objective/kl': 0, episode: 8 });
    const [after] = await weightsOf(run);
    expect(after).not.toEqual(before);
    const second = (await run.iterate())!.values;
    expect(second['objective/kl']).not.toBe(0);
    expect(second['nudge/first_ratio']).toBe(1);
  });

  it('stopped in a stage goes on to the same end', async () => {
    // Long enough that a stop comes before the end.
    const long = { rolloutBatch: 16, minibatches: 8 };
    const straight = start(id, long);
    await straight.run.iterate();
    for (const stage of ['sample', 'score', 'update']) {
      let stop = true;
      const readers: Readers = {
        progress: ({ task, done }) => void (task === stage && done > 0 && stop && run.cancel(stage)),
      };
      const { run } = start(id, long, readers);
      await expect(run.iterate()).rejects.toMatchObject({ name: 'AbortError' });
      expect(run.nextStage).toBe(stage);
      stop = false;
      await run.iterate();
      expect(run.history).toEqual(straight.run.history);
      expect(await weightsOf(run)).toEqual(await weightsOf(straight.run));
    }
  });

  it('is undone when a step is not finite', async () => {
    const { run, settings } = start(id);
    await run.iterate();
    const [before, { kept }] = [await weightsOf(run), run.state];
    run.configure({ ...settings, learningRate: Infinity });
    await expect(run.iterate()).rejects.toThrow(NonFiniteError);
    expect(await weightsOf(run)).toEqual(before);
    expect(run.state.kept).toEqual(kept);
  });
});

it('of answers that earn all the same GRPO draws others, as often as it may, and learns from none', async () => {
  // Of a token each, which is all that the rule looks at.
  const alike = { rewardSource: 'tokens', maxNewTokens: 1, rolloutBatch: 8, redraws: 2 };
  const { run } = start('grpo', { ...alike, klCoefficient: 0 });
  const { values } = (await run.iterate())!;
  expect(values).toMatchObject({
    frac_reward_zero_std: 1,
    'grpo/redrawn_groups': 4,
    'grpo/left_out_groups': 0,
    episode: 24,
    'grpo/loss': 0,
  });
});

it('keeps REINFORCE’s moving average from one iteration to the next', async () => {
  const { run } = start('reinforce', { baseline: 'average', baselineDecay: 0, klCoefficient: 0 });
  const first = (await run.iterate())!.values;
  const second = (await run.iterate())!.values;
  expect(second['reinforce/baseline']).toBeCloseTo(first['objective/scores'] ?? NaN, 9);
});

it.each([
  ...GRPO.presets.map(({ name, settings }) => ['grpo', name, settings] as const),
  ['rloo', 'answers', {}] as const,
  ['rloo', 'tokens', { rlooUnit: 'token' }] as const,
  ['reinforce', 'answers', {}] as const,
])('of %s, %s has the same gradient in parts, and one that is not 0', async (id, _, change) => {
  const made = async (microBatch: number) => {
    const { models, run } = start(id, { ...change, microBatch, learningRate: 0, updateEpochs: 1 });
    const { values } = (await run.iterate())!;
    return { moment: await models.optimizer.m.read(), values };
  };
  const [whole, parts] = [await made(0), await made(1)];
  for (const [name, value] of Object.entries(whole.values))
    expect(parts.values[name as keyof typeof parts.values], name).toBeCloseTo(value, 5);
  const largest = Math.max(...[...whole.moment.values()].flatMap((of) => [...of].map(Math.abs)));
  expect(largest).toBeGreaterThan(1e-4);
  for (const [name, values] of whole.moment)
    parts.moment
      .get(name)!
      .forEach((value, i) => expect(Math.abs(value - values[i])).toBeLessThan(1e-5 * largest + 1e-7));
});

describe('an answer with what others said in between', () => {
  const [PROMPT, FIRST, GIVEN, SECOND] = [
    [3, 4, 5],
    [6, 7],
    [8, 9, 10],
    [11, 13],
  ];
  const DIALOGUE: Sequence = {
    prompt: PROMPT,
    response: [...FIRST, ...SECOND],
    between: [{ after: 2, tokens: GIVEN }],
  };
  const TURNS: Sequence[] = [
    { prompt: PROMPT, response: FIRST },
    { prompt: [...PROMPT, ...FIRST, ...GIVEN], response: SECOND },
  ];
  const OTHER: Sequence = { prompt: [15, 16], response: [17, 18, 19] };
  const LOSS = responseObjectives('test').plain;

  /** Loss and gradient of one step, with an advantage of each sequence. */
  async function stepOn(
    sequences: readonly Sequence[],
    advantages: readonly number[],
    choices: Partial<GrpoChoices>,
  ) {
    const settings = { ...TINY_SETTINGS, learningRate: 0, maxGradNorm: 1e9 };
    const models = new Models(gpu, tinySource(), settings);
    const step = new PolicyStep(models.policy, models.optimizer, LOSS);
    const width = 8;
    const column = (of: (row: number, t: number) => number) =>
      gpu.upload(
        'column',
        Float32Array.from({ length: sequences.length * width }, (_, i) =>
          of(Math.floor(i / width), i % width),
        ),
      );
    // As far from the policy as they like, by token id, so that turns apart have the same numbers as turns together.
    const noise = randomArray(32, 7, 0.5);
    const logp = (row: number, t: number) => -3 + noise[sequences[row].response[t] ?? 0];
    const columns = {
      oldLogp: column(logp),
      logpRef: column((row, t) => logp(row, t) - 0.25),
      advantages: column((row) => advantages[row]),
    };
    const scalars = grpoScalars({ ...CHOICES, normaliser: 'token', beta: 0.1, ...choices });
    const rows = sequences.map((_, row) => row);
    const batch = { sequences, responseLength: width, columns };
    const { loss } = await (await step.submit(batch, rows, scalars, settings)).result;
    return { loss, gradient: await models.optimizer.m.read() };
  }

  it('has the loss and the gradient of its turns', async () => {
    for (const term of ['token', 'stopped', 'soft', 'plain'] as const) {
      const whole = await stepOn([OTHER, DIALOGUE], [0.5, 1], { term });
      const apart = await stepOn([OTHER, ...TURNS], [0.5, 1, 1], { term });
      for (const name of GRPO_METRICS) expect(apart.loss[name], name).toBeCloseTo(whole.loss[name], 5);
      for (const [name, values] of whole.gradient) expectClose(apart.gradient.get(name)!, values, 1e-4);
    }
  });

  it('has one ratio, over its own tokens only', async () => {
    const { loss } = await stepOn([OTHER, DIALOGUE], [0.5, 1], { term: 'sequence' });
    expect(loss).toMatchObject({ tokenCount: 7, ratioCount: 2 });
  });
});
