/**
 * The model of a headless run, from wherever it was found, read as the page reads it: with its prompts, and the adapter that
 * stands on it. Knows prompts; knows no place and no run.
 */
import { CheckpointError } from '../files/errors.ts';
import { readAdapter } from '../files/folder/adapterTensors.ts';
import type { Gpu } from '../gpu/device.ts';
import { loadFamily } from '../model/family.ts';
import { onBase } from '../model/onBase.ts';
import type { PreparedPrompts, UsedTemplate } from '../model/prompts/prompts.ts';
import { openModelSource } from '../model/streamedSource.ts';
import { Models } from '../rl/training/models.ts';
import type { RunContext } from './command.ts';
import { OptionsError } from './options.ts';

export interface OpenedModel {
  readonly models: Models;
  /** Parsed tokenizer.json. */
  readonly tokenizerJson: object;
  readonly prompts: PreparedPrompts['prompts'];
  /** The chat template that wrote them; null where none did. */
  readonly template: UsedTemplate | null;
}

/** @throws OptionsError for a model that cannot be run, or prompts that it cannot read, in words */
export async function openModel(
  context: Pick<RunContext, 'gpu' | 'options' | 'prompts' | 'found'>,
): Promise<OpenedModel> {
  try {
    return await opened(context);
  } catch (error) {
    if (error instanceof CheckpointError) throw new OptionsError(error.message, { cause: error });
    throw error;
  }
}

async function opened({
  gpu,
  options,
  prompts,
  found,
}: Pick<RunContext, 'gpu' | 'options' | 'prompts' | 'found'>): Promise<OpenedModel> {
  const { settings, system, template, named, date } = options;
  const { files, embedded, adapter: on } = found;
  const chat = { system, template, named, date: date ?? undefined };
  const base = await openModelSource(files, { prompts, chat, embedded });
  const adapter = on && (await readAdapter(on.open, base.config));
  const source = adapter ? onBase(base, adapter) : base;
  await loadFamily(source.config.family);
  const models = new Models(gpu, source, settings);
  await models.load(paced(source.weights(), gpu));
  const { tokenizerJson, prompts: texts, template: used } = source;
  return { models, tokenizerJson, prompts: texts, template: used };
}

/** The same chunks, each on the GPU before the next is read: nothing else holds them. */
export async function* paced<Chunk>(
  chunks: AsyncIterable<Chunk>,
  gpu: Gpu,
): AsyncGenerator<Chunk, void, undefined> {
  for await (const chunk of chunks) {
    yield chunk;
    await gpu.waits.workDone();
  }
}
