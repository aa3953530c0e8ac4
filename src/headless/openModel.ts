/**
 * The model of a headless run: one that comes with the page, as the page reads it, or any folder that the page takes,
 * with its prompts, and the adapter that stands on it. Knows folders and prompts; knows no run.
 */
import { CheckpointError } from '../files/errors.ts';
import { readAdapter } from '../files/folder/adapterTensors.ts';
import type { Gpu } from '../gpu/device.ts';
import { mergedTensors, onBase } from '../model/onBase.ts';
import { preparePrompts, type PreparedPrompts, type UsedTemplate } from '../model/prompts/prompts.ts';
import { loadModelSource } from '../model/source.ts';
import { openModelSource } from '../model/streamedSource.ts';
import { Models } from '../rl/training/models.ts';
import type { RunContext } from './command.ts';
import { isEmbedded, OptionsError } from './options.ts';

export interface OpenedModel {
  readonly models: Models;
  /** Parsed tokenizer.json. */
  readonly tokenizerJson: object;
  readonly prompts: PreparedPrompts['prompts'];
  /** The chat template that wrote them; null where none did. */
  readonly template: UsedTemplate | null;
}

type Opening = Pick<
  RunContext,
  'gpu' | 'options' | 'prompts' | 'readModelFile' | 'openModelFile' | 'openAdapterFile'
>;

/** @throws OptionsError for a model that cannot be run, or prompts that it cannot read, in words */
export async function openModel(context: Opening): Promise<OpenedModel> {
  try {
    return await (isEmbedded(context.options.base ?? context.options.model)
      ? embedded(context)
      : own(context));
  } catch (error) {
    if (error instanceof CheckpointError) throw new OptionsError(error.message, { cause: error });
    throw error;
  }
}

async function embedded(context: Opening): Promise<OpenedModel> {
  const { gpu, options, prompts: asked, readModelFile, openAdapterFile } = context;
  const source = await loadModelSource(readModelFile);
  const adapter = openAdapterFile && (await readAdapter(openAdapterFile, source.config));
  const tensors = adapter ? mergedTensors(source.tensors, adapter) : source.tensors;
  const models = new Models(gpu, { ...source, tensors }, options.settings);
  const shared = { models, tokenizerJson: source.tokenizerJson, template: null };
  if (asked.length === 0) return { ...shared, prompts: source.prompts };
  const { tokenizer, tokenizerConfig, files } = source;
  const plain = { template: false };
  const { prompts } = await preparePrompts(
    { tokenizer, tokenizerConfig, files, prompts: null },
    asked,
    plain,
  );
  return { ...shared, prompts };
}

async function own(context: Opening): Promise<OpenedModel> {
  const { gpu, options, prompts, openModelFile, openAdapterFile } = context;
  const { settings, system, template, named, date } = options;
  const chat = { system, template, named, date: date ?? undefined };
  const base = await openModelSource(openModelFile, { prompts, chat });
  const adapter = openAdapterFile && (await readAdapter(openAdapterFile, base.config));
  const source = adapter ? onBase(base, adapter) : base;
  const models = new Models(gpu, source, settings);
  await models.load(paced(source.weights(), gpu));
  const { tokenizerJson, prompts: texts, template: used } = source;
  return { models, tokenizerJson, prompts: texts, template: used };
}

/** The same chunks, each on the GPU before the next is read: nothing else holds them. */
async function* paced<Chunk>(chunks: AsyncIterable<Chunk>, gpu: Gpu): AsyncGenerator<Chunk, void, undefined> {
  for await (const chunk of chunks) {
    yield chunk;
    await gpu.waits.workDone();
  }
}
