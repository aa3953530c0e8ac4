/**
 * Texts to rank: what an embedded model writes to its own prompts, five at a time, those to learn from and those held out on
 * prompts of their own. Knows models; knows no rater and no reward.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findModel } from '../../src/headless/findModel.ts';
import { openModel, type OpenedModel } from '../../src/headless/openModel.ts';
import { parseOptions } from '../../src/headless/options.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { SAMPLING_STREAMS } from '../../src/rl/training/models.ts';

/** Texts in a ranking. */
export const TEXTS = 5;

/** Texts that are ranked together. */
export interface TextSet {
  readonly prompt: string;
  readonly texts: readonly string[];
}

export interface Pool {
  readonly train: readonly TextSet[];
  readonly heldOut: readonly TextSet[];
}

/** Opens an embedded model by its name. */
export async function openEmbedded(gpu: Gpu, name: string): Promise<OpenedModel> {
  const options = parseOptions(['--model', name])!;
  const found = await findModel(options, name, null, () => undefined);
  return openModel({ gpu, options, prompts: [], found });
}

/**
 * Sets of texts from the full distribution (temperature 1), prompts in turn.
 * @param counts sets to learn from, and to measure on
 * @param texts of a set
 */
export async function writePool(
  { models, prompts }: OpenedModel,
  counts: { readonly train: number; readonly heldOut: number },
  seed: number,
  texts = TEXTS,
): Promise<Pool> {
  const write = async (given: readonly string[], count: number, place: number): Promise<TextSet[]> => {
    const asked = Array.from({ length: count }, (_, index) => given[index % given.length]);
    const ids = asked.map((prompt) => models.encodePrompt(prompt));
    const settings = { temperature: 1, maxNewTokens: 60, seed };
    const written = await models.rollout('base', ids, texts, settings, SAMPLING_STREAMS.simulation + place);
    return asked.map((prompt, set) => ({
      prompt,
      texts: Array.from({ length: texts }, (_, of) => models.responseText(written[set * texts + of].tokens)),
    }));
  };
  return {
    train: await write(prompts.train, counts.train, 0),
    heldOut: await write(prompts.heldOut, counts.heldOut, 0x80_0000),
  };
}

/** What a model writes, kept between calls: the same command ranks the same texts. */
export async function poolOf(
  gpu: Gpu,
  name: string,
  counts: { readonly train: number; readonly heldOut: number },
  texts = TEXTS,
): Promise<Pool> {
  const of = texts === TEXTS ? '' : `-${texts}`;
  const file = join('.cache', 'rewards', `${name}-${counts.train}-${counts.heldOut}${of}.json`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept) return JSON.parse(kept) as Pool;
  const pool = await writePool(await openEmbedded(gpu, name), counts, 1, texts);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(pool));
  return pool;
}
