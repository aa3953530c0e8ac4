/** What was exported, number for number, as a run reads it. For tests of exports. */
import { expect } from 'vitest';
import { readAdapter } from '../../src/files/folder/adapterTensors.ts';
import { pickedFiles } from '../../src/files/folder/pickedFiles.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { mergedChunks } from '../../src/model/onBase.ts';
import type { Parameters } from '../../src/model/parameters.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { bringReward } from '../../src/rl/rewards/broughtReward.ts';
import type { DroppedModel } from '../../src/ui/library/choice/dropped.ts';
import { TINY_CONFIG, tinySource } from '../model/tinyModel.ts';

const layout = new ParameterLayout(TINY_CONFIG);

/** Every weight of a model as a run would read it. */
export async function weightsOf(
  { files: picked }: DroppedModel,
  onto?: DroppedModel,
): Promise<Map<string, Float32Array>> {
  const source = await openModelSource(pickedFiles(picked), { prompts: ['ab'] });
  const found = new Map(
    layout.entries.map(({ name, shape }) => [name, new Float32Array(elementCount(shape))]),
  );
  const adapted = onto && (await readAdapter(pickedFiles(onto.files).open, source.config));
  const chunks = adapted ? mergedChunks(source.weights(), adapted) : source.weights();
  for await (const { name, start, values } of chunks) found.get(name)!.set(values, start);
  return found;
}

/** Every weight of a reward model as a run would take it; the score's last. */
export async function rewardOf({ files: picked, label }: DroppedModel): Promise<Map<string, Float32Array>> {
  const { tokenizer, tokenizerJson } = tinySource();
  const host = {
    config: TINY_CONFIG,
    tokenizer,
    tokenizerJson,
    texts: ['ab', 'the cat'],
    label: 'blurbs-tiny',
  };
  const brought = await bringReward(pickedFiles(picked).open, label, host);
  expect(brought.normalisation).toEqual({ mean: 0, std: 1 });
  expect(brought.bag !== null).toBe(picked.some(({ name }) => name === 'bag.json'));
  const whole = new ParameterLayout(TINY_CONFIG, ['score']);
  const found = new Map(
    whole.entries.map(({ name, shape }) => [name, new Float32Array(elementCount(shape))]),
  );
  const write = (name: string, start: number, values: Float32Array) => found.get(name)!.set(values, start);
  await brought.load({ layout: whole, write } as unknown as Parameters);
  return found;
}
