/**
 * The language models of one run on one device: policy (with value head), frozen reference, optimizer and samplers, and the
 * tokenizer between text and ids. Trained in full, they are copies of the weights; trained as adapters, one base that they
 * share, with the reward models too. Knows no algorithm and no preference.
 */
import { trainingTemperature, type TrainingSettings } from '../trainingSettings.ts';
import type { WeightChunk } from '../../files/folder/weightFiles.ts';
import type { Gpu } from '../../gpu/device.ts';
import { adamWUniforms } from '../../gpu/kernels/optimizer/adamw.ts';
import { globalNorm } from '../../gpu/kernels/optimizer/globalNorm.ts';
import { Recorder } from '../../gpu/plan.ts';
import { run, submit } from '../../gpu/queue.ts';
import { AdaptedWeights, type Trainable } from '../../model/adapted.ts';
import type { AdapterSettings } from '../../model/adapters.ts';
import { createBase, type BaseWeights } from '../../model/base.ts';
import { endTokens, readablePositions, type ModelConfig } from '../../model/config.ts';
import { DecodeMemory } from '../../model/decodeMemory.ts';
import { textAfter } from '../../model/tokenizing/exactText.ts';
import { Generator, type Generation, type GenerateHooks } from '../../model/generator.ts';
import { ParameterLayout } from '../../model/layout.ts';
import { LoadCheck } from '../../model/loadCheck.ts';
import { Optimizer } from '../../model/optimizer.ts';
import { Parameters } from '../../model/parameters.ts';
import { promptIds } from '../../model/prompts/promptIds.ts';
import type { ChatRecord } from '../../model/prompts/prompts.ts';
import type { Sequence } from '../../model/sequences.ts';
import type { ModelSource } from '../../model/source.ts';
import type { Tokenizer } from '../../model/tokenizing/tokenizer.ts';
import type { Answer } from '../../preferences/event.ts';
import { stream } from '../random.ts';
import { inPasses, PASS_ROWS, type RolloutHooks } from './rolloutPasses.ts';
import { Sampler } from './sampler.ts';
import { COMMON_FIELDS } from '../commonFields.ts';
import { defaultsOf } from '../fields.ts';

/** Rows of the generators that write answers for a person. */
const ANSWER_ROWS = 8;
/**
 * Norm of all weights beyond which something is broken: those of a billion weights are of order 1e3. Products of
 * two weights this large still fit f32 after a layer's sums and squares.
 */
const LARGEST_NORM = 1e6;

export type PolicyVersion = 'current' | 'base';

/** Where a draw's randomness comes from: no two purposes share a stream. */
export const SAMPLING_STREAMS = {
  answers: 0x1000_0000,
  rollout: 0x2000_0000,
  reference: 0x3000_0000,
  comparison: 0x4000_0000,
  simulation: 0x5000_0000,
  again: 0x6000_0000,
} as const;

/** An answer of which there is nothing yet. */
const UNWRITTEN: Generation = { tokens: [], logp: [], finished: false, complete: false };

/** What decides about memory, and is fixed while the models live. */
export type ModelOptions = Pick<
  TrainingSettings,
  'method' | 'loraRank' | 'loraAlpha' | 'loraTargets' | 'weightStorage' | 'contextLength' | 'seed'
>;

/** Tokens of prompt and answer together where the settings leave that to the model. */
const LONGEST_CONTEXT = 1024;

/** The most tokens of prompt and answer that a run makes room for. */
export function contextLength(config: ModelConfig, chosen: number): number {
  return Math.min(readablePositions(config), chosen > 0 ? chosen : LONGEST_CONTEXT);
}

/** Shape, text and, where they are in memory already, weights. */
export type ModelsSource = Pick<ModelSource, 'config' | 'tokenizer'> &
  Partial<Pick<ModelSource, 'tensors' | 'promptSuffix' | 'chats'>>;

export class Models {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** As it was loaded; the policy's and the reward models' weights too where they are adapters on it. */
  readonly reference: BaseWeights;
  readonly policy: Trainable;
  readonly optimizer: Optimizer;
  /** What the adapters are, where the run trains adapters. */
  readonly adapters: AdapterSettings | null;
  readonly #options: ModelOptions;
  readonly #promptSuffix: string;
  /** What a chat template made prompts of, by their texts. */
  readonly chats: ReadonlyMap<string, ChatRecord>;
  readonly #generators: Record<PolicyVersion, { rollout: Generator; answers: Generator }>;
  readonly #sampler: Sampler;
  /** Policy, m and v as they were at the last good iteration, for rollback without leaving the GPU. */
  readonly #lastGood: readonly [Parameters, Parameters, Parameters];
  #lastGoodSteps = 0;
  #soundness: ReturnType<typeof recordNorm> | null = null;

