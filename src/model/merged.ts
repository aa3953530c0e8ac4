/**
 * The way out of memory: a model's parameters in pieces, with adapters merged into what they stand beside
 * (W + scale · B·A; Hu et al. 2021), or adapters by themselves. Knows no file.
 */
import type { ReadElements } from '../files/safetensors/shardedWrite.ts';
import { AdaptedWeights, type Trainable } from './adapted.ts';
import { adaptedModules } from './adapters.ts';
import type { BaseWeights } from './base.ts';
import { Parameters } from './parameters.ts';
import { addProduct } from './lowRank.ts';
import { parameterSources } from './parameterStream.ts';

/** Readers of every parameter of `weights` by name, heads last; read them in order. */
export function mergedReaders(weights: Trainable | BaseWeights): Map<string, ReadElements> {
  if (weights instanceof Parameters) return ownReaders(weights);
  if (!(weights instanceof AdaptedWeights)) return baseReaders(weights as BaseWeights);
  const { base, parameters } = weights;
  const { adapters, config } = parameters.layout;
  const readers = mergedReaders(base);
  for (const module of adapters ? adaptedModules(config, adapters.targets) : []) {
    const name = `${module.name}.weight`;
    const read = readers.get(name)!;
    let adapter: Promise<readonly [Float32Array, Float32Array]> | null = null;
    readers.set(name, async (begin, end) => {
      adapter ??= Promise.all([
        parameters.readTensor(`${module.name}.lora_A`),
        parameters.readTensor(`${module.name}.lora_B`),
      ]);
      const [a, b] = await adapter;
      const values = await read(begin, end);
      addProduct(values, begin, module, { a, b, scale: adapters!.alpha / adapters!.rank });
      return values;
    });
  }
  for (const [name, read] of ownReaders(parameters)) {
    if (!/\.lora_[AB]$/.test(name)) readers.set(name, read);
  }
  return readers;
}

/** Readers of what `parameters` hold: of a run with adapters, these and the head. */
export function ownReaders(parameters: Parameters): Map<string, ReadElements> {
  return new Map(
    parameterSources(parameters).map(({ name, data }): [string, ReadElements] => [
      name,
      data as ReadElements,
    ]),
  );
}

function baseReaders(base: BaseWeights): Map<string, ReadElements> {
  return new Map(
    base.layout.entries.map(({ name }): [string, ReadElements] => [
      name,
      (begin, end) => base.readTensor(name, begin, end),
    ]),
  );
}
