/**
 * A whole run: rankings come in, the reward model is fitted, PPO iterates. The state machine behind Play,
 * Pause and Step, used alike by the worker and by the headless command. Knows models, preferences and
 * settings; must not know a page, a worker or a file.
 */
import { nextJudgements } from './answerSets.ts';
import { baseUtilityAfter, baseUtilityOf } from './baseUtility.ts';
import { PpoIteration, type Rollout, type ScoredRollout } from './iteration.ts';
import { ownEvents } from './foreignAnswers.ts';
import { NoClassifierError, type Classifier } from './labelers/classifier.ts';
import { labelerFor } from './labelers/forSettings.ts';
import type { JudgeId } from './labelers/labeler.ts';
import { utilityStats } from './labelers/simulate.ts';
import type { MetricsRow } from './metrics.ts';
import { currentRow } from './oldMetrics.ts';
import { contextLength, SAMPLING_STREAMS, toSequence, type Models } from './models.ts';
import type { PreferenceEvent } from './preference.ts';
import { PromptRoom } from './promptRoom.ts';
import { activeRankings } from './preferenceLog.ts';
import { stream } from './random.ts';
import { RewardFit, type FitAgreement } from './rewardFit.ts';
import type { BaseUtility, RunObserver, RunState, SamplingSettings, Spread, Stage } from './runState.ts';
import type { Settings } from './settings.ts';
import { Turns } from './turns.ts';

/** Nothing to learn from yet. */
export class NoRankingError extends Error {
  override readonly name = 'NoRankingError';
}

/** Rankings a reward model needs before its first fit: one of them is held out. */
export const RANKINGS_TO_START = 4;

/** Reference samples that set the reward's zero and unit, and the base utilities. */
const REFERENCE_SAMPLES = 64;
/** Rollout responses shown to the page. */
const SHOWN_SAMPLES = 6;

export class RlhfRun {
  readonly turns = new Turns();
  readonly #fit: RewardFit;
  readonly #ppo: PpoIteration;
  readonly #room: PromptRoom;
  #settings: Settings;
  #events: readonly PreferenceEvent[] = [];
  #iteration = 0;
  #history: MetricsRow[] = [];
  #agreement: FitAgreement | null = null;
  #baseUtility: BaseUtility | null = null;
  #classifier: Classifier | null = null;
  #reference: { prompt: number[]; response: readonly number[]; text: string; prompts: string }[] | null =
    null;
  /** A change of settings leaves the reference as it is, also across a reload. */
  #sampledWith: SamplingSettings | null = null;
  /** What the finished stages of the current iteration left for the next one. */
  #rollout: Rollout | null = null;
  #scored: ScoredRollout | null = null;
  /** What the current iteration began with: changes wait for the next, or its stages would disagree. */
  #begun: Settings;
  #abort: AbortController | null = null;
  #fitPaused = false;

  constructor(
    readonly models: Models,
    private readonly given: readonly string[],
    settings: Settings,
    private readonly observer: RunObserver = {},
  ) {
    this.#settings = this.#begun = settings;
    this.#room = new PromptRoom(models);
    this.#fit = new RewardFit(models, this.turns);
    this.#ppo = new PpoIteration(models, this.turns, settings);
  }

  /**
   * The prompts that leave room for an answer.
   * @throws NoPromptFitsError
   */
  get prompts(): readonly string[] {
    return this.#room.needed(this.given, this.settings);
  }

