/** A small published model as repositories that serve it in several ways. Works in Node and in browsers. */
import { parseSafetensors, writeSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { readFixture } from '../../fixtures/load.ts';

export type Files = Record<string, Uint8Array>;

const TEXTS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
export const INDEX = 'model.safetensors.index.json';

export const shardName = (part: number, of: number): string =>
  `model-${String(part + 1).padStart(5, '0')}-of-${String(of).padStart(5, '0')}.safetensors`;

/** The fixture as it is: one file of half-precision weights. */
export async function singleModel(): Promise<Files> {
  const names = [...TEXTS, 'model.safetensors'];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFixture(`stories260k/${name}`)] as const)),
  );
}

/** The same weights over several shards. @param change added to every weight, for another version of the model. */
export async function shardedModel(shards: number, dtype: 'F32' | 'F16' = 'F32', change = 0): Promise<Files> {
  const { 'model.safetensors': single, ...texts } = await singleModel();
  const whole = parseSafetensors(single);
  const names = [...whole.tensors.keys()];
  const files: Files = { ...texts };
  for (let part = 0; part < shards; part++) {
    const mine = names
      .filter((_, i) => i % shards === part)
      .map((name) => ({
        name,
        shape: whole.tensors.get(name)!.shape,
        data: change ? whole.readF32(name).map((value) => value + change) : whole.readF32(name),
      }));
    files[shardName(part, shards)] = writeSafetensors(mine, { dtype });
  }
  const weight_map = Object.fromEntries(names.map((name, i) => [name, shardName(i % shards, shards)]));
  files[INDEX] = new TextEncoder().encode(JSON.stringify({ weight_map }));
  return files;
}

/** Bytes of all files. */
export function sizeOf(files: Files): number {
  return Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0);
}
