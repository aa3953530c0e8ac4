/** What a run is said to take is what it takes: the same steps on a real device, buffer by buffer. */
import { describe, expect, test } from 'vitest';
import { openGpu, type Gpu } from '../../../src/gpu/device.ts';
import {
  dryDeviceLike,
  measureMemory,
  oneIteration,
  type MemoryRequest,
} from '../../../src/rl/runs/memory.ts';
import { standingTokens } from '../../../src/rl/runs/standing.ts';
import { Models } from '../../../src/rl/training/models.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { ParameterLayout } from '../../../src/model/layout.ts';
import { readPromptFile } from '../../../src/model/prompts/promptFile.ts';
import { preparePrompts, type AskedPrompt, type ChatOptions } from '../../../src/model/prompts/prompts.ts';
import type { RankingEvent } from '../../../src/preferences/event.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { elementCount } from '../../../src/gpu/tensor.ts';
import { randomArray } from '../../gpu/harness.ts';
import { lentGpu } from '../../gpu/lentDevice.ts';
import { tinySource, TINY_CONFIG } from '../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

const PROMPT_TOKENS = [7, 3, 5, 100];
const STANDING = [
  { prompt: 9, answers: [12, 3, 4] },
  { prompt: 8, answers: [2, 2] },
];

/** Bytes of all buffers alive on `gpu` from here on. */
function watch({ device }: Gpu): () => number {
  const live = new Map<GPUBuffer, number>();
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      live.delete(buffer);
      return destroy();
    };
    live.set(buffer, buffer.size);
    return buffer;
  };
  return () => [...live.values()].reduce((sum, bytes) => sum + bytes, 0);
}

