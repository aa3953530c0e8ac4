/**
 * Times one step of a run's method as the run takes it, kernel by kernel, against what the adapter can do at most. Works on a
 * copy of the policy and on made-up responses, so that a run is the same whether it was measured or not. Knows
 * the learning code's step; knows no page.
 */
import type { Gpu } from '../gpu/device.ts';
import { measureLimits, type AdapterLimits } from '../gpu/limits.ts';
import type { Plan } from '../gpu/plan.ts';
import { profile, type KernelTime } from '../gpu/profiler.ts';
import { run } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Trainable } from '../model/adapted.ts';
import { Optimizer } from '../model/optimizer.ts';
import { shapeFor, type Sequence } from '../model/sequences.ts';
import type { Again, Batch, RankedAnswer, Updated } from '../rl/training/algorithm.ts';
import { madeUpRanking } from '../rl/runs/madeUp.ts';
import { RunKit } from '../rl/runs/kit.ts';
import type { RlhfRun } from '../rl/runs/run.ts';
import type { RewardModels } from '../rl/rewards/rewardModels.ts';
import type { Models } from '../rl/training/models.ts';
import { PolicyStep, type Numbers, type Objective } from '../rl/training/policyStep.ts';
import type { Rollout } from '../rl/training/rollout.ts';
import { Turns } from '../rl/training/turns.ts';
import type { KernelCost, StepMeasurement } from './protocol.ts';

export interface MeasureHooks {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Whose step is measured. */
export type MeasuredRun = Pick<RlhfRun, 'models' | 'rewards' | 'prompts' | 'settings' | 'algorithm'>;

/** Timed replays of the whole step; the fastest counts. */
const REPLAYS = 3;
/** Milliseconds of replays that kernel times are averaged over, within reason. */
const PROFILED = 200;
const MOST_ROUNDS = 20;

const known = new WeakMap<Gpu, AdapterLimits>();

/**
 * Measures the first minibatch that the run's method updates on. Takes a few seconds, most of them compiling, and for as
 * long four times the policy's memory.
 * @throws GpuLostError and the like; the signal's reason when aborted
 */
export async function measureStep(
  { models, rewards, prompts, settings, algorithm }: MeasuredRun,
  { onProgress, signal }: MeasureHooks = {},
): Promise<StepMeasurement> {
  const { gpu } = models;
  const tell = (done: number) => {
    signal?.throwIfAborted();
    onProgress?.(done, 3);
  };
  const policy = models.copyPolicy('measured');
  const optimizer = new Optimizer(policy.parameters);
  const sets = [policy.parameters, optimizer.gradients, optimizer.m, optimizer.v];
  const freed = [...sets.flatMap(({ parts }) => parts), optimizer.stats];
  const kit = new MeasuredKit(models, rewards, policy, optimizer);
  try {
    tell(0);
    const limits = known.get(gpu) ?? (await measureLimits(gpu));
    known.set(gpu, limits);
    tell(1);
    const kept = algorithm.start(settings, null);
    await kit.begin(algorithm, { iteration: 1, settings, episodes: 0, kept, prompts, events: [] });
    while (kit.stages.next !== null && !kit.recorded) await kit.stages.run(new AbortController().signal);
    if (!kit.recorded) throw new RangeError(`${algorithm.name} takes no step: there is nothing to time.`);
    tell(2);
    const { recorded } = kit;
    const { sequences } = recorded;
    const timed = await recorded.time((plan) => timePlan(gpu, plan));
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
    kit.free();
    for (const { buffer } of freed) buffer.destroy();
  }
}

/** A step that was taken once, and how to time it. */
interface RecordedUpdate {
  readonly sequences: readonly Sequence[];
  time<Result>(work: (plan: Plan) => Promise<Result>): Promise<Result>;
}

/** A run's kit whose answers and scores are made up, and whose updates go to a copy of the policy, a minibatch each. */
class MeasuredKit extends RunKit {
  /** The first update. */
  recorded: RecordedUpdate | null = null;
  readonly #taken: { free(): void }[] = [];

  constructor(
    models: Models,
    rewards: RewardModels,
    private readonly policy: Trainable,
    private readonly optimizer: Optimizer,
  ) {
    // Scores are made up: no reward model is asked.
    super(models, rewards, new Turns());
  }

  /**
   * A minibatch of the run's own size, or what of it is computed at once: real prompts, each answered with as many of its
   * own tokens as it has room.
   */
  override async sample(group = 1, again?: Again): Promise<Rollout> {
    const usual = Math.ceil(this.#together(this.settings.rolloutBatch) / group);
    const prompts = this.#some(again?.prompts ?? usual);
    const sequences = prompts.flatMap((text) => {
      const prompt = this.models.encodePrompt(text);
      return Array.from({ length: group }, () => ({ prompt, response: this.#answerTo(prompt) }));
    });
    const texts = sequences.map(() => '');
    return { prompts, group, sequences, texts, finished: sequences.map((_, row) => row % 3 > 0) };
  }

  /** As many as it may take at once, each of as many answers as are ranked. */
  override rankings() {
    const { rolloutBatch, answers } = this.settings;
    const train = this.#some(rolloutBatch).map((text) => {
      const answer = this.#answerTo(this.models.encodePrompt(text));
      return madeUpRanking(
        text,
        Array.from({ length: answers }, () => answer),
      );
    });
    return { train, heldOut: [] };
  }

  /** What of them is computed at once. */
  override ranked(answers: readonly RankedAnswer[], together = 1): Batch {
    const groups = Math.ceil(this.#together(answers.length) / together);
    return super.ranked(answers.slice(0, groups * together), together);
  }

  /** Of so many in an iteration, those of a minibatch, or what of it is computed at once. */
  #together(all: number): number {
    const { minibatches, microBatch } = this.settings;
    const whole = Math.ceil(all / minibatches);
    return microBatch > 0 ? Math.min(whole, microBatch) : whole;
  }

  #some(count: number): string[] {
    return Array.from({ length: count }, (_, i) => this.prompts[i % this.prompts.length]);
  }

  #answerTo(prompt: readonly number[]): number[] {
    const room = this.models.config.positions - prompt.length;
    return prompt.slice(0, Math.max(1, Math.min(this.settings.maxNewTokens, prompt.length, room)));
  }

  override reward({ sequences }: Batch): Promise<number[]> {
    return Promise.resolve(sequences.map((_, row) => (row % 2) - 0.5));
  }

  override async update<Metric extends string>(
    { sequences, together }: Batch,
    objective: Objective<Metric>,
    columns: Readonly<Record<string, Tensor>>,
    scalars: Numbers,
  ): Promise<Updated<Metric>> {
    const { settings } = this;
    const step = new PolicyStep(this.policy, this.optimizer, objective);
    this.#taken.push(step);
    const shape = shapeFor(sequences, settings.maxNewTokens);
    const batch = { sequences, together, columns, responseLength: settings.maxNewTokens };
    // Records and compiles the step, and sets what its replays read.
    const rows = [...sequences.keys()];
    const { result } = await step.submit(batch, rows, scalars, { ...settings, microBatch: 0 }, shape);
    const how = { recompute: settings.recompute, part: false };
    this.recorded ??= { sequences, time: (work) => step.usePlan(shape, how, work) };
    return { minibatches: [await result], rows: [rows.length] };
  }

  override free(): void {
    for (const step of this.#taken) step.free();
    super.free();
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
