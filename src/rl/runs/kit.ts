/**
 * What a run gives its method: sampling, scoring, reading and updating on the run's models, in turns, watched and stopped
 * with the stage they are part of. What is recorded for a method's objects is kept over all iterations. Knows models and
 * turns; knows no method, no page and no storage.
 */
import { trainingTemperature } from '../trainingSettings.ts';
import type { Gpu } from '../../gpu/device.ts';
import { readF32 } from '../../gpu/queue.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import { shapeFor, tokensOf } from '../../model/sequences.ts';
import type { Generation } from '../../model/generator.ts';
import type {
  Again,
  Algorithm,
  Batch,
  Kit,
  Passes,
  RankedAnswer,
  ShownCredit,
  ShownPulls,
  Updated,
  Values,
} from '../training/algorithm.ts';
import { splitRankings } from '../../preferences/agreement.ts';
import type { PreferenceEvent, RankingEvent } from '../../preferences/event.ts';
import { combined, ensembleValues, ScoredAnswers, spreadsOf } from '../rewards/ensemble.ts';
import type { RewardModels } from '../rewards/rewardModels.ts';
import { lengthReward } from '../rewards/ruleReward.ts';
import { stream, type Stream } from '../random.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { Labeler } from '../../tastes/labeler.ts';
import { toSequence, type Models } from '../training/models.ts';
import { nonFinite } from '../training/nonFinite.ts';
import { PolicyStep, type Numbers, type Objective } from '../training/policyStep.ts';
import { updatePolicy } from '../training/policyUpdate.ts';
import { TokenReader, type Reading, type ReadingModel, type Tokens } from '../training/read.ts';
import { onGrid, type Rollout } from '../training/rollout.ts';
import type { Turns } from '../training/turns.ts';
import { drawOf } from './draws.ts';
import type { RunEvent } from './events.ts';
import type { Part, PartTime } from './partTime.ts';
import { samplesOf, type Shown } from './shown.ts';
import { Stages } from './stages.ts';
import { Teller } from './teller.ts';

/** What an iteration is begun with. */
export interface IterationStart {
  /** Counts from 1. */
  readonly iteration: number;
  readonly settings: Settings;
  /** Responses of the iterations before. */
  readonly episodes: number;
  readonly kept: unknown;
  /** The prompts that leave room for an answer. */
  readonly prompts: readonly string[];
  readonly events: readonly PreferenceEvent[];
}

export class RunKit implements Kit {
  readonly gpu: Gpu;
  readonly stages = new Stages();
  /** Told how long each part takes. The GPU is waited for after each part then, and only then. */
  onPart: ((time: PartTime) => void) | null = null;
  unwatched = false;
  /** The rollout that the iteration has sampled or shown last, if any. */
  rollout: Rollout | null = null;
  /** What it has been shown with, if it has been. */
  shown: Shown | null = null;
  #start: IterationStart | null = null;
  #kept: unknown = null;
  #told: Values = {};
  readonly #scored = new ScoredAnswers();
  /** Whose the memory is that is made for the method. */
  #owner = '';
  readonly #things = new Map<string, { free(): void }>();
  readonly #readers = new Map<object, TokenReader<string>>();
  readonly #steps = new Map<object, PolicyStep<string>>();
  readonly #columns = new Map<string, Tensor>();

  constructor(
    protected readonly models: Models,
    protected readonly rewards: Pick<RewardModels, 'memberScores'>,
    protected readonly turns: Turns,
    private readonly teller: Teller<RunEvent> = new Teller<RunEvent>(() => undefined),
  ) {
    this.gpu = models.gpu;
  }

  /** Takes up an iteration; what was left of another is forgotten. */
  async begin(algorithm: Algorithm, start: IterationStart): Promise<void> {
    this.#start = start;
    this.#owner = algorithm.name;
    this.#kept = start.kept;
    this.rollout = this.shown = null;
    this.#told = {};
    await this.stages.begin(algorithm.iterate(this, start.settings));
  }

