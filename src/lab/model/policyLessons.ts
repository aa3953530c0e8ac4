/**
 * A policy that learns from answers that were given already and from what became of them, without a reward model between: iterations
 * of the run's own method, with logged answers in place of sampled ones and what they count in place of scores. The method reads
 * them under the policy as it is now, as if that had written them; what keeps it near the model as it was loaded is the method's own.
 * Knows tokens and a method by its type; knows no event and no page.
 */
import type { WeightChunk } from '../../files/folder/weightFiles.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { Trainable } from '../../model/adapted.ts';
import type { BaseWeights } from '../../model/base.ts';
import { loadAlgorithm } from '../../rl/algorithms/index.ts';
import { defaultSettings, type Settings } from '../../rl/algorithms/settings.ts';
import { RunKit } from '../../rl/runs/kit.ts';
import { ownAnswer } from '../../rl/training/foreignAnswers.ts';
import { contextLength, Models, toSequence } from '../../rl/training/models.ts';
import type { Reading } from '../../rl/training/read.ts';
import { mean, type Rollout } from '../../rl/training/rollout.ts';
import { Turns } from '../../rl/training/turns.ts';
import type { CallHooks, JudgedAnswer, Learnt, LessonOptions } from './languageModel.ts';
import type { LabModelSource } from './labModel.ts';

/** Iterations over what was given in one lesson: answers that it did not write itself drive it far in few. */
const ITERATIONS = 2;

/** Answers whose gradients are taken at once: a lesson may have a thousand, whose activations no device need hold together. */
const MICRO_BATCH = 64;

/** Gives a method the answers that there are, and what they count. */
class LoggedKit extends RunKit {
  override sample(): Promise<Rollout> {
    if (!this.rollout) throw new Error('There is nothing to learn from.');
    return Promise.resolve(this.rollout);
  }
}

export class PolicyLessons {
  readonly #models: Models;
  readonly #source: LabModelSource;
  readonly #turns = new Turns();
  #iteration = 0;
  #kept: unknown = null;

  private constructor(gpu: Gpu, base: BaseWeights, source: LabModelSource) {
    this.#source = source;
    const { tokenizer, promptEnd: promptSuffix } = source;
    const { config } = base.layout;
    this.#models = new Models(gpu, { config, tokenizer, promptSuffix }, this.#settings(0, 1, 1));
  }

  /** A policy that is as the base is. @throws GpuOutOfMemoryError */
  static async on(gpu: Gpu, base: BaseWeights, source: LabModelSource): Promise<PolicyLessons> {
    const lessons = await gpu.allocate(() => new PolicyLessons(gpu, base, source));
    await lessons.#models.load(chunksOf(base));
    return lessons;
  }

  /** What has been learnt so far. */
  get policy(): Trainable {
    return this.#models.policy;
  }

