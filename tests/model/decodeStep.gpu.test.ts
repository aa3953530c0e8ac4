/** A token's way through a model: how many dispatches it takes, and that fewer of them write the same to the bit. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_DRY_DEVICE, openDryGpu } from '../../src/gpu/dryDevice.ts';
import { sampleUniforms } from '../../src/gpu/kernels/sampling/sample.ts';
import { DecodeMemory } from '../../src/model/decodeMemory.ts';
import { recordDecode } from '../../src/model/decodeStep.ts';
import { Generator } from '../../src/model/generator.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { decoding, useHardwareKernels } from '../gpu/kernels/hardwareKernels.ts';
import { testGpu } from '../gpu/harness.ts';
import { FAMILY_CONFIGS, WEIGHT_KINDS } from './everyFamily.ts';

useHardwareKernels();

const SAMPLING = { temperature: 1, topK: 0, topP: 1, seed: 3, stream: 1, maxNewTokens: 9 };
const PROMPTS = [[3, 4, 5, 6], [9], [2, 61, 7]];

/** Products of halves are the same for all: one family shows them, as each costs their compilation. */
const kindsFor = (name: string) =>
  Object.entries(WEIGHT_KINDS).filter(([kind]) => kind !== 'a base of halves' || name === 'GPT-2');

describe.each(FAMILY_CONFIGS)('a token of %s', (name, config) => {
  it.each(kindsFor(name))('is the same to the bit in fewer dispatches: %s', async (_kind, create) => {
    const gpu = await testGpu();
    const weights = create(gpu, config);
    const by = (variant: 'apart' | 'fused') =>
      decoding(gpu, variant, () => new Generator(weights, 4).generate(PROMPTS, 1, SAMPLING));
    const apart = await by('apart');
    expect(apart.flatMap(({ tokens }) => tokens).length).toBeGreaterThan(3);
    expect(await by('fused')).toEqual(apart);
  });

  it('takes five dispatches a layer and four beside them on a GPU', async () => {
    const dispatches = async (layers: number, software: boolean, vocab = config.vocab) => {
      const adapter = { ...DEFAULT_DRY_DEVICE.adapter, software };
      const { gpu } = openDryGpu({ ...DEFAULT_DRY_DEVICE, adapter });
      const weights = new Parameters(gpu, new ParameterLayout({ ...config, layers, vocab }), 'model');
      const ends = gpu.createTensor('ends', [1], 'u32');
      const memory = new DecodeMemory(gpu, weights.layout.config, 32);
      const record = () =>
        memory.use(32, 16, (tensors) => recordDecode(weights, tensors, ends, sampleUniforms(gpu)));
      return (await record()).dispatchInfo.length;
    };
    expect(await dispatches(1, false)).toBe(5 + 4);
    expect(await dispatches(7, false)).toBe(7 * 5 + 4);
    expect(await dispatches(2, false, 50_257)).toBe(2 * 5 + 4);
    // Where barriers are dear, what is computed once stays computed once.
    expect((await dispatches(2, true)) - (await dispatches(1, true))).toBeGreaterThan(5);
  });
});