describe('measureMemory', () => {
  test.each<[string, Partial<Settings>]>([
    ['all weights', {}],
    ['adapters on a half-precision base', { method: 'lora', loraRank: 2, weightStorage: 'f16' }],
    ['recomputed activations', { recompute: true }],
    ['micro-batches', { microBatch: 2 }],
    ['three reward models', { rewardModels: 3, rewardLoss: 'bradleyTerry' }],
    ['two of adapters', { method: 'lora', loraRank: 2, rewardModels: 2 }],
    ['a simulated rater', { rater: 'shorter', answers: 8 }],
    ['a rounded sampler, entropy in the loss', { samplerWeights: 'int8', entropyCoefficient: 0.01 }],
  ])('is what one iteration allocates: %s', async (_, change) => {
    const settings = { ...TINY_SETTINGS, ...change };
    const gpu = await openGpu(lentGpu(), { defaultLimits: true });
    const allocated = watch(gpu);
    await oneIteration(new Models(gpu, tinySource(), settings), PROMPT_TOKENS, settings, STANDING);
    const said = await measureMemory({
      config: TINY_CONFIG,
      settings,
      promptTokens: PROMPT_TOKENS,
      standing: STANDING,
      device: dryDeviceLike(gpu),
    });
    expect(said.total).toBe(allocated());
    expect(Object.values(said.parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(said.total);
    gpu.destroy();
  });
});

/** The tiny model with room for prompts of a few hundred tokens. */
const CONFIG = { ...TINY_CONFIG, positions: 256, dim: 32 };
const TENSORS = new Map(
  new ParameterLayout(CONFIG).entries.map(({ name, shape }, index) => [
    name,
    randomArray(elementCount(shape), index + 1, 0.3),
  ]),
);
const TEMPLATE =
  "{% for m in messages %}you are {{ m['role'] }} and say this: {{ m['content'] }} now then. {% endfor %}and i say ";
const TYPED = ['ab', 'the cat', 'once upon a time there was a fox who wrote a long letter to the sea', 'q'];

describe('a run takes what is said of its prompts', () => {
  const ways: [string, () => Promise<readonly AskedPrompt[]>, ChatOptions, string | null][] = [
    ['typed', () => Promise.resolve(TYPED), {}, null],
    ['templated', () => Promise.resolve(TYPED), { system: 'be kind' }, TEMPLATE],
    [
      'from a file',
      () => {
        const rows = Array.from({ length: 40 }, (_, i) =>
          JSON.stringify({ prompt: 'sea '.repeat(1 + (i % 23)) }),
        );
        return readPromptFile('prompts.jsonl', rows.join('\n'));
      },
      {},
      null,
    ],
  ];
  test.each(ways)('%s', async (_, asked, chat, template) => {
    const { tokenizer } = tinySource();
    const tokenizerConfig = template === null ? {} : { chat_template: template };
    const model = { tokenizer, tokenizerConfig, files: new Map(), prompts: null };
    const { prompts, tokens, chats } = await preparePrompts(model, await asked(), chat);
    const settings: Settings = { ...TINY_SETTINGS, rater: 'shorter', maxNewTokens: 16, rolloutBatch: 16 };
    const gpu = await openGpu(lentGpu(), { defaultLimits: true });
    const allocated = watch(gpu);
    const source = { config: CONFIG, tokenizer, tensors: TENSORS, chats, promptSuffix: '' };
    const models = new Models(gpu, source, settings);
    const run = new RlhfRun(models, prompts.train, settings);
    await run.simulate('shorter', 8);
    for (let iteration = 0; iteration < 3; iteration++) await run.iterate();
    const said = await measureMemory({
      config: CONFIG,
      settings,
      promptTokens: [...tokens.values()],
      device: dryDeviceLike(gpu),
    });
    expect(allocated()).toBeLessThanOrEqual(said.total);
    expect(allocated()).toBeGreaterThan(0.75 * said.total);
    gpu.destroy();
  });

  test('and of rankings that stand on longer prompts, with longer and more answers', async () => {
    const settings: Settings = { ...TINY_SETTINGS, maxNewTokens: 8, rolloutBatch: 8 };
    const gpu = await openGpu(lentGpu(), { defaultLimits: true });
    const allocated = watch(gpu);
    const source = { config: CONFIG, tokenizer: tinySource().tokenizer, tensors: TENSORS, promptSuffix: '' };
    const models = new Models(gpu, source, settings);
    const run = new RlhfRun(models, TYPED.slice(0, 2), settings);
    const rankings = Array.from({ length: 8 }, (_, index) =>
      ranking(`r${index}`, `${index} ${'sea '.repeat(30)}`),
    );
    run.setPreferences(rankings);
    for (let iteration = 0; iteration < 2; iteration++) await run.iterate();
    const measure = (standing: MemoryRequest['standing']) =>
      measureMemory({ config: CONFIG, settings, promptTokens: [2, 7], standing, device: dryDeviceLike(gpu) });
    const said = await measure(standingTokens(source, rankings));
    expect(allocated()).toBeLessThanOrEqual(said.total);
    expect(allocated()).toBeGreaterThan(0.75 * said.total);
    expect(allocated()).toBeGreaterThan((await measure([])).total);
    // What is longer than the context is passed over, and takes nothing.
    expect(await measure([{ prompt: 300, answers: [9, 9] }])).toEqual(await measure([]));
    gpu.destroy();
  });

  test('and prompts that leave no room for an answer are not counted, or refused where there are no others', async () => {
    const gpu = await openGpu(lentGpu(), { defaultLimits: true });
    const measure = (promptTokens: readonly number[]) =>
      measureMemory({ config: CONFIG, settings: TINY_SETTINGS, promptTokens, device: dryDeviceLike(gpu) });
    const short = await measure([20, 30]);
    expect(await measure([20, 30, 300])).toEqual(short);
    expect((await measure([20, 200])).parts.activations).toBeGreaterThan(short.parts.activations);
    await expect(measure([300])).rejects.toThrow(/No prompt leaves room/);
    gpu.destroy();
  });
});

/** Five answers to a prompt that another model wrote. */
function ranking(id: string, prompt: string): RankingEvent {
  const answers = Array.from({ length: 5 }, (_, index) => ({
    text: `the fox wrote ${'again '.repeat(index)}`.trim(),
    tokens: [],
    finished: true,
    iteration: 0,
  }));
  return {
    type: 'ranking',
    id,
    at: 0,
    leadTime: 0,
    rater: 'person',
    prompt,
    answers,
    tiers: [[0], [1], [2], [3], [4]],
  };
}
