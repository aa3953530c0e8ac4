/**
 * Writes down every shader module and every compute pipeline that runs create: all families, adapters, halves,
 * recomputation, sampling filters and matrix products, on software adapters and GPUs, with and without optional
 * features. The run's own code goes through one iteration on a device that computes nothing, so that kernels for
 * machines that are not here are written down too. `shaders.py` compiles them with another compiler; this says only
 * whether all of them are there. Runs in Node, which lends WebGPU's constants.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseModelConfig, type ModelConfig } from '../../src/files/config/modelConfig.ts';
import { autotune } from '../../src/gpu/tuning/autotune.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { DEFAULT_DRY_DEVICE, openDryGpu, type DryDeviceOptions } from '../../src/gpu/dryDevice.ts';
import { GpuValidationError } from '../../src/gpu/errors.ts';
import { logitsBackward, logitsForward, logitsUniforms } from '../../src/gpu/kernels/head/logits.ts';
import { MATMUL_VARIANTS, type MatmulVariantName } from '../../src/gpu/kernels/matmul/matmulVariants.ts';
import { chooseKernels, chosenKernels, type KernelChoices } from '../../src/gpu/tuning/families.ts';
import { measureLimits } from '../../src/gpu/limits.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { loadFamily } from '../../src/model/family.ts';
import type { Tokenizer } from '../../src/model/tokenizing/tokenizer.ts';
import { oneIteration } from '../../src/rl/runs/memory.ts';
import { Models } from '../../src/rl/training/models.ts';
import { ALL_METHODS } from '../../src/rl/algorithms/all.ts';
import { loadAlgorithm } from '../../src/rl/algorithms/index.ts';
import { DEFAULT_SETTINGS, defaultSettings, type Settings } from '../../src/rl/algorithms/settings.ts';
import { REWARD_LOSS_IDS } from '../../src/rl/rewards/losses/declarations.ts';
import { subjects } from './models.ts';

/** A kernel's text, under the name it is created by. */
interface Module {
  readonly label: string;
  readonly code: string;
}

interface Pipeline {
  readonly label: string;
  /** Index into the modules. */
  readonly module: number;
  readonly entryPoint: string;
  readonly constants: Readonly<Record<string, number>>;
  /** Types of the bindings of group 0, in order. */
  readonly bindings: readonly string[];
}

