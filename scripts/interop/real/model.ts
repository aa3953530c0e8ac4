/**
 * The real model that make.py wrote, opened as the page opens a folder: its chats through its chat template, its
 * weights streamed onto the GPU. Knows the folder's layout; knows no check.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gpu } from '../../../src/gpu/device.ts';
import { diskFiles } from '../../../src/headless/modelFiles.ts';
import { loadFamily } from '../../../src/model/family.ts';
import type { AskedPrompt, Message } from '../../../src/model/prompts/prompts.ts';
import { openModelSource, type StreamedSource } from '../../../src/model/streamedSource.ts';
import { Models } from '../../../src/rl/training/models.ts';
import { defaultSettings, type Settings } from '../../../src/rl/algorithms/settings.ts';

/** What transformers made of one chat. */
export interface ExpectedChat {
  readonly chat: readonly Message[];
  readonly text: string;
  readonly ids: readonly number[];
  /** Of the first new token, over the whole vocabulary. */
  readonly logits: readonly number[];
  readonly greedy: readonly number[];
  readonly greedyText: string;
}

/** As make.py writes expected.json. */
export interface Expected {
  readonly parameters: number;
  readonly newTokens: number;
  readonly chats: readonly ExpectedChat[];
}

/** A run small enough for a software adapter; the model is as large as it is. */
export const SETTINGS: Settings = {
  ...defaultSettings(true),
  method: 'lora',
  loraRank: 4,
  learningRate: 2e-3,
  rewardLearningRate: 3e-3,
  microBatch: 2,
  answers: 2,
  maxNewTokens: 6,
  rolloutBatch: 4,
  minibatches: 1,
  ppoEpochs: 1,
  rewardEpochs: 1,
  rewardBatch: 1,
  contextLength: 128,
};

export async function readExpected(folder: string): Promise<Expected> {
  return JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Expected;
}

/**
 * The folder without its weights.
 * @param prompts what to write to: texts, or whole chats
 * @param system goes before those that have no system message
 */
export function openSource(
  folder: string,
  prompts: readonly AskedPrompt[],
  system = '',
): Promise<StreamedSource> {
  return openModelSource(diskFiles(folder, '.'), { prompts, chat: { system } });
}

/** Its models, with the weights on the GPU. */
export async function loadModels(
  gpu: Gpu,
  source: StreamedSource,
  settings: Partial<Settings>,
): Promise<Models> {
  await loadFamily(source.config.family);
  const models = new Models(gpu, source, settings);
  await models.load(paced(source.weights(), gpu));
  return models;
}

/** The same chunks, each on the GPU before the next is read: nothing else holds them. */
async function* paced<Chunk>(chunks: AsyncIterable<Chunk>, gpu: Gpu): AsyncGenerator<Chunk, void, undefined> {
  for await (const chunk of chunks) {
    yield chunk;
    await gpu.waits.workDone();
  }
}
