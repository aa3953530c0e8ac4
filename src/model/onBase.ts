/**
 * An adapter merged into its base while the base is opened: what comes out are the parameters of a model like any other,
 * W + scale · B·A (Hu et al. 2021), to the bit those of the merged export. Knows no file and no GPU.
 */
import { refuseOtherBase, type Adapter } from '../files/folder/adapterTensors.ts';
import { MARKED_NUMBERS, markedParameters } from '../files/folder/baseMark.ts';
import { checkFinite } from '../files/folder/modelTensors.ts';
import type { WeightChunk } from '../files/folder/weightFiles.ts';
import { addProduct } from './lowRank.ts';
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

/**
 * A base's parameters as they pass by, with the adapter merged.
 * @throws CheckpointError behind the last where the base turns out to be another one
 */
export async function* mergedChunks(
  chunks: AsyncIterable<WeightChunk>,
  adapter: Adapter,
): AsyncGenerator<WeightChunk, void, undefined> {
  const marked = new Set(markedParameters(adapter.products.keys()));
  const starts = new Map<string, Float32Array>();
  for await (const chunk of chunks) {
    const { name, start, values } = chunk;
    if (marked.has(name) && start < MARKED_NUMBERS) {
      const known = starts.get(name) ?? new Float32Array(0);
      starts.set(name, Float32Array.of(...known, ...values.subarray(0, MARKED_NUMBERS - start)));
    }
    yield { ...chunk, values: mergedNumbers(chunk, adapter) };
  }
  refuseOtherBase(adapter, starts);
}

/** The same of a base as a whole. */
export function onBase(base: StreamedSource, adapter: Adapter): StreamedSource {
  return { ...base, weights: (options) => mergedChunks(base.weights(options), adapter) };
}