  /** Frees all that was recorded and made for the method. */
  free(): void {
    for (const owner of [this.#things, this.#readers, this.#steps]) {
      for (const thing of owner.values()) thing.free();
      owner.clear();
    }
    for (const { buffer } of this.#columns.values()) buffer.destroy();
    this.#columns.clear();
  }

  /** How far the reward models agree on the answers that were shown, where there are several. */
  get told(): Values {
    return this.#told;
  }

  get iteration(): number {
    return this.#begun.iteration;
  }

  get episodes(): number {
    return this.#begun.episodes;
  }

  get settings(): Settings {
    return this.#begun.settings;
  }

  /** The prompts that leave room for an answer. */
  get prompts(): readonly string[] {
    return this.#begun.prompts;
  }

  get kept(): unknown {
    return this.#kept;
  }

  keep(state: unknown): void {
    this.#kept = state;
  }

  once<Thing extends { free(): void }>(name: string, make: () => Thing): Thing {
    if (!this.#things.has(name)) this.#things.set(name, make());
    return this.#things.get(name) as Thing;
  }

  async sample(group = 1, again?: Again): Promise<Rollout> {
    const { prompts, settings, iteration } = this.#begun;
    const drawn = drawOf(iteration, prompts, settings, group, again);
    const ids = drawn.prompts.map((prompt) => this.models.encodePrompt(prompt));
    // Passes that are done stay, however often the rest is stopped.
    const kept: Generation[] = [];
    const timed = this.#timer();
    const generations = await this.stages.attempt(async (signal) => {
      const hooks = { signal, kept, onProgress: this.#tell, by: settings.samplerWeights };
      const made = await this.#turn(() =>
        this.models.rollout('current', ids, group, settings, drawn.stream, hooks),
      );
      signal.throwIfAborted();
      return made;
    });
    this.rollout = {
      prompts: drawn.prompts,
      group,
      texts: generations.map(({ tokens }) => this.models.responseText(tokens)),
      sequences: generations.map(({ tokens }, row) =>
        toSequence(ids[Math.floor(row / group)], tokens, this.models.config.eos),
      ),
      finished: generations.map(({ finished }) => finished),
      ...(settings.samplerWeights !== 'same' && { sampled: generations.map(({ logp }) => logp) }),
    };
    await timed?.('sample', this.rollout);
    return this.rollout;
  }

  async reward(batch: Batch): Promise<number[]> {
    const { sequences } = batch;
    if (this.settings.rewardSource === 'tokens') {
      return lengthReward(
        sequences.map(({ response }) => response),
        this.settings,
      );
    }
    const timed = this.#timer();
    // Reading them under the models, which comes beside it, takes about as long again.
    const total = 2 * sequences.length;
    const onProgress = (done: number) => this.#tell(done, total);
    const scores = await this.stages.attempt(async (signal) => {
      const made = await this.#turn(() => this.rewards.memberScores(sequences, { signal, onProgress }));
      signal.throwIfAborted();
      this.#scored.add(sequences, made);
      return [...combined(made, this.settings.rewardCaution)];
    });
    await timed?.('score', batch);
    if (!scores.every(Number.isFinite)) {
      throw nonFinite('The reward model gave a score that is not a finite number.');
    }
    return scores;
  }

  async read<Name extends string>(
    batch: Batch,
    wanted: Readonly<Record<Name, Reading>>,
  ): Promise<Tokens<Name>> {
    const { sequences } = batch;
    let reader = this.#readers.get(wanted);
    if (!reader) this.#readers.set(wanted, (reader = new TokenReader<string>(this.models, wanted)));
    const { settings } = this.#begun;
    const shape = shapeFor(sequences, this.#width(batch));
    const timed = this.#timer();
    const apart = timed && ((model: ReadingModel) => timed(model === 'policy' ? 'value' : model, batch));
    const tokens = await this.#turn(() =>
      reader.read(sequences, shape, trainingTemperature(settings), apart ?? undefined),
    );
    this.#tell(2 * sequences.length, 2 * sequences.length);
    return tokens;
  }

  numbers(column: Tensor): Promise<Float32Array> {
    return this.#turn(() => readF32(this.gpu, column));
  }

  column(name: string, batch: Batch, values: readonly (number | readonly number[])[]): Tensor {
    const width = this.#width(batch);
    const count = batch.sequences.length * width;
    const known = this.#columns.get(name);
    const tensor =
      known?.shape[0] === count
        ? known
        : this.gpu.createTensor(`column/${name}`, [count], 'f32', { owner: this.#owner });
    if (known && known !== tensor) known.buffer.destroy();
    this.#columns.set(name, tensor);
    this.gpu.write(tensor, onGrid(values, batch.sequences.length, width));
    return tensor;
  }

  async update<Metric extends string>(
    all: Batch,
    objective: Objective<Metric>,
    columns: Readonly<Record<string, Tensor>>,
    scalars: Numbers,
    passes: Passes,
  ): Promise<Updated<Metric>> {
    const { sequences, together } = all;
    let step = this.#steps.get(objective) as PolicyStep<Metric> | undefined;
    if (!step) {
      step = new PolicyStep(this.models.policy, this.models.optimizer, objective, this.#owner);
      this.#steps.set(objective, step);
    }
    const { settings } = this.#begun;
    const batch = { sequences, together, columns, responseLength: this.#width(all) };
    const timed = this.#timer();
    const updated = await this.stages.attempt((signal) =>
      updatePolicy(this.models, this.turns, {
        ...passes,
        step,
        batch,
        scalars,
        settings,
        order: this.random('minibatches'),
        signal,
        onProgress: this.#tell,
      }),
    );
    await timed?.('update', all);
    return updated;
  }

  async turn<Result>(work: () => Promise<Result>): Promise<Result> {
    const timed = this.#timer();
    const result = await this.#turn(work);
    await timed?.('reward', { sequences: [] });
    return result;
  }

  #turn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.turns.take('training', work);
  }

  /** Starts a clock, which tells the time since it was last asked; null where nobody wants to know. */
  #timer(): ((part: Part, batch: Batch) => Promise<void>) | null {
    const { onPart, gpu } = this;
    if (!onPart) return null;
    let [since, before] = [performance.now(), gpu.pipelines.size];
    return async (part, { sequences }) => {
      await gpu.waits.workDone();
      const [now, { size }] = [performance.now(), gpu.pipelines];
      // What others said in between is read as a prompt is.
      const lengths = sequences.map((sequence) => {
        const { length } = sequence.response;
        return [tokensOf(sequence).length - length, length] as const;
      });
      onPart({ part, milliseconds: now - since, compiled: size - before, lengths });
      [since, before] = [now, size];
    };
  }

  show(rollout: Rollout, scores: readonly number[], kl: readonly number[], credit?: ShownCredit): void {
    const members = this.#scored.of(rollout.sequences);
    this.#told = members ? ensembleValues(members) : {};
    this.rollout = rollout;
    this.shown = { scores, spreads: members && spreadsOf(members), credit: credit ?? null };
    const samples = samplesOf(rollout, this.shown, kl);
    this.teller.tell({ type: 'samples', iteration: this.iteration, samples });
  }

  showPulls(pulls: ShownPulls): void {
    if (this.shown) this.shown = { ...this.shown, pulls };
  }

  async labelers(): Promise<readonly Labeler[]> {
    const { settings } = this.#begun;
    // No answer that a person ranks waits for tastes.
    const { labelersFor } = await import('../labelersFor.ts');
    return labelersFor(settings);
  }

  ranked(answers: readonly RankedAnswer[], together = 1): Batch {
    const { eos } = this.models.config;
    const sequences = answers.map(({ ranking, answer }) =>
      toSequence(this.promptOf(ranking), ranking.answers[answer].tokens, eos),
    );
    return { sequences, together };
  }

  protected promptOf({ prompt, chat }: RankingEvent): readonly number[] {
    return this.models.encodePrompt(prompt, chat !== undefined);
  }

  rankings(): ReturnType<Kit['rankings']> {
    const { events, settings } = this.#begun;
    return splitRankings(events, settings.heldOutShare);
  }

  random(name: string): Stream {
    return stream(this.#begun.settings.seed, `${name}/${this.#begun.iteration}`);
  }

  /** Places a response has: as many as an answer may have, and whole times that for longer ones of other models. */
  #width({ sequences }: Batch): number {
    const { maxNewTokens } = this.#begun.settings;
    const longest = sequences.reduce((most, { response }) => Math.max(most, response.length), 1);
    return maxNewTokens * Math.ceil(longest / maxNewTokens);
  }

  get #begun(): IterationStart {
    if (!this.#start) throw new Error('No iteration is under way.');
    return this.#start;
  }

  /** The stage under way is the task. */
  readonly #tell = (done: number, total: number) => this.teller.progress(this.stages.next!, done, total);
}
