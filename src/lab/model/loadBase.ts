/** Weights for the lab: one copy on a device, and nothing beside it that training would take. Knows no bench and no file. */
import type { WeightChunk } from '../../files/folder/weightFiles.ts';
import type { Gpu } from '../../gpu/device.ts';
import { createBase, type BaseWeights, type WeightStorage } from '../../model/base.ts';
import type { ModelConfig } from '../../model/config.ts';
import { loadFamily } from '../../model/family.ts';
import { LoadCheck } from '../../model/loadCheck.ts';

/** Where the weights come from: they are in memory, or come in pieces once there is a place for them. */
export interface WeightSource {
  readonly config: ModelConfig;
  readonly tensors?: ReadonlyMap<string, Float32Array>;
  readonly load?: (into: LoadingPlace) => Promise<void>;
}

/** A place that weights are written to as they come. */
export interface LoadingPlace {
  readonly gpu: Gpu;
  load(chunks: AsyncIterable<WeightChunk>): Promise<void>;
}

/**
 * Brings a model's weights onto a device.
 * @throws RangeError when one is missing or has another size; GpuOutOfMemoryError; what the source throws
 */
export async function loadBase(
  gpu: Gpu,
  { config, tensors, load }: WeightSource,
  storage: WeightStorage = 'f32',
): Promise<BaseWeights> {
  await loadFamily(config.family);
  const base = await gpu.allocate(() => createBase(gpu, config, storage));
  const check = new LoadCheck(base.layout);
  const take = ({ name, start, values }: Pick<WeightChunk, 'name' | 'start' | 'values'>) => {
    check.count(name, start, values.length);
    base.write(name, start, values);
  };
  for (const { name } of tensors ? base.layout.entries : []) {
    const values = tensors?.get(name);
    if (values) take({ name, start: 0, values });
  }
  await load?.({
    gpu,
    async load(chunks) {
      for await (const chunk of chunks) take(chunk);
    },
  });
  check.finish();
  return base;
}
