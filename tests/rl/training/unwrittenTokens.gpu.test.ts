/**
 * Every method's loss in a step of its own: what the policy did not write has no gradient, be it filler, where nothing may
 * be read, or what others said in the midst of an answer, which has no place among the tokens at all.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import type { Recorder } from '../../../src/gpu/plan.ts';
import { sizesBlock } from '../../../src/gpu/uniforms.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { ALGORITHM_IDS, loadAlgorithm } from '../../../src/rl/algorithms/index.ts';
import { defaultSettings, type Settings } from '../../../src/rl/algorithms/settings.ts';
import { reading } from '../../../src/rl/runs/events.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import type { Algorithm, Batch, Kit } from '../../../src/rl/training/algorithm.ts';
import type { HeadTensors, Objective } from '../../../src/rl/training/policyStep.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

const MASK = `@group(0) @binding(0) var<storage, read> mask: array<f32>;`;

/** Puts NaN where there is no token. */
const POISON = {
  name: 'test.poison',
  code: `${MASK}
@group(0) @binding(1) var<storage, read_write> column: array<f32>;
struct Sizes { nan: u32 }
@group(0) @binding(2) var<uniform> sizes: Sizes;
@compute @workgroup_size(1)
fn main() {
  for (var i = 0u; i < arrayLength(&mask); i++) { if (mask[i] < 0.5) { column[i] = bitcast<f32>(sizes.nan); } }
}`,
  bindings: ['read', 'readWrite', 'uniform'],
} as const;

/** Sums of |gradient| over tokens and over what is none, and the tokens. */
const PROBE = {
  name: 'test.probe',
  code: `${MASK}
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> metrics: array<f32>;
struct Sizes { first: u32 }
@group(0) @binding(3) var<uniform> sizes: Sizes;
@compute @workgroup_size(1)
fn main() {
  var sums = vec4f();
  for (var i = 0u; i < arrayLength(&mask); i++) {
    let real = mask[i] > 0.5;
    sums += vec4f(select(0.0, abs(gradient[i]), real), select(abs(gradient[i]), 0.0, real), f32(real), f32(!real));
  }
  for (var k = 0u; k < 4u; k++) { metrics[sizes.first + k] = sums[k]; }
}`,
  bindings: ['read', 'read', 'readWrite', 'uniform'],
} as const;

const OWN = ['written', 'unwritten', 'tokens#', 'filler#'] as const;
const GIVEN = [8, 9, 10];

/** The objective with its filler poisoned before and its gradients looked at behind it. */
function watched(objective: Objective): Objective {
  const gradients = [
    'dLogp',
    ...(objective.value ? ['dValue'] : []),
    ...(objective.entropy ? ['dEntropy'] : []),
  ];
  const own = gradients.flatMap((gradient) => OWN.map((name) => `${gradient} ${name}`));
  const record = (rec: Recorder, tensors: HeadTensors) => {
    const { mask, metrics, logp, entropy, values, columns } = tensors;
    const poison = [logp, entropy, ...Object.values(columns), ...(values ? [values] : [])];
    const nan = sizesBlock(gpu, { nan: 0x7fc00000 });
    for (const column of new Set(poison))
      rec.dispatch(POISON, { constants: {}, bindings: [mask, column, nan], grid: [1] });
    objective.record(rec, tensors);
    gradients.forEach((name, i) => {
      const first = sizesBlock(gpu, { first: objective.metrics.length + i * OWN.length });
      const gradient = tensors[name as 'dLogp'];
      rec.dispatch(PROBE, { constants: {}, bindings: [mask, gradient, metrics, first], grid: [1] });
    });
  };
  return {
    ...objective,
    metrics: [...objective.metrics, ...own],
    record,
    combine: ([one]) => ({
      ...objective.combine([one]),
      ...Object.fromEntries(own.map((name) => [name, one[name]])),
    }),
  };
}

/** The method, whose answers others have broken into, its updates watched. */
function interrupted(
  method: Algorithm,
  told: (metrics: Record<string, number>, batch: Batch) => void,
): Algorithm {
  const watchedOnes = new Map<Objective, Objective>();
  const kitOf = (kit: Kit): Kit => {
    const update: Kit['update'] = async (batch, objective, ...rest) => {
      // The first loses its last token: whole batches may fill a shape to the last slot.
      const sequences = batch.sequences.map(({ prompt, response }, row) =>
        response.length < 3
          ? { prompt, response }
          : {
              prompt,
              response: row === 0 ? response.slice(0, -1) : response,
              between: [{ after: 1, tokens: GIVEN }],
            },
      );
      const known = watchedOnes.get(objective) ?? watched(objective);
      watchedOnes.set(objective, known);
      const updated = await kit.update({ ...batch, sequences }, known, ...rest);
      for (const { loss } of updated.minibatches) told(loss, { sequences });
      return updated;
    };
    return new Proxy(kit, {
      get: (of, name) => {
        if (name === 'update') return update;
        const value: unknown = Reflect.get(of, name, of);
        return typeof value === 'function' ? (value.bind(of) as unknown) : value;
      },
    });
  };
  return { ...method, iterate: (kit, settings) => method.iterate(kitOf(kit), settings) };
}

const CHANGES: Readonly<Record<string, object>> = {
  'ppo, penalised': { klIn: 'loss', entropyCoefficient: 0.01 },
};
const TRAINED = ALGORITHM_IDS.filter((id) => id !== 'bestOfN');

it.each([...TRAINED, ...Object.keys(CHANGES)])('%s', async (name) => {
  const id = name.split(',')[0];
  const usual = defaultSettings(false, id, ALL_METHODS);
  const { maxNewTokens, temperature, rewardLearningRate } = TINY_SETTINGS;
  const small = {
    maxNewTokens,
    temperature,
    rewardLearningRate,
    rewardEpochs: 1,
    rolloutBatch: 8,
    groupSize: 4,
  };
  const settings = { ...usual, ...small, preferenceBatch: 8, minibatches: 1, ...CHANGES[name] } as Settings;
  let steps = 0;
  const method = interrupted(await loadAlgorithm(id), (metrics, { sequences }) => {
    steps += 1;
    const tokens = sequences.reduce((sum, { response }) => sum + response.length, 0);
    const gradients = Object.keys(metrics).filter((of) => of.endsWith(' unwritten'));
    expect(gradients.length).toBeGreaterThan(0);
    for (const gradient of gradients.map((of) => of.split(' ')[0])) {
      expect(metrics[`${gradient} tokens#`]).toBe(tokens);
      expect(metrics[`${gradient} filler#`]).toBeGreaterThan(0);
      expect(metrics[`${gradient} unwritten`]).toBe(0);
      expect(metrics[`${gradient} written`]).toBeGreaterThan(0);
    }
    expect(Object.values(metrics).filter((value) => !Number.isFinite(value))).toEqual([]);
  });
  const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, settings, reading({}), method);
  run.setPreferences(rankingsBy('a', 6));
  await run.iterate();
  expect(steps).toBeGreaterThan(0);
});