  /** With `source.tensors` the models are ready; without, they are zero until {@link load}. */
  constructor(
    readonly gpu: Gpu,
    source: ModelsSource,
    options: Partial<ModelOptions> = {},
  ) {
    const { config } = source;
    this.#options = { ...defaultsOf(COMMON_FIELDS), ...options };
    const { method, loraRank: rank, loraAlpha: alpha, loraTargets: targets, weightStorage } = this.#options;
    this.config = config;
    this.tokenizer = source.tokenizer;
    this.#promptSuffix = source.promptSuffix ?? '\n';
    this.chats = source.chats ?? new Map<string, ChatRecord>();
    this.adapters = method === 'lora' ? { rank, alpha, targets } : null;
    this.reference = createBase(gpu, config, weightStorage);
    const layout = new ParameterLayout(config, ['value'], this.adapters);
    const trained = new Parameters(gpu, layout, 'policy');
    const saved = (name: string) => new Parameters(gpu, layout, `lastGood/${name}`, 'rollback');
    this.policy = this.adapters ? new AdaptedWeights(this.reference, trained) : trained;
    this.optimizer = new Optimizer(trained);
    this.#lastGood = [saved('policy'), saved('m'), saved('v')];
    const memory = new DecodeMemory(
      gpu,
      config,
      PASS_ROWS,
      contextLength(config, this.#options.contextLength),
    );
    const generators = (weights: Trainable | BaseWeights) => ({
      rollout: new Generator(weights, PASS_ROWS, memory),
      answers: new Generator(weights, ANSWER_ROWS, memory),
    });
    this.#generators = { current: generators(this.policy), base: generators(this.reference) };
    this.#sampler = new Sampler(this.policy, PASS_ROWS, memory, this.#generators.current.rollout);
    if (source.tensors) {
      const check = new LoadCheck(this.reference.layout);
      for (const { name, shape } of this.reference.layout.entries) {
        const values = source.tensors.get(name);
        if (values) this.#take({ name, shape, start: 0, values }, check);
      }
      check.finish();
    }
    this.#startAdapters(this.#options.seed);
    this.keepGood();
  }

  /**
   * Writes a model's weights straight into GPU memory as they come.
   * @throws RangeError when one is missing or has another size; what the stream throws
   */
  async load(chunks: AsyncIterable<WeightChunk>): Promise<void> {
    const check = new LoadCheck(this.reference.layout);
    for await (const chunk of chunks) this.#take(chunk, check);
    check.finish();
    this.keepGood();
  }

  /** A policy trained in full starts as what the reference reads, rounded if that is. */
  #take({ name, start, values }: WeightChunk, check: LoadCheck): void {
    check.count(name, start, values.length);
    this.reference.write(name, start, values);
    if (!this.adapters) this.policy.parameters.write(name, start, this.reference.stored(name, values));
  }

