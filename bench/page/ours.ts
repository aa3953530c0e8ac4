/**
 * Our engine under the benchmark: the training step through the API that the learning code uses, sampling with
 * the KV cache, matrix products. Knows the engine's public functions; knows nothing of the other libraries.
 */
import { deviceAdapter, measure } from './measure.ts';
import { counts } from './counters.ts';
import { autotune } from '../../src/gpu/tuning/autotune.ts';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { scatterRows } from '../../src/gpu/kernels/embedding/gather.ts';
import { logitsUniforms } from '../../src/gpu/kernels/head/logits.ts';
import { matmul as recordMatmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import { Recorder, type Plan } from '../../src/gpu/plan.ts';
import { readF32, run, submit } from '../../src/gpu/queue.ts';
import { profile } from '../../src/gpu/profiler.ts';
import type { Tensor } from '../../src/gpu/tensor.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { Generator } from '../../src/model/generator.ts';
import { languageHeadBackward, languageHeadForward } from '../../src/model/languageHead.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Optimizer } from '../../src/model/optimizer.ts';
import { writePacked } from '../../src/model/packing.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { createSequenceTensors } from '../../src/model/sequences.ts';
import { trunkBackward, trunkForward } from '../../src/model/trunk.ts';
import { checkProduct, matmulOperands, matmulRepeats } from '../matmulCheck.ts';
import type {
  Adapter,
  Effort,
  GrowthPoint,
  MatmulResult,
  ProfileResult,
  SamplingResult,
  TrainingResult,
} from '../results.ts';
import {
  ADAMW,
  initialWeights,
  NORM_EPSILON,
  SAMPLING,
  samplingPrompts,
  tokenBatch,
  type GptSize,
} from '../workload.ts';

export interface Trainer {
  readonly plan: Plan;
  /** Uploads the batch of a step and submits it; `kept` receives the log-probabilities of its targets. */
  readonly step: (index: number, kept?: Tensor) => void;
  readonly destroy: () => void;
}

export function modelConfig(size: GptSize): ModelConfig {
  const { vocab, dim, layers, heads, length } = size;
  // No token ends a sequence, so that every row is sampled to its full length, as in the other libraries.
  const eos = vocab;
  const family = 'gpt2';
  return {
    family,
    vocab,
    positions: length,
    dim,
    layers,
    heads,
    epsilon: NORM_EPSILON,
    tied: true,
    eos,
    pad: 0,
  };
}

async function open(): Promise<{ gpu: Gpu; variant: string }> {
  const gpu = await openGpu(navigator.gpu);
  // As an application would at start-up; it takes about a second and is not part of any round.
  const { variant } = await autotune(gpu);
  return { gpu, variant };
}

type NamedTensors = ReadonlyMap<string, Float32Array>;

function loadParameters(gpu: Gpu, size: GptSize, weights = sharedWeights(size)): Parameters {
  const parameters = new Parameters(gpu, new ParameterLayout(modelConfig(size)), 'bench');
  parameters.load(weights);
  return parameters;
}

/** What every library starts from. */
function sharedWeights(size: GptSize): NamedTensors {
  return new Map(initialWeights(size).map(({ name, data }) => [name, data]));
}

/**
 * Records forward, mean cross-entropy over every position, backward and AdamW as one plan.
 * @param weights to start from; those of the other libraries when left out
 */
export async function createTrainer(gpu: Gpu, size: GptSize, weights?: NamedTensors): Promise<Trainer> {
  const config = modelConfig(size);
  const { batch, length, dim } = size;
  const rows = batch * length;
  const parameters = loadParameters(gpu, size, weights);
  const optimizer = new Optimizer(parameters);
  const rec = new Recorder(gpu, 'step');
  const tensors = createSequenceTensors(rec, { batch, rows, slots: rows, responseLength: length }, config);
  const uniforms = logitsUniforms(gpu);
  uniforms.set({ temperature: 1 });
  const dLogp = gpu.upload('dLogp', new Float32Array(rows).fill(-1 / rows));

  const trunk = trunkForward(rec, parameters, tensors.packed, { keep: true });
  const head = languageHeadForward(rec, parameters, trunk.hidden, tensors, uniforms);
  const dStates = rec.scratch('dStates', [rows, dim]);
  languageHeadBackward(rec, parameters, optimizer.gradients, head, tensors, dLogp, dStates, uniforms);
  const dHidden = rec.scratch('dHidden', [rows, dim]);
  scatterRows(rec, { dOut: dStates, inverse: tensors.predictorInverse, dx: dHidden, n: rows, dim });
  trunkBackward(rec, parameters, optimizer.gradients, trunk, dHidden);
  optimizer.record(rec);
  const plan = await rec.finish();

  // Every row predicts the token after it, so that slots and rows are the same.
  const identity = Uint32Array.from({ length: rows }, (_, row) => row);
  gpu.write(tensors.predictors, identity);
  gpu.write(tensors.predictorInverse, identity);
  const step = (index: number, kept?: Tensor) => {
    const { inputs, targets } = tokenBatch(size, index);
    const sequences = Array.from({ length: batch }, (_, row) => [
      ...inputs.subarray(row * length, (row + 1) * length),
    ]);
    writePacked(gpu, tensors.packed, batch, sequences, config);
    gpu.write(tensors.targets, Uint32Array.from(targets));
    optimizer.prepare({ ...ADAMW, maxNorm: 0, epsilonForm: 'pytorch' });
    submit(gpu, [plan], kept ? [{ from: head.logp, to: kept }] : []);
  };
  const destroy = () => {
    plan.destroy();
    for (const { flat } of [parameters, optimizer.gradients, optimizer.m, optimizer.v]) flat.buffer.destroy();
    dLogp.buffer.destroy();
  };
  return { plan, step, destroy };
}

export async function training(
  size: GptSize,
  effort: Effort,
): Promise<{ adapter: Adapter; result: TrainingResult }> {
  const { gpu, variant } = await open();
  const trainer = await createTrainer(gpu, size);
  const kept: Tensor[] = [];
  const rows = size.batch * size.length;
  for (let round = 0; round < effort.warmup + Math.max(effort.least, effort.most); round++)
    kept.push(gpu.createTensor(`logp/${round}`, [rows]));
  const measured = await measure(`ours ${size.name}`, effort, (round) => trainer.step(round, kept[round]));
  gpu.check();
  const losses: number[] = [];
  for (const logp of kept.slice(0, measured.rounds)) {
    losses.push(-(await readF32(gpu, logp)).reduce((sum, value) => sum + value, 0) / rows);
  }
  return { adapter: deviceAdapter(), result: { ...measured, losses, note: `matmul ${variant}` } };
}

/** Times every kernel of a step by timestamps, averaged over `rounds` steps. */
export async function kernels(size: GptSize, rounds: number): Promise<ProfileResult> {
  const { gpu } = await open();
  return profileStep(gpu, await createTrainer(gpu, size), rounds);
}

/** Times every kernel of a trainer's step by timestamps, averaged over `rounds` steps. */
export async function profileStep(gpu: Gpu, trainer: Trainer, rounds: number): Promise<ProfileResult> {
  trainer.step(0);
  return profilePlan(gpu, trainer.plan, rounds);
}

/** Times every kernel of a plan, with what each computes and moves. */
export async function profilePlan(gpu: Gpu, plan: Plan, rounds: number): Promise<ProfileResult> {
  const bytes = new Map<string, number>();
  const flops = new Map<string, number>();
  for (const info of plan.dispatchInfo) {
    bytes.set(info.kernel, (bytes.get(info.kernel) ?? 0) + info.bytes);
    flops.set(info.kernel, (flops.get(info.kernel) ?? 0) + info.flops);
  }
  const times = await profile(gpu, plan, rounds);
  return {
    rounds,
    kernels: times.map(({ kernel, dispatches, milliseconds }) => ({
      kernel,
      dispatches,
      milliseconds,
      flops: flops.get(kernel) ?? 0,
      bytes: bytes.get(kernel) ?? 0,
    })),
  };
}

/** Step time and memory of models that differ from each other in one size. */
export async function growth(
  points: readonly { readonly axis: string; readonly value: number; readonly size: GptSize }[],
  effort: Effort,
): Promise<GrowthPoint[]> {
  const { gpu } = await open();
  const results: GrowthPoint[] = [];
  for (const { axis, value, size } of points) {
    const before = counts.bytes;
    const trainer = await createTrainer(gpu, size);
    const { median, gpuBytes, dispatches } = await measure(`ours ${axis} ${value}`, effort, (round) =>
      trainer.step(round),
    );
    gpu.check();
    results.push({ axis, value, milliseconds: median, gpuBytes: gpuBytes - before, dispatches });
    trainer.destroy();
  }
  return results;
}

export async function sampling(
  size: GptSize,
  effort: Effort,
): Promise<{ adapter: Adapter; result: SamplingResult }> {
  const { gpu, variant } = await open();
  const generator = new Generator(loadParameters(gpu, size), size.batch);
  const prompts = samplingPrompts(size);
  const measured = await measure('ours sampling', effort, async (round) => {
    const generations = await generator.generate(prompts, 1, {
      temperature: SAMPLING.temperature,
      topK: 0,
      topP: 1,
      maxNewTokens: SAMPLING.tokens,
      seed: 1,
      stream: round,
    });
    const short = generations.find(({ tokens }) => tokens.length !== SAMPLING.tokens);
    if (short) throw new Error(`A row ended after ${short.tokens.length} tokens.`);
  });
  const tokensPerSecond = (size.batch * SAMPLING.tokens * 1000) / measured.median;
  return {
    adapter: deviceAdapter(),
    result: { ...measured, tokensPerSecond, note: `KV cache; matmul ${variant}` },
  };
}

export async function matmul(n: number, effort: Effort): Promise<{ adapter: Adapter; result: MatmulResult }> {
  const { gpu, variant } = await open();
  const { a, b } = matmulOperands(n);
  const rec = new Recorder(gpu, 'matmul');
  const out = gpu.createTensor('out', [n, n]);
  recordMatmul(rec, { a: gpu.upload('a', a), b: gpu.upload('b', b), out, m: n, n, k: n });
  const plan = await rec.finish();
  const [product] = await run(gpu, [plan], [out]);
  const error = checkProduct(n, product);
  const repeats = matmulRepeats(n);
  const measured = await measure(`ours matmul ${n}`, effort, () =>
    submit(
      gpu,
      Array.from({ length: repeats }, () => plan),
    ),
  );
  gpu.check();
  const milliseconds = measured.milliseconds.map((time) => time / repeats);
  const median = measured.median / repeats;
  return {
    adapter: deviceAdapter(),
    result: {
      size: n,
      milliseconds,
      median,
      gflopPerSecond: (2 * n ** 3) / median / 1e6,
      error,
      note: variant,
    },
  };
}
