/** Parameters out of the GPU and back, piece by piece, whichever buffers they lie in. */
import { describe, expect, it } from 'vitest';
import type { ReadElements } from '../../src/files/safetensors/shardedWrite.ts';
import { Gpu } from '../../src/gpu/device.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { parameterSources, writeElements, writeFlat } from '../../src/model/parameterStream.ts';
import { randomArray, testGpu } from '../gpu/harness.ts';
import { TINY_CONFIG } from './tinyModel.ts';

/** Parameters of the tiny model, the larger of them alone in their buffers when `maxBuffer` is small. */
async function tinyParameters(maxBuffer?: number) {
  const { device, adapter } = await testGpu();
  const gpu = new Gpu(device, adapter, maxBuffer ? { maxBuffer } : {});
  const layout = new ParameterLayout(TINY_CONFIG, ['value']);
  return new Parameters(gpu, layout, 'tiny');
}

const valuesOf = ({ layout }: Parameters) =>
  new Map(layout.entries.map(({ name, shape }, at) => [name, randomArray(elementCount(shape), at + 1)]));

async function readAll(parameters: Parameters, piece: number) {
  const all = new Map<string, Float32Array>();
  for (const { name, shape, data } of parameterSources(parameters, 'set/')) {
    const values = new Float32Array(elementCount(shape));
    for (let begin = 0; begin < values.length; begin += piece) {
      const end = Math.min(begin + piece, values.length);
      values.set(await (data as ReadElements)(begin, end), begin);
    }
    all.set(name.replace('set/', ''), values);
  }
  return all;
}

describe.each([
  ['one buffer', undefined],
  ['several buffers', 5_000],
])('in %s', (_, maxBuffer) => {
  it('come out under their names as they were put in, in pieces of any size', async () => {
    const parameters = await tinyParameters(maxBuffer);
    expect(parameters.parts.length > 1).toBe(maxBuffer !== undefined);
    const values = valuesOf(parameters);
    parameters.load(values);
    for (const piece of [7, 1000, 2 ** 20]) expect(await readAll(parameters, piece)).toEqual(values);
  });

  it('go in under their names in pieces, and nothing else changes', async () => {
    const parameters = await tinyParameters(maxBuffer);
    const values = valuesOf(parameters);
    for (const [name, all] of values) {
      for (let at = 0; at < all.length; at += 11) {
        writeElements(parameters, name, at, all.subarray(at, at + 11));
      }
    }
    expect(await readAll(parameters, 64)).toEqual(values);
  });

  it('go in as one row of numbers, whose pieces may span buffers', async () => {
    const [from, to] = [await tinyParameters(), await tinyParameters(maxBuffer)];
    const values = valuesOf(from);
    from.load(values);
    const flat = new Float32Array(from.layout.count);
    for (const { name, offset } of from.layout.entries) flat.set(values.get(name)!, offset);
    for (let at = 0; at < flat.length; at += 1_500) writeFlat(to, at, flat.subarray(at, at + 1_500));
    expect(await readAll(to, 2 ** 20)).toEqual(values);
  });
});
