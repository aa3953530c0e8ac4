/** A training step's way through a layer: how many dispatches it takes, and that fewer of them compute the same to the bit. */
import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../src/files/config/modelConfig.ts';
import { DEFAULT_DRY_DEVICE, openDryGpu } from '../../src/gpu/dryDevice.ts';
import { TRAINING } from '../../src/gpu/kernels/training/trainingVariants.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import type { Trainable } from '../../src/model/adapted.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { createPackedTokens, writePacked } from '../../src/model/packing.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { trunkBackward, trunkForward } from '../../src/model/trunk.ts';
import { useHardwareKernels } from '../gpu/kernels/hardwareKernels.ts';
import { randomArray, testGpu } from '../gpu/harness.ts';
import { FAMILY_CONFIGS, WEIGHT_KINDS } from './everyFamily.ts';

useHardwareKernels();

/** Hidden states and every gradient of a batch whose rows are no multiple of anything. */
async function train(weights: Trainable, recompute: boolean) {
  const { gpu } = weights;
  const { config } = weights.layout;
  const [rows, sequences] = [199, 9];
  const gradients = new Parameters(gpu, weights.parameters.layout, 'gradients');
  const rec = new Recorder(gpu, 'train');
  const packed = createPackedTokens(rec, rows, sequences, config);
  const trunk = trunkForward(rec, weights, packed, { keep: true, recompute });
  const dHidden = gpu.upload('dHidden', randomArray(rows * config.dim, 77));
  trunkBackward(rec, weights, gradients, trunk, { ...dHidden, shape: [rows, config.dim] });
  const plan = await rec.finish();
  const tokens = Array.from({ length: sequences }, (_, s) =>
    Array.from({ length: 21 + (s % 3) }, (__, t) => 1 + ((s * 7 + t * 5) % (config.vocab - 1))),
  );
  writePacked(gpu, packed, sequences, tokens, config);
  const [hidden] = await run(gpu, [plan], [trunk.hidden]);
  const result = { hidden, gradients: await gradients.read() };
  const dispatches = plan.dispatchInfo.length;
  plan.destroy();
  return { result, dispatches };
}

const KINDS = {
  'weights of its own': WEIGHT_KINDS['weights of its own'],
  adapters: WEIGHT_KINDS.adapters,
};

describe.each(FAMILY_CONFIGS)('a training step of %s', (_, config) => {
  it.each(
    Object.entries(KINDS).flatMap(([kind, create]) =>
      [false, true].map((recompute) => [kind, recompute, create] as const),
    ),
  )('is the same to the bit in fewer dispatches: %s, computed again: %s', async (kind, recompute, create) => {
    const gpu = await testGpu();
    const weights = create(gpu, config);
    TRAINING.choose(gpu, 'apart');
    const apart = await train(weights, recompute);
    TRAINING.choose(gpu, 'fused');
    const fused = await train(weights, recompute);
    expect(fused.result.gradients.size).toBeGreaterThan(3);
    expect(fused.result).toEqual(apart.result);
    // What is frozen has but one gradient.
    const spared = apart.dispatches - fused.dispatches;
    expect(spared).toBeGreaterThanOrEqual(kind === 'adapters' ? 0 : 4 * config.layers);
  });
});

/** Dispatches that another layer adds to a step. */
async function perLayer(config: ModelConfig, software: boolean): Promise<number> {
  const dispatches = async (layers: number) => {
    const adapter = { ...DEFAULT_DRY_DEVICE.adapter, software };
    const { gpu } = openDryGpu({ ...DEFAULT_DRY_DEVICE, adapter });
    const layout = new ParameterLayout({ ...config, layers });
    const parameters = new Parameters(gpu, layout, 'parameters');
    const gradients = new Parameters(gpu, layout, 'gradients');
    const rec = new Recorder(gpu, 'count');
    // Rows enough for every reduction to take two passes.
    const packed = createPackedTokens(rec, 512, 16, config);
    const trunk = trunkForward(rec, parameters, packed, { keep: true });
    trunkBackward(rec, parameters, gradients, trunk, rec.scratch('dHidden', [512, config.dim]));
    return (await rec.finish()).dispatchInfo.length;
  };
  return (await dispatches(2)) - (await dispatches(1));
}

describe.each(FAMILY_CONFIGS)('a layer of %s', (name, config) => {
  it('takes the dispatches that are known, forward and backward', async () => {
    // Forward 7, a layer's two gradients together 4, norms 2, attention 1; positions turned back 1, and heads normalised 1.
    const onGpu = name.startsWith('GPT-2') ? 14 : name.startsWith('Qwen3') ? 16 : 15;
    expect(await perLayer(config, false)).toBe(onGpu);
    expect(await perLayer(config, true)).toBe(name.startsWith('GPT-2') ? 19 : 23);
  });
});
