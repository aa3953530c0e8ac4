/**
 * Times one PPO step as this run takes it, kernel by kernel, against what the adapter can do at most. Works on a
 * copy of the policy and on made-up responses, so that a run is the same whether it was measured or not. Knows
 * the learning code's step; knows no page.
 */
import type { Gpu } from '../gpu/device.ts';
import { measureLimits, type AdapterLimits } from '../gpu/limits.ts';
import type { Plan } from '../gpu/plan.ts';
import { profile, type KernelTime } from '../gpu/profiler.ts';
import { run } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { Optimizer } from '../model/optimizer.ts';
import { shapeFor, type Sequence } from '../model/sequences.ts';
import type { Experience } from '../rl/algorithms/experience.ts';
import type { Models } from '../rl/training/models.ts';
import { Ppo } from '../rl/algorithms/ppo.ts';
import type { Settings } from '../rl/settings.ts';
import type { KernelCost, StepMeasurement } from './protocol.ts';

export interface MeasureHooks {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Timed replays of the whole step; the fastest counts. */
const REPLAYS = 3;
/** Milliseconds of replays that kernel times are averaged over, within reason. */
const PROFILED = 200;
const MOST_ROUNDS = 20;
/** Log-probability of each made-up token when it was "sampled". */
const OLD_LOGP = -8;

const known = new WeakMap<Gpu, AdapterLimits>();

/**
 * Measures one minibatch of `settings` over `prompts`. Takes a few seconds, most of them compiling, and for as
 * long four times the policy's memory.
 * @throws GpuLostError and the like; the signal's reason when aborted
 */
export async function measureStep(
  models: Models,
  prompts: readonly string[],
  settings: Settings,
  { onProgress, signal }: MeasureHooks = {},
): Promise<StepMeasurement> {
  const { gpu } = models;
  const tell = (done: number) => {
    signal?.throwIfAborted();
    onProgress?.(done, 3);
  };
  const freed: Tensor[] = [];
  const policy = models.copyPolicy('measured');
  const optimizer = new Optimizer(policy.parameters);
  const sets = [policy.parameters, optimizer.gradients, optimizer.m, optimizer.v];
  freed.push(...sets.flatMap(({ parts }) => parts), optimizer.stats);
  const ppo = new Ppo(policy, optimizer);
  try {
    tell(0);
    const limits = known.get(gpu) ?? (await measureLimits(gpu));
    known.set(gpu, limits);
    tell(1);

    const sequences = madeUp(models, prompts, settings);
    const experience = madeUpExperience(gpu, sequences.length, settings.maxNewTokens);
    const { responseLength: _, ...grids } = experience;
    freed.push(...Object.values(grids));
    const shape = shapeFor(sequences, settings.maxNewTokens);
    const rows = sequences.map((__, row) => row);
    // Records and compiles the step, and sets what its replays read.
    await ppo.minibatch(sequences, experience, rows, { ...settings, microBatch: 0 }, shape);
    tell(2);
    const recorded = { recompute: settings.recompute, part: false };
    const timed = await ppo.usePlan(shape, experience, (plan) => timePlan(gpu, plan), recorded);
    const tokens = sequences.reduce((sum, { prompt, response }) => sum + prompt.length + response.length, 0);
    return {
      responses: sequences.length,
      tokens,
      dispatches: timed.dispatches,
      milliseconds: timed.milliseconds,
      kernels: timed.kernels && costs(timed.kernels, limits),
      limits,
    };
  } finally {
    ppo.free();
    for (const { buffer } of freed) buffer.destroy();
  }
}

async function timePlan(gpu: Gpu, plan: Plan) {
  let milliseconds = Infinity;
  for (let replay = 0; replay < REPLAYS; replay++) {
    const started = performance.now();
    await run(gpu, [plan]);
    milliseconds = Math.min(milliseconds, performance.now() - started);
  }
  const rounds = Math.max(1, Math.min(MOST_ROUNDS, Math.round(PROFILED / milliseconds)));
  const kernels = gpu.device.features.has('timestamp-query') ? await profile(gpu, plan, rounds) : null;
  return { milliseconds, kernels, dispatches: plan.dispatchInfo.length };
}

/** Kernel times as shares of the step and of the adapter's limits. */
export function costs(kernels: readonly KernelTime[], limits: AdapterLimits): KernelCost[] {
  const total = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return kernels.map(({ kernel, dispatches, milliseconds, gflopPerSecond, gigabytesPerSecond }) => {
    const arithmetic = gflopPerSecond / limits.gflops;
    const memory = gigabytesPerSecond / limits.gigabytesPerSecond;
    return {
      kernel,
      dispatches,
      milliseconds,
      time: total > 0 ? milliseconds / total : 0,
      gflopPerSecond,
      bound: arithmetic >= memory ? 'arithmetic' : 'memory',
      share: Math.max(arithmetic, memory),
    };
  });
}

/**
 * A minibatch of the run's own size, or what of it is computed at once: real prompts, each answered with as many of its
 * own tokens as it has room.
 */
function madeUp(models: Models, prompts: readonly string[], settings: Settings): Sequence[] {
  const whole = Math.ceil(settings.rolloutBatch / settings.minibatches);
  const count = settings.microBatch > 0 ? Math.min(whole, settings.microBatch) : whole;
  const { positions } = models.config;
  return Array.from({ length: count }, (_, index) => {
    const prompt = models.encodePrompt(prompts[index % prompts.length]);
    const length = Math.max(1, Math.min(settings.maxNewTokens, prompt.length, positions - prompt.length));
    return { prompt, response: prompt.slice(0, length) };
  });
}

function madeUpExperience(gpu: Gpu, batch: number, responseLength: number): Experience {
  const count = batch * responseLength;
  const upload = (name: string, value: (index: number) => number) =>
    gpu.upload(
      `measured/${name}`,
      Float32Array.from({ length: count }, (_, index) => value(index)),
    );
  return {
    responseLength,
    logp: upload('logp', () => OLD_LOGP),
    logpRef: upload('logpRef', () => OLD_LOGP),
    values: upload('values', () => 0),
    advantages: upload('advantages', (index) => (index % 2 === 0 ? 1 : -1)),
    returns: upload('returns', (index) => (index % 3) - 1),
  };
}