  /** Those of other prompts that leave room for an answer. */
  fitting(prompts: readonly string[]): readonly string[] {
    return this.#room.fitting(prompts, this.settings);
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Last finished iteration. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Events in the preference log that the run knows of. */
  get judgements(): number {
    return this.#events.length;
  }

  get history(): readonly MetricsRow[] {
    return this.#history;
  }

  get agreement(): FitAgreement | null {
    return this.#agreement;
  }

  get baseUtility(): BaseUtility | null {
    return this.#baseUtility;
  }

  /** True once there are enough rankings to fit a reward model. */
  get canLearn(): boolean {
    return activeRankings(this.#events).length >= RANKINGS_TO_START;
  }

  /**
   * Takes changed settings from the next fit or iteration on.
   * @throws RangeError when the KL controller cannot work with them; nothing changes then
   */
  configure(settings: Settings): void {
    this.#ppo.kl.configure(settings);
    const before = this.#baseUtility;
    const utility = baseUtilityAfter(before, this.#reference, this.#settings, settings);
    this.#settings = settings;
    if (utility && utility !== before) this.#tellBaseUtility(utility);
  }

  setPreferences(events: readonly PreferenceEvent[]): void {
    const { config } = this.models;
    this.#events = ownEvents(this.models, events, contextLength(config, this.settings.contextLength));
  }

  /** The stage the next call of `stage` will run. */
  get nextStage(): Exclude<Stage, 'idle'> {
    if (this.#rollout && this.#fit.isUsable) return this.#scored ? 'update' : 'score';
    return this.needsFit ? 'fit' : 'sample';
  }

  /** True when the reward model is not fitted to exactly the standing training rankings. */
  get needsFit(): boolean {
    return !this.#fit.isCurrent(this.#events, this.settings);
  }

  /**
   * Runs the next stage, or a fit at any time between stages.
   * @returns the iteration's metrics when it was the last stage of one, else null.
   * @throws NoRankingError, RewardFitError or NonFiniteError; the run can go on after each, from a new sample.
   */
  async stage(stage = this.nextStage): Promise<MetricsRow | null> {
    const iteration = this.#iteration + 1;
    this.observer.stage?.(stage, iteration);
    try {
      switch (stage) {
        case 'fit':
          await this.fit();
          return null;
        case 'sample':
          this.#begun = this.settings;
          this.#rollout = await this.#ppo.sample(this.prompts, iteration, this.#begun);
          return null;
        case 'score':
          this.#scored = await this.#ppo.score(this.#rollout!, this.#begun);
          this.#showSamples(iteration, this.#scored);
          return null;
        default:
          return await this.#update(iteration, this.#scored!);
      }
    } catch (error) {
      if (stage !== 'fit') this.#rollout = this.#scored = null;
      throw error;
    } finally {
      this.observer.stage?.('idle', this.#iteration);
    }
  }

  /** Runs stages up to the end of the current iteration. */
  async iterate(shouldStop: () => boolean = () => false): Promise<MetricsRow | null> {
    for (;;) {
      const row = await this.stage();
      if (row || shouldStop()) return row;
    }
  }

  /**
   * Fits the reward model to the standing rankings.
   * @returns null when {@link pauseFit} left it before its end
   */
  async fit(): Promise<FitAgreement | null> {
    if (!this.canLearn) {
      throw new NoRankingError(
        `The reward model needs at least ${RANKINGS_TO_START} rankings and has ${activeRankings(this.#events).length}. Rank a few more prompts, or let a simulated labeler do it.`,
      );
    }
    const { signal } = (this.#abort = new AbortController());
    this.#fitPaused = false;
    const reference = await this.referenceSamples();
    const sequences = reference.map(({ prompt, response }) => [...prompt, ...response]);
    const agreement = await this.#fit.fit(this.#events, sequences, this.settings, {
      signal,
      shouldPause: () => this.#fitPaused,
      onProgress: (done, total) => this.observer.progress?.('fit', done, total),
      onAgreement: (agreement) => this.observer.agreement?.(agreement),
    });
    if (agreement) this.#agreement = agreement;
    return agreement;
  }

  /** Ends a running fit after its current minibatch; what it learned so far is kept. */
  cancelFit(): void {
    this.#abort?.abort();
  }

  /** Leaves a running fit after its current minibatch; the next stage goes on from there. */
  pauseFit(): void {
    this.#fitPaused = true;
  }

  /** Takes a classifier as the labeler of that name; it stays through resets. */
  async useClassifier(classifier: Classifier): Promise<void> {
    // A restored run knows what the base model was worth to the classifier it had then.
    const reference = this.#reference ?? (this.#baseUtility && (await this.referenceSamples()));
    const stats = reference && (await this.#classifierStats(classifier, reference));
    this.#classifier = classifier;
    if (stats) this.#tellBaseUtility({ ...this.#baseUtility!, classifier: stats });
  }

  /**
   * Lets a simulated labeler judge fresh answers to `count` prompts.
   * @throws NoClassifierError; TasteError or PatternError where the settings leave it nothing to look for, or it saw none
   */
  async simulate(
    labeler: JudgeId,
    count: number,
    onJudgement: (event: PreferenceEvent) => void,
    signal?: AbortSignal,
  ): Promise<number> {
    if (labeler !== 'classifier') labelerFor(labeler, this.settings);
    else if (!this.#classifier) throw new NoClassifierError();
    await this.referenceSamples();
    return nextJudgements(
      {
        models: this.models,
        turns: this.turns,
        prompts: this.prompts,
        settings: this.settings,
        iteration: this.#iteration,
        sd: this.#baseUtility![labeler]?.sd ?? NaN,
        classifier: this.#classifier,
        made: this.#events.length,
        signal,
        onProgress: (done) => this.observer.progress?.('simulate', done, count),
      },
      labeler,
      count,
      onJudgement,
    );
  }

  /** Samples of the frozen reference, made once per run from the seed. */
  async referenceSamples(): Promise<
    readonly { prompt: readonly number[]; response: readonly number[]; text: string }[]
  > {
    if (this.#reference) return this.#reference;
    const { seed, temperature, maxNewTokens } = this.#sampledWith ?? this.settings;
    this.#sampledWith = { seed, temperature, maxNewTokens };
    const prompts = this.#room.needed(this.given, { ...this.settings, maxNewTokens });
    const order = stream(seed, 'reference').permutation(prompts.length);
    const chosen = Array.from({ length: REFERENCE_SAMPLES }, (_, i) => prompts[order[i % order.length]]);
    const ids = chosen.map((prompt) => this.models.encodePrompt(prompt));
    const generations = await this.turns.take('training', () =>
      this.models.rollout('base', ids, { seed, temperature, maxNewTokens }, SAMPLING_STREAMS.reference),
    );
    const reference = generations.map(({ tokens }, row) => ({
      prompt: ids[row],
      response: toSequence(ids[row], tokens, this.models.config.eos).response,
      text: this.models.responseText(tokens),
      prompts: chosen[row],
    }));
    const classifier = this.#classifier && (await this.#classifierStats(this.#classifier, reference));
    this.#reference = reference;
    this.#tellBaseUtility(baseUtilityOf(this.settings, reference, classifier ?? undefined));
    return reference;
  }

  /** Back to the base model with new settings; the log stays. */
  reset(settings: Settings): Promise<void> {
    this.#ppo.restart(settings);
    this.#settings = settings;
    this.models.reward.fitted = false;
    this.#fit.state = { trainedOn: [], fits: 0, unfinished: null };
    this.#iteration = 0;
    this.#history = [];
    this.#agreement = null;
    this.#reference = this.#sampledWith = null;
    this.#baseUtility = null;
    this.#rollout = this.#scored = null;
    return this.models.resetPolicy(settings.seed);
  }

  /** Everything but tensors, for a checkpoint. */
  get state(): RunState {
    const { mean, std, fitted, optimizer } = this.models.reward;
    return {
      iteration: this.#iteration,
      settings: this.settings,
      history: this.#history,
      kl: this.#ppo.kl.state,
      fit: this.#fit.state,
      reward: { mean, std, fitted },
      policySteps: this.models.optimizer.steps,
      rewardSteps: optimizer.steps,
      agreement: this.#agreement,
      baseUtility: this.#baseUtility,
      reference: this.#sampledWith,
    };
  }

  /** Takes a checkpoint's state; the caller has restored the tensors. An iteration begun is sampled anew. */
  set state(state: RunState) {
    this.#settings = state.settings;
    this.#iteration = state.iteration;
    this.#history = state.history.map(currentRow);
    this.#ppo.restart(state.settings, state.kl);
    this.#fit.state = state.fit;
    Object.assign(this.models.reward, state.reward);
    this.models.optimizer.steps = state.policySteps;
    this.models.reward.optimizer.steps = state.rewardSteps;
    this.models.keepGood();
    this.#agreement = state.agreement;
    this.#baseUtility = state.baseUtility;
    this.#reference = null;
    this.#sampledWith = state.reference ?? null;
    this.#rollout = this.#scored = null;
  }

  async #update(iteration: number, rollout: ScoredRollout): Promise<MetricsRow> {
    const trained = await this.#ppo.update(
      rollout,
      iteration,
      this.#begun,
      (done, total) => this.observer.progress?.('update', done, total),
      this.#history.at(-1)?.values.episode,
    );
    const row = await this.#withClassifier(trained, rollout.texts);
    this.#iteration = iteration;
    this.#history.push(row);
    this.#rollout = this.#scored = null;
    this.observer.metrics?.(row);
    return row;
  }

  /** The row with the classifier's utility, if there is a classifier that answers: training does not hang on it. */
  async #withClassifier(row: MetricsRow, texts: readonly string[]): Promise<MetricsRow> {
    const utilities = await this.#classifier?.utilities(texts).catch(() => null);
    if (!utilities) return row;
    return { ...row, values: { ...row.values, 'utility/classifier': utilityStats(utilities).mean } };
  }

  async #classifierStats(
    classifier: Classifier,
    reference: readonly { readonly text: string }[],
  ): Promise<Spread> {
    return utilityStats(await classifier.utilities(reference.map(({ text }) => text)));
  }

  #tellBaseUtility(utility: BaseUtility): void {
    this.#baseUtility = utility;
    this.observer.baseUtility?.(utility);
  }

  #showSamples(iteration: number, { prompts, texts, scores, stats }: ScoredRollout): void {
    const samples = texts.slice(0, SHOWN_SAMPLES).map((text, row) => ({
      prompt: prompts[row],
      text,
      score: scores[row],
      kl: stats.sequences[row].kl,
    }));
    this.observer.samples?.(iteration, samples);
  }
}