  /**
   * Learns from some answers; stopped or failed, it is as after the last iteration that ended.
   * @throws RangeError where all count the same, or none can be read; NonFiniteError; the signal's reason
   */
  async teach(
    answers: readonly JudgedAnswer[],
    seed: number,
    { signal = new AbortController().signal, onProgress }: CallHooks = {},
    how: LessonOptions = {},
  ): Promise<Learnt> {
    const { passes = ITERATIONS } = how;
    const { rollout, values } = this.#read(answers);
    const scores = standardised(values);
    const longest = Math.max(...rollout.sequences.map(({ response }) => response.length));
    const settings = this.#settings(seed, scores.length, longest, how);
    const algorithm = await loadAlgorithm(settings.algorithm);
    const kit = new LoggedKit(
      this.#models,
      { memberScores: () => Promise.resolve([[...scores]]) },
      this.#turns,
    );
    try {
      for (let pass = 0; pass < passes; pass++) {
        await kit.begin(algorithm, {
          iteration: this.#iteration + 1,
          settings,
          episodes: 0,
          kept: algorithm.start(settings, this.#kept),
          prompts: rollout.prompts,
          events: [],
        });
        kit.rollout = rollout;
        while ((await kit.stages.run(signal)) === null);
        this.#kept = kit.kept;
        this.#iteration += 1;
        onProgress?.(pass + 1, passes);
      }
      const changes = await changesOf(kit, rollout);
      const of = (liked: boolean) => mean(changes.filter((_, row) => values[row] >= 0.5 === liked));
      const left = answers.length - scores.length;
      return {
        answers: scores.length,
        left,
        iteration: this.#iteration,
        liked: of(true),
        others: of(false),
      };
    } finally {
      kit.free();
    }
  }

  /** Answers in the model's own tokens; those that it cannot read, or that are too long, are left out. */
  #read(answers: readonly JudgedAnswer[]): { rollout: Rollout; values: readonly number[] } {
    const models = this.#models;
    const { config } = models;
    const room = contextLength(config, 0);
    const read = answers.flatMap(({ prompt, templated, answer, value }) => {
      const given = { text: answer.trim(), tokens: [], finished: true, iteration: 0 };
      const ids = models.encodePrompt(prompt, templated);
      const { tokens } = ownAnswer(models, prompt, given);
      if (given.text === '' || ids.length + tokens.length > room) return [];
      return [{ prompt, text: given.text, value, sequence: toSequence(ids, tokens, config.eos) }];
    });
    if (read.length === 0) throw new RangeError('None of the answers can be read by this model.');
    const rollout = {
      prompts: read.map(({ prompt }) => prompt),
      group: 1,
      sequences: read.map(({ sequence }) => sequence),
      texts: read.map(({ text }) => text),
      finished: read.map(() => true),
    };
    return { rollout, values: read.map(({ value }) => value) };
  }

  #settings(
    seed: number,
    answers: number,
    longest: number,
    { learningRate, klCoefficient, valueCoefficient, scoreClip }: LessonOptions = {},
  ): Settings {
    const usual = defaultSettings(this.#source.promptEnd === '');
    return {
      ...usual,
      ...(learningRate !== undefined && { learningRate }),
      ...(valueCoefficient !== undefined && { valueCoefficient }),
      ...(scoreClip !== undefined && { scoreClip }),
      // A penalty that somebody chose is kept, and not steered.
      ...(klCoefficient !== undefined && { klCoefficient, adaptiveKl: false }),
      seed,
      rolloutBatch: answers,
      minibatches: Math.min(usual.minibatches, answers),
      microBatch: MICRO_BATCH,
      maxNewTokens: longest,
    };
  }
}

const READ = {
  now: { under: 'policy', what: 'logp' },
  loaded: { under: 'reference', what: 'logp' },
} as const satisfies Record<string, Reading>;

/** How much more probable each answer is than it was to the model as it was loaded: log π − log π_ref, nats. */
async function changesOf(kit: RunKit, rollout: Rollout): Promise<number[]> {
  const { columns, responseLength } = await kit.read(rollout, READ);
  const [now, loaded] = [await kit.numbers(columns.now), await kit.numbers(columns.loaded)];
  return rollout.sequences.map((_, row) => {
    let change = 0;
    for (let t = 0; t < responseLength; t++) {
      const cell = row * responseLength + t;
      change += now[cell] - loaded[cell];
    }
    return change;
  });
}

/** With mean 0 and spread 1, as a reward model's scores are. */
function standardised(values: readonly number[]): readonly number[] {
  const middle = mean(values);
  const spread = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  if (!(spread > 0))
    throw new RangeError(
      'All answers count the same: there is nothing to learn from them. Do more, or change what acts count.',
    );
  return values.map((value) => (value - middle) / spread);
}

/** A model's weights, one parameter after the other. */
async function* chunksOf(base: BaseWeights): AsyncGenerator<WeightChunk, void, undefined> {
  for (const { name, shape } of base.layout.entries)
    yield { name, shape, start: 0, values: await base.readTensor(name) };
}