  #startAdapters(seed: number): void {
    const draws = stream(seed, 'policy/adapters');
    if (this.policy instanceof AdaptedWeights) this.policy.start(() => draws.uniform());
  }

  /** The policy becomes the reference again; adapters are drawn from `seed`. */
  async resetPolicy(seed = this.#options.seed): Promise<void> {
    const { parameters } = this.policy;
    parameters.clear();
    this.#startAdapters(seed);
    this.optimizer.reset();
    if (!this.adapters) await this.reference.copyTo(parameters);
    this.keepGood();
  }

  /** Remembers policy and moments as good. */
  keepGood(): void {
    const [policy, m, v] = this.#lastGood;
    submit(
      this.gpu,
      [],
      [
        ...policy.copiesFrom(this.policy.parameters),
        ...m.copiesFrom(this.optimizer.m),
        ...v.copiesFrom(this.optimizer.v),
      ],
    );
    this.#lastGoodSteps = this.optimizer.steps;
  }

  /** Puts policy and moments back to what keepGood remembered. */
  rollBack(): void {
    const [policy, m, v] = this.#lastGood;
    submit(
      this.gpu,
      [],
      [
        ...this.policy.parameters.copiesFrom(policy),
        ...this.optimizer.m.copiesFrom(m),
        ...this.optimizer.v.copiesFrom(v),
      ],
    );
    this.optimizer.steps = this.#lastGoodSteps;
  }

  /** Whether every trained weight of the policy is one that can be computed with. Read back once an iteration. */
  async policyIsSound(): Promise<boolean> {
    this.#soundness ??= recordNorm(this.policy.parameters);
    const { plan, stats } = await this.#soundness;
    const [[norm, , broken]] = await run(this.gpu, [plan], [stats]);
    return broken === 0 && norm <= LARGEST_NORM;
  }

  /** Everything that training the policy changes, by the names that checkpoints use: weights or adapters, head, moments. */
  savedParameters(): ReadonlyMap<string, Parameters> {
    const { policy, optimizer } = this;
    return new Map([
      ['policy', policy.parameters],
      ['policy.m', optimizer.m],
      ['policy.v', optimizer.v],
    ]);
  }

  /** Weights of the policy's kind that start as the policy is now, for work that must not change it. */
  copyPolicy(label: string): Trainable {
    const { gpu, policy } = this;
    const parameters = new Parameters(gpu, policy.parameters.layout, label);
    parameters.copyFrom(policy.parameters);
    return this.adapters ? new AdaptedWeights(this.reference, parameters) : parameters;
  }

  /**
   * `group` responses per prompt from the full distribution, as training needs; see rolloutPasses.ts. Each prompt is read
   * once for all of its responses; row p·group + i answers prompt p.
   */
  async rollout(
    version: PolicyVersion,
    prompts: readonly (readonly number[])[],
    group: number,
    settings: Pick<TrainingSettings, 'temperature' | 'maxNewTokens' | 'seed'>,
    stream: number,
    hooks: RolloutHooks = {},
  ): Promise<Generation[]> {
    const { by } = hooks;
    const { rollout: own } = this.#generators[version];
    const generator = by && version === 'current' ? await this.#sampler.generator(by) : own;
    return inPasses(prompts, group, settings.maxNewTokens, hooks, (part, repeat, first, passHooks) => {
      const options = { ...this.#sampling(settings), topK: 0, topP: 1, stream: stream + first };
      return generator.generate(part, repeat, options, passHooks);
    });
  }

  /**
   * `count` (at most 8) answers to one prompt. At temperature 0 the greedy answer is one of them, at a place that
   * depends on `stream`; it would be the same every time, so the others are drawn at 1.
   */
  async answers(
    version: PolicyVersion,
    prompt: readonly number[],
    count: number,
    settings: TrainingSettings,
    stream: number,
    hooks: GenerateHooks = {},
  ): Promise<Generation[]> {
    const options = { ...this.#sampling(settings), topK: settings.topK, topP: settings.topP, stream };
    const generator = this.#generators[version].answers;
    if (settings.temperature > 0) return generator.generate([prompt], count, options, hooks);
    const place = Math.floor(stream / ANSWER_ROWS) % count;
    const together = (greedy: Generation, others: readonly Generation[]) =>
      others.toSpliced(place, 0, greedy);
    const unwritten = Array.from({ length: count - 1 }, () => UNWRITTEN);
    const [greedy] = await generator.generate(
      [prompt],
      1,
      { ...options, greedy: true },
      {
        ...hooks,
        onProgress: ([sofar]) => hooks.onProgress?.(together(sofar, unwritten)),
      },
    );
    if (count === 1 || hooks.signal?.aborted) return together(greedy, unwritten);
    const others = await generator.generate([prompt], count - 1, options, {
      ...hooks,
      onProgress: (sofar) => hooks.onProgress?.(together(greedy, sofar)),
    });
    return together(greedy, others);
  }

  #sampling(settings: Pick<TrainingSettings, 'temperature' | 'maxNewTokens' | 'seed'>) {
    const { maxNewTokens, seed } = settings;
    return { temperature: trainingTemperature(settings), maxNewTokens, seed };
  }

  /** A generation as the answer to `prompt` that a person sees. */
  toAnswer({ tokens, finished, complete }: Generation, iteration: number, prompt: string): Answer {
    const text = this.responseText(tokens);
    const exact = complete ? this.promptEnd(prompt) + this.exactAfter(prompt, tokens) : text;
    return { text, tokens, finished, iteration, ...(exact !== text && { exact }) };
  }

  /** Response text without the end token. */
  responseText(tokens: readonly number[]): string {
    return this.tokenizer.continuation(withoutEnd(tokens, this.config)).trim();
  }

  /** What a response adds to the prompt as the model read it; see textAfter. */
  exactAfter(prompt: string, tokens: readonly number[]): string {
    return textAfter(this.tokenizer, prompt + this.promptEnd(prompt), withoutEnd(tokens, this.config));
  }

  /** What the model reads behind a prompt. @param templated whether a template wrote it; as the source says */
  promptEnd(prompt: string, templated = this.chats.has(prompt)): string {
    return templated || prompt.endsWith(this.#promptSuffix) ? '' : this.#promptSuffix;
  }

  /**
   * Ids of a prompt as the model was trained to read it: after its start token, ended by the source's suffix; as it is
   * where a chat template wrote it. An empty one is the start token, or the end token, after which texts begin.
   * @param templated whether a template wrote it; as the source says when left out
   */
  encodePrompt(prompt: string, templated = this.chats.has(prompt)): number[] {
    const ids = promptIds(this.tokenizer, prompt + this.promptEnd(prompt, templated), templated);
    return ids.length > 0 ? ids : [this.config.eos];
  }
}

function withoutEnd(tokens: readonly number[], config: ModelConfig): readonly number[] {
  const last = tokens.at(-1);
  return last !== undefined && endTokens(config).includes(last) ? tokens.slice(0, -1) : tokens;
}

/** Prompt and response ids as a sequence; an empty response becomes the end token alone. */
export function toSequence(prompt: readonly number[], response: readonly number[], eos: number): Sequence {
  return { prompt, response: response.length > 0 ? response : [eos] };
}

/** Records the norm of all of a model's weights: four numbers tell of gigabytes. */
async function recordNorm({ gpu, label, parts }: Parameters) {
  const rec = new Recorder(gpu, `${label}/norm`);
  const stats = rec.own('stats', [4]);
  const step = adamWUniforms(gpu);
  step.set({ maxNorm: 0 });
  globalNorm(rec, { parts: parts.map((x) => ({ x, count: x.shape[0] })), step, stats });
  return { plan: await rec.finish(), stats };
}
