/**
 * A small transformer trained from scratch on a device, on sequences of tokens: weights out of a seed, updates by cross-entropy,
 * continuations with the KV cache, what it says of given tokens. Works in passes of bounded size. Knows tokens; knows no bench.
 */
import { adapterName, type Gpu } from '../../gpu/device.ts';
import { InFlight, type Submitted } from '../../gpu/inFlight.ts';
import type { ModelConfig } from '../../model/config.ts';
import { DecodeMemory } from '../../model/decodeMemory.ts';
import { loadFamily } from '../../model/family.ts';
import { Generator } from '../../model/generator.ts';
import { ParameterLayout } from '../../model/layout.ts';
import { Optimizer } from '../../model/optimizer.ts';
import { Parameters } from '../../model/parameters.ts';
import { inPasses, PASS_ROWS } from '../../rl/training/rolloutPasses.ts';
import { inBatches } from '../../model/batches.ts';
import { configOf, initialWeights } from './newModel.ts';
import { checkSequences } from './rows.ts';
import { learningRateAt } from './schedule.ts';
import {
  NonFiniteLossError,
  type LearningOptions,
  type LearntSequence,
  type ReadTokens,
  type SequenceHooks,
  type SequenceModel,
  type SequenceModelFacts,
  type SequenceModelOptions,
  type SequenceWeights,
  type Update,
  type WritingOptions,
  type WrittenTokens,
} from './sequenceModel.ts';
import { SequenceReader } from './sequenceReader.ts';
import { SequenceStep, type StepTold } from './sequenceStep.ts';

/** What a pass that reads may hold. */
const READ_SEQUENCES = 64;
const READ_TOKENS = 8192;
/** The streams that benches' sequences are drawn from: no run draws from these. */
const STREAM = 0x7800_0000;

export class SequenceTrainer implements SequenceModel {
  readonly facts: SequenceModelFacts;
  readonly #optimizer: Optimizer;
  readonly #step: SequenceStep;
  readonly #reader: SequenceReader;
  #generator: Generator | null = null;

  private constructor(
    private readonly parameters: Parameters,
    private readonly config: ModelConfig,
  ) {
    const { gpu, layout } = parameters;
    this.#optimizer = new Optimizer(parameters);
    this.#step = new SequenceStep(parameters, this.#optimizer);
    this.#reader = new SequenceReader(parameters);
    const { software } = gpu.adapter;
    this.facts = {
      parameters: layout.parameters,
      positions: config.positions,
      adapter: adapterName(gpu.adapter),
      software,
    };
  }

  /** @throws RangeError for a shape that cannot be; GpuOutOfMemoryError */
  static async on(gpu: Gpu, options: SequenceModelOptions): Promise<SequenceTrainer> {
    const config = configOf(options);
    await loadFamily(config.family);
    const layout = new ParameterLayout(config);
    return gpu.allocate(() => {
      const parameters = new Parameters(gpu, layout, 'sequences');
      parameters.load(initialWeights(layout, options.seed));
      return new SequenceTrainer(parameters, config);
    });
  }

  async train(
    sequences: readonly LearntSequence[],
    options: LearningOptions,
    { signal, onProgress }: SequenceHooks = {},
  ): Promise<readonly Update[]> {
    checkSequences(sequences, this.config);
    const { batch } = options;
    if (!Number.isSafeInteger(batch) || batch < 1)
      throw new RangeError(`An update takes a whole number of sequences of at least 1, not ${batch}.`);
    const updates: Update[] = [];
    const total = Math.ceil(sequences.length / batch);
    const inFlight = new InFlight<Update>((update) => {
      updates.push(update);
      onProgress?.(updates.length, total);
    });
    try {
      for (let first = 0; first < sequences.length; first += batch) {
        signal?.throwIfAborted();
        await inFlight.add(await this.#submit(sequences.slice(first, first + batch), options));
      }
    } finally {
      await inFlight.drain();
    }
    signal?.throwIfAborted();
    return updates;
  }

  async write(
    prompts: readonly (readonly number[])[],
    { maxTokens, temperature = 0, seed = 0, samples = 1 }: WritingOptions,
    { signal, onProgress }: SequenceHooks = {},
  ): Promise<readonly WrittenTokens[]> {
    if (this.config.bothWays)
      throw new RangeError('A model that sees both ways fills in what is masked; it cannot write on.');
    if (prompts.length === 0) return [];
    const { gpu } = this.parameters;
    this.#generator ??= new Generator(
      this.parameters,
      PASS_ROWS,
      new DecodeMemory(gpu, this.config, PASS_ROWS, this.config.positions),
    );
    const generator = this.#generator;
    const sampling = {
      temperature: temperature > 0 ? temperature : 1,
      greedy: temperature <= 0,
      topK: 0,
      topP: 1,
      maxNewTokens: maxTokens,
      seed,
    };
    const made = await inPasses(
      prompts,
      samples,
      maxTokens,
      { signal, onProgress },
      (part, repeat, first, hooks) =>
        generator.generate(part, repeat, { ...sampling, stream: STREAM + first }, hooks),
    );
    signal?.throwIfAborted();
    return made.map(({ tokens, logp, finished }) => ({ tokens, logp, finished }));
  }

  async read(
    sequences: readonly LearntSequence[],
    { signal, onProgress }: SequenceHooks = {},
  ): Promise<readonly ReadTokens[]> {
    checkSequences(sequences, this.config);
    const results: ReadTokens[] = [];
    for (const pass of inBatches(sequences, ({ tokens }) => tokens.length, READ_SEQUENCES, READ_TOKENS)) {
      signal?.throwIfAborted();
      results.push(...(await this.#reader.read(pass)));
      onProgress?.(results.length, sequences.length);
    }
    return results;
  }

  weights(): Promise<SequenceWeights> {
    return this.parameters.read();
  }

  load(weights: SequenceWeights): Promise<void> {
    this.parameters.load(weights);
    this.#optimizer.reset();
    return Promise.resolve();
  }

  /** Frees what was recorded; memory that the device counts as its own goes with the device. */
  free(): Promise<void> {
    this.#step.free();
    this.#reader.free();
    for (const { parts } of [
      this.parameters,
      this.#optimizer.gradients,
      this.#optimizer.m,
      this.#optimizer.v,
    ])
      for (const { buffer } of parts) buffer.destroy();
    return Promise.resolve();
  }

  async #submit(sequences: readonly LearntSequence[], options: LearningOptions): Promise<Submitted<Update>> {
    const { microBatch = 0, weightDecay = 0, beta2 = 0.98, maxNorm = 1 } = options;
    const update = this.#optimizer.steps + 1;
    const learningRate = learningRateAt(update, options);
    const { result } = await this.#step.submit(sequences, {
      microBatch,
      learningRate,
      weightDecay,
      beta2,
      maxNorm,
    });
    const tokens = sequences.reduce((sum, sequence) => sum + sequence.tokens.length, 0);
    return { result: result.then((told) => updateOf(update, tokens, told)) };
  }
}

function updateOf(update: number, tokens: number, { logp, gradNorm, skipped }: StepTold): Update {
  const loss = -logp.reduce((sum, value) => sum + value, 0) / logp.length;
  if (skipped || !Number.isFinite(loss))
    throw new NonFiniteLossError(
      `Update ${update} gave numbers that are none, and changed nothing. What was learnt before it is kept. Lower the learning rate and begin again.`,
    );
  const sure = logp.reduce((sum, value) => sum + (value > -Math.LN2 ? 1 : 0), 0) / logp.length;
  return { update, loss, learnt: logp.length, tokens, sure, gradNorm };
}