const SHADERS = import.meta.glob<string>('../../src/gpu/shaders/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** One block of what people bring, for the sizes of its products: the blocks after it are made of the same kernels. */
const REAL = [
  {
    model_type: 'gpt2',
    vocab_size: 50_257,
    n_positions: 1024,
    n_embd: 768,
    n_layer: 1,
    n_head: 12,
    eos_token_id: 0,
  },
  {
    model_type: 'llama',
    vocab_size: 49_152,
    hidden_size: 576,
    intermediate_size: 1536,
    num_hidden_layers: 1,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    max_position_embeddings: 8192,
    tie_word_embeddings: true,
    rope_theta: 100_000,
    rms_norm_eps: 1e-5,
    eos_token_id: 0,
  },
];

const SHORT = { maxNewTokens: 12, rolloutBatch: 8, contextLength: 32 };
const MEMORY_SAVED: Partial<Settings> = { recompute: true, microBatch: 4, weightStorage: 'f16' };
const SETTINGS: readonly Partial<Settings>[] = [
  {},
  { method: 'lora', topK: 5, topP: 0.9, ...MEMORY_SAVED },
  { method: 'lora', loraTargets: 'attention' },
  { ...MEMORY_SAVED, topP: 0.8, whitenRewards: true },
];

/** What only methods decide: every method, and what their settings add to a step. A model or two are enough for these. */
const METHODS: readonly Partial<Settings>[] = [
  ...ALL_METHODS.map(({ id }) => ({ ...defaultSettings(false, id), ...SHORT })),
  ...ALL_METHODS.map(({ id }) => ({
    ...defaultSettings(false, id),
    ...SHORT,
    klIn: 'loss' as const,
    klEstimator: 'k3' as const,
    dualClip: 3,
    entropyCoefficient: 0.01,
    klCoefficient: 0.1,
    samplerWeights: 'int4' as const,
    importanceCap: 2,
  })),
  { samplerWeights: 'f16' },
  // Every loss of a reward model has a shader of its own; the first is the default.
  ...REWARD_LOSS_IDS.slice(1).map((rewardLoss) => ({ rewardLoss })),
];

/** Kinds of machine: what decides which kernels are taken. */
function machines(): readonly DryDeviceOptions[] {
  return [true, false].flatMap((software) =>
    [[], ['subgroups', 'shader-f16', 'timestamp-query']].flatMap((features) =>
      // Where bindings are small, tables are worked on window by window.
      [2 ** 27, 2 ** 25].map((maxBinding) => ({
        ...DEFAULT_DRY_DEVICE,
        adapter: { ...DEFAULT_DRY_DEVICE.adapter, software },
        features: new Set(features),
        maxBinding,
      })),
    ),
  );
}

/** Ways through a layer, whatever the machine: with the kernels that workgroups share, and one dispatch after the other. */
const WAYS: readonly KernelChoices[] = [
  { matmul: 'blockSliced', norm: 'group', attention: 'group', decode: 'fused', training: 'fused' },
  { matmul: 'block', norm: 'group', attention: 'group', decode: 'fused', training: 'fused' },
  { matmul: 'block', norm: 'group', attention: 'group', decode: 'apart', training: 'apart' },
];

type Creating =
  'createShaderModule' | 'createBindGroupLayout' | 'createPipelineLayout' | 'createComputePipelineAsync';

/** Modules and pipelines, each once. */
class Collection {
  readonly modules: Module[] = [];
  readonly pipelines: Pipeline[] = [];
  readonly #indices = new Map<string, number>();
  readonly #seen = new Set<string>();
  /** Modules that ask for subgroups where the device had none. */
  readonly misplaced = new Set<string>();

  /** Writes down what `gpu`, a dry one, creates from here on. */
  watch({ device }: Gpu): void {
    const groups = new WeakMap<object, readonly string[]>();
    const layouts = new WeakMap<object, readonly string[]>();
    const modules = new WeakMap<object, number>();
    type Descriptor<Name extends Creating> = Parameters<GPUDevice[Name]>[0];
    const after = <Name extends Creating>(name: Name, note: (d: Descriptor<Name>, made: object) => void) => {
      const create = device[name].bind(device) as (descriptor: Descriptor<Name>) => object;
      Object.assign(device, {
        [name](descriptor: Descriptor<Name>) {
          const made = create(descriptor);
          note(descriptor, made);
          return made;
        },
      });
    };
    after('createShaderModule', ({ code, label = '' }, made) => {
      if (/^\s*enable[^;]*subgroups/m.test(code) && !device.features.has('subgroups'))
        this.misplaced.add(label);
      modules.set(made, this.#module(label, code));
    });
    after('createBindGroupLayout', ({ entries }, made) =>
      groups.set(
        made,
        [...entries].map(({ buffer }) => buffer?.type ?? 'uniform'),
      ),
    );
    after('createPipelineLayout', ({ bindGroupLayouts }, made) =>
      layouts.set(made, groups.get([...bindGroupLayouts][0]!)!),
    );
    after('createComputePipelineAsync', ({ label = '', layout, compute }) => {
      const pipeline: Pipeline = {
        label,
        module: modules.get(compute.module)!,
        entryPoint: compute.entryPoint!,
        constants: { ...compute.constants },
        bindings: layouts.get(layout as GPUPipelineLayout)!,
      };
      const key = JSON.stringify({ ...pipeline, label: '' });
      if (!this.#seen.has(key)) this.pipelines.push(pipeline);
      this.#seen.add(key);
    });
  }

  #module(label: string, code: string): number {
    const known = this.#indices.get(code);
    if (known !== undefined) return known;
    this.#indices.set(code, this.modules.length);
    return this.modules.push({ label, code }) - 1;
  }
}

/** @param args the folder to fill with `shaders.json` */
export async function main([out]: readonly string[]): Promise<number> {
  openDawn();
  const fixtures = (await subjects('.')).map(({ model }) => model.config);
  const small = parseModelConfig(
    JSON.parse(await readFile('public/models/blurbs-small/config.json', 'utf8')),
  );
  const configs = [...fixtures, small, ...REAL.map(parseModelConfig)];
  const found = new Collection();
  for (const machine of machines()) {
    for (const config of configs)
      for (const settings of SETTINGS) await once(found, machine, config, settings);
    for (const config of [configs[0], configs.at(-1)!])
      for (const settings of METHODS) await once(found, machine, config, settings);
    const products = Object.keys(MATMUL_VARIANTS).map((matmul) => ({ matmul }));
    for (const choices of [...products, ...WAYS]) {
      for (const config of configs.slice(-3)) {
        for (const settings of SETTINGS) await once(found, machine, config, settings, choices);
      }
    }
    await measurements(found, machine);
    await oddRows(found, machine);
  }
  await mkdir(out, { recursive: true });
  const { modules, pipelines } = found;
  await writeFile(join(out, 'shaders.json'), JSON.stringify({ modules, pipelines }));

  const check = (what: string, wrong: readonly string[]): boolean => {
    console.log(
      `${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${what}${wrong.length > 0 ? `: ${wrong.join(', ')}` : ''}`,
    );
    return wrong.length === 0;
  };
  const absent = Object.entries(SHADERS).flatMap(([path, code]) =>
    modules.some((module) => module.code.includes(longestLine(code)))
      ? []
      : [path.slice(path.lastIndexOf('/') + 1)],
  );
  console.log(`${modules.length} modules and ${pipelines.length} pipelines`);
  const whole = check('every file of src/gpu/shaders is in a module that is created', absent);
  const placed = check('no module asks for subgroups where the device has none', [...found.misplaced]);
  return whole && placed ? 0 : 1;
}

/** One iteration of a run, with the device's own variants of kernels but those that are named. */
async function once(
  found: Collection,
  machine: DryDeviceOptions,
  config: ModelConfig,
  change: Partial<Settings>,
  choices: KernelChoices = {},
): Promise<void> {
  const { gpu } = openDryGpu(machine);
  chooseKernels(gpu, choices);
  const now = chosenKernels(gpu);
  if (Object.entries(choices).some(([family, variant]) => now[family] !== variant)) return;
  found.watch(gpu);
  const settings = { ...DEFAULT_SETTINGS, ...SHORT, ...change };
  await Promise.all([loadFamily(config.family), loadAlgorithm(settings.algorithm)]);
  const models = new Models(gpu, { config, tokenizer: NO_TOKENIZER }, settings);
  await oneIteration(models, [9], settings);
  await models.policyIsSound();
}

/** What is measured at start-up and on demand. No product agrees with anything here, which ends autotuning. */
async function measurements(found: Collection, machine: DryDeviceOptions): Promise<void> {
  const { gpu } = openDryGpu({ ...machine, maxBinding: 2 ** 27 });
  found.watch(gpu);
  await measureLimits(gpu);
  const candidates = Object.keys(MATMUL_VARIANTS) as MatmulVariantName[];
  await autotune(gpu, { candidates }).catch((error: unknown) => {
    if (!(error instanceof GpuValidationError)) throw error;
  });
}

/** Rows of a length that the engine always rounds up, for callers that do not. */
async function oddRows(found: Collection, machine: DryDeviceOptions): Promise<void> {
  const { gpu } = openDryGpu(machine);
  found.watch(gpu);
  const rec = new Recorder(gpu, 'odd');
  const [rows, vocab, ld] = [3, 5, 7];
  const logits = gpu.createTensor('logits', [rows, ld]);
  const targets = gpu.createTensor('targets', [rows], 'u32');
  const vector = (label: string) => gpu.createTensor(label, [rows]);
  const [logp, entropy, lse] = [vector('logp'), vector('entropy'), vector('lse')];
  const shape = { logits, targets, lse, rows, vocab, ld, step: logitsUniforms(gpu) };
  logitsForward(rec, { ...shape, logp, entropy });
  logitsBackward(rec, { ...shape, dLogp: logp });
  await rec.finish();
}

/** By which a text is found again in another that it was put into; what launchers write out (`$`, `#`) reads otherwise there. */
function longestLine(wgsl: string): string {
  const code = wgsl.split('\n').filter((line) => !line.includes('//') && !/[#$]/.test(line));
  return code.reduce((longest, line) => (line.length > longest.length ? line : longest), '');
}

const NO_TOKENIZER = { decode: () => '', encode: () => [] } as unknown as Tokenizer;
