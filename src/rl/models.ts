/**
 * The models of one run on one device: policy (with value head), frozen reference, reward model, their
 * optimizers and samplers, and the tokenizer between text and ids. Knows no algorithm and no preference.
 */
import type { Gpu } from '../gpu/device.ts';
import { readF32, submit } from '../gpu/queue.ts';
import type { ModelConfig } from '../model/config.ts';
import { Generator, type Generation, type GenerateHooks } from '../model/generator.ts';
import { ParameterLayout } from '../model/layout.ts';
import { Optimizer } from '../model/optimizer.ts';
import { Parameters } from '../model/parameters.ts';
import type { Sequence } from '../model/sequences.ts';
import type { ModelSource } from '../model/source.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { Answer } from './preference.ts';
import { RewardModel } from './rewardModel.ts';
import type { Settings } from './settings.ts';

/** Rows the rollout generators decode at once; larger rollouts go in several passes. */
const GENERATOR_ROWS = 32;
/** Rows of the generators that write answers for a person. */
const ANSWER_ROWS = 8;
/** Weights are of order 1; products of two this large still fit f32 after a layer's sums and squares. */
const LARGEST_WEIGHT = 1e6;

export type PolicyVersion = 'current' | 'base';

/** Where a draw's randomness comes from: no two purposes share a stream. */
export const SAMPLING_STREAMS = {
  answers: 0x1000_0000,
  rollout: 0x2000_0000,
  reference: 0x3000_0000,
  comparison: 0x4000_0000,
  simulation: 0x5000_0000,
} as const;

export class Models {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly policy: Parameters;
  readonly reference: Parameters;
  readonly optimizer: Optimizer;
  readonly reward: RewardModel;
  readonly #promptSuffix: string;
  readonly #generators: Record<PolicyVersion, { rollout: Generator; answers: Generator }>;
  /** Policy, m and v as they were at the last good iteration, for rollback without leaving the GPU. */
  readonly #lastGood: readonly [Parameters, Parameters, Parameters];
  #lastGoodSteps = 0;

  constructor(
    readonly gpu: Gpu,
    source: Pick<ModelSource, 'config' | 'tensors' | 'tokenizer'> &
      Partial<Pick<ModelSource, 'promptSuffix'>>,
  ) {
    this.config = source.config;
    this.tokenizer = source.tokenizer;
    this.#promptSuffix = source.promptSuffix ?? '\n';
    const layout = new ParameterLayout(source.config, ['value']);
    const create = (label: string) => new Parameters(gpu, layout, label);
    this.reference = create('reference');
    this.reference.load(source.tensors);
    this.policy = create('policy');
    this.policy.copyFrom(this.reference);
    this.optimizer = new Optimizer(this.policy);
    this.reward = new RewardModel(this.reference);
    this.#lastGood = [create('lastGood/policy'), create('lastGood/m'), create('lastGood/v')];
    const generators = (parameters: Parameters) => ({
      rollout: new Generator(parameters, GENERATOR_ROWS),
      answers: new Generator(parameters, ANSWER_ROWS),
    });
    this.#generators = { current: generators(this.policy), base: generators(this.reference) };
    this.keepGood();
  }

  /** The policy becomes the reference again. */
  resetPolicy(): void {
    this.policy.copyFrom(this.reference);
    this.optimizer.reset();
    this.keepGood();
  }

  /** Remembers policy and moments as good. */
  keepGood(): void {
    const [policy, m, v] = this.#lastGood;
    submit(
      this.gpu,
      [],
      [
        ...policy.copiesFrom(this.policy),
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
        ...this.policy.copiesFrom(policy),
        ...this.optimizer.m.copiesFrom(m),
        ...this.optimizer.v.copiesFrom(v),
      ],
    );
    this.optimizer.steps = this.#lastGoodSteps;
  }

  /** Whether every weight of the policy is one that can be computed with. Read back once an iteration. */
  async policyIsSound(): Promise<boolean> {
    for (const part of this.policy.parts) {
      const weights = await readF32(this.gpu, part);
      if (!weights.every((weight) => Math.abs(weight) <= LARGEST_WEIGHT)) return false;
    }
    return true;
  }

  /** One response per prompt from the full distribution, as PPO needs. */
  async rollout(
    version: PolicyVersion,
    prompts: readonly (readonly number[])[],
    settings: Pick<Settings, 'temperature' | 'maxNewTokens' | 'seed'>,
    stream: number,
    signal?: AbortSignal,
  ): Promise<Generation[]> {
    const generations: Generation[] = [];
    for (let first = 0; first < prompts.length; first += GENERATOR_ROWS) {
      const chunk = prompts.slice(first, first + GENERATOR_ROWS);
      const options = { ...this.#sampling(settings), topK: 0, topP: 1, stream: stream + first };
      generations.push(...(await this.#generators[version].rollout.generate(chunk, 1, options, { signal })));
    }
    return generations;
  }

  /** `count` (at most 8) answers to one prompt. */
  answers(
    version: PolicyVersion,
    prompt: readonly number[],
    count: number,
    settings: Settings,
    stream: number,
    hooks: GenerateHooks = {},
  ): Promise<Generation[]> {
    const options = { ...this.#sampling(settings), topK: settings.topK, topP: settings.topP, stream };
    return this.#generators[version].answers.generate([prompt], count, options, hooks);
  }

  #sampling({ temperature, maxNewTokens, seed }: Pick<Settings, 'temperature' | 'maxNewTokens' | 'seed'>) {
    return { temperature, maxNewTokens, seed };
  }

  /** A generation as the answer a person sees. */
  toAnswer({ tokens, finished }: Generation, iteration: number): Answer {
    return { text: this.responseText(tokens), tokens, finished, iteration };
  }

  /** Response text without the end token. */
  responseText(tokens: readonly number[]): string {
    const ids = tokens.at(-1) === this.config.eos ? tokens.slice(0, -1) : tokens;
    return this.tokenizer.decode(ids).trim();
  }

  /**
   * Ids of a prompt as the model was trained to read it: after its start token, ended by the source's suffix. An
   * empty one is the end token, after which texts begin.
   */
  encodePrompt(prompt: string): number[] {
    const suffix = this.#promptSuffix;
    const text = prompt.endsWith(suffix) ? prompt : prompt + suffix;
    const ids = [...this.tokenizer.startIds, ...this.tokenizer.encode(text)];
    return ids.length > 0 ? ids : [this.config.eos];
  }
}

/** Prompt and response ids as a sequence; an empty response becomes the end token alone. */
export function toSequence(prompt: readonly number[], response: readonly number[], eos: number): Sequence {
  return { prompt, response: response.length > 0 ? response : [eos] };
}
