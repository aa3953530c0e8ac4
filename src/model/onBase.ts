/**
 * An adapter merged into its base while the base is opened: what comes out are the parameters of a model like any other,
 * W + scale · B·A (Hu et al. 2021), to the bit those of the merged export. Knows no file and no GPU.
 */
import type { Adapter } from '../files/folder/adapterTensors.ts';
import { checkFinite } from '../files/folder/modelTensors.ts';
import type { WeightChunk } from '../files/folder/weightFiles.ts';
import { addProduct } from './merged.ts';
import type { StreamedSource } from './streamedSource.ts';

type Numbers = Pick<WeightChunk, 'name' | 'start' | 'values'>;

/**
 * Part of a parameter with the adapter merged; the same numbers where it changes nothing there.
 * @throws CheckpointError when the sum is no finite number
 */
export function mergedNumbers({ name, start, values }: Numbers, adapter: Adapter): Float32Array {
  const whole = adapter.replaced.get(name)?.subarray(start, start + values.length);
  const product = adapter.products.get(name);
  if (!product) return whole ?? values;
  const merged = (whole ?? values).slice();
  addProduct(merged, start, product, product);
  checkFinite(name, merged, start);
  return merged;
}

/** A base's parameters as they pass by, with the adapter merged. */
export async function* mergedChunks(
  chunks: AsyncIterable<WeightChunk>,
  adapter: Adapter,
): AsyncGenerator<WeightChunk, void, undefined> {
  for await (const chunk of chunks) yield { ...chunk, values: mergedNumbers(chunk, adapter) };
}

/** The same of a base in memory. */
export function mergedTensors(
  tensors: ReadonlyMap<string, Float32Array>,
  adapter: Adapter,
): Map<string, Float32Array> {
  return new Map(
    [...tensors].map(([name, values]): [string, Float32Array] => [
      name,
      mergedNumbers({ name, start: 0, values }, adapter),
    ]),
  );
}

/** The same of a base that is read when it is asked for. */
export function onBase(base: StreamedSource, adapter: Adapter): StreamedSource {
  return { ...base, weights: (options) => mergedChunks(base.weights(options), adapter) };
}
