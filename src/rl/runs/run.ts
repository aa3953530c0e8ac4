/**
 * A whole run: rankings come in, the reward model is fitted, the method iterates. The state machine behind Play,
 * Pause and Step, used alike by the worker and by the headless command. Knows models, preferences and
 * settings, and a method's stages by the names that it gives; must not know a page, a worker or a file.
 */
import { nextJudgements } from '../training/answerSets.ts';
import type { Algorithm, Values } from '../training/algorithm.ts';
import { algorithmOf } from '../algorithms/index.ts';
import { ownEvents } from '../training/foreignAnswers.ts';
import { NoClassifierError, type Classifier } from '../../tastes/classifier.ts';
import { BaseMeasure } from '../training/baseMeasure.ts';
import type { JudgeId } from '../../tastes/labeler.ts';
import type { MetricsRow } from '../algorithms/metrics.ts';
import { currentRow } from './oldMetrics.ts';
import { contextLength, type Models } from '../training/models.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { PromptRoom } from '../training/promptRoom.ts';
import { activeRankings } from '../../preferences/log.ts';
import { ReferenceSamples, type ReferenceSample } from '../training/referenceSamples.ts';
import { RewardModels } from '../rewards/rewardModels.ts';
import { RewardFit, type FitAgreement } from '../rewards/rewardFit.ts';
import type { BaseUtility, RunObserver, RunState, Stage } from './runState.ts';
import type { Settings } from '../algorithms/settings.ts';
import { RunKit } from './kit.ts';
import { Iterations } from './iterations.ts';
import { Turns } from '../training/turns.ts';

/** Nothing to learn from yet. */
export class NoRankingError extends Error {
  override readonly name = 'NoRankingError';
}

/** Rankings a reward model needs before its first fit: one of them is held out. */
export const RANKINGS_TO_START = 4;

export class RlhfRun {
  readonly turns = new Turns();
  readonly rewards: RewardModels;
  readonly #fit: RewardFit;
  readonly #iterations: Iterations;
  readonly #room: PromptRoom;
  #settings: Settings;
  #events: readonly PreferenceEvent[] = [];
  #agreement: FitAgreement | null = null;
  readonly #reference: ReferenceSamples;
  readonly #base: BaseMeasure;
  #abort: AbortController | null = null;
  /** Stops the stage under way. */
  #stop = new AbortController();
  #fitPaused = false;

  constructor(
    readonly models: Models,
    private readonly given: readonly string[],
    settings: Settings,
    private readonly observer: RunObserver = {},
    /** How the policy is trained. */
    readonly algorithm: Algorithm = algorithmOf(settings.algorithm),
  ) {
    this.#settings = settings;
    this.#room = new PromptRoom(models);
    this.rewards = new RewardModels(models.reference, { adapters: models.adapters });
    this.#fit = new RewardFit(models, this.rewards, this.turns);
    const kit: RunKit = new RunKit(models, this.rewards, this.turns, {
      progress: (done, total) => observer.progress?.(kit.stages.next!, done, total),
      samples: (samples) => observer.samples?.(this.iteration + 1, samples),
    });
    this.#iterations = new Iterations(algorithm, kit, settings);
    const fitting = (maxNewTokens: number) =>
      this.#room.needed(this.given, { ...this.settings, maxNewTokens });
    this.#reference = new ReferenceSamples(models, this.turns, fitting, this.#telling('baseline'));
    this.#base = new BaseMeasure(this.#reference, (utility) => observer.baseUtility?.(utility));
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
    return this.#iterations.number;
  }

  /** Events in the preference log that the run knows of. */
  get judgements(): number {
    return this.#events.length;
  }

  get history(): readonly MetricsRow[] {
    return this.#iterations.history;
  }

  get agreement(): FitAgreement | null {
    return this.#agreement;
  }

  get baseUtility(): BaseUtility | null {
    return this.#base.utility;
  }

  /** True once there are enough rankings to fit a reward model. */
  get canLearn(): boolean {
    return activeRankings(this.#events).length >= RANKINGS_TO_START;
  }

  /**
   * Takes changed settings from the next fit or iteration on.
   * @throws RangeError when the method cannot work with them; nothing changes then
   */
  configure(settings: Settings): void {
    this.#iterations.configure(settings);
    this.#base.configure(this.#settings, settings);
    this.#settings = settings;
  }

  setPreferences(events: readonly PreferenceEvent[]): void {
    const { config } = this.models;
    this.#events = ownEvents(this.models, events, contextLength(config, this.settings.contextLength));
  }

  /** The stage the next call of `stage` will run. */
  get nextStage(): Stage {
    const { underWay, firstStage } = this.#iterations;
    const needsReward = this.algorithm.needs.reward === true;
    if (underWay && (!needsReward || this.#fit.isUsable)) return underWay;
    return needsReward && this.needsFit ? 'fit' : firstStage;
  }

  /** True when the reward model is not fitted to exactly the standing training rankings. */
  get needsFit(): boolean {
    return !this.#fit.isCurrent(this.#events, this.settings);
  }

  /**
   * Runs the next stage, or a fit at any time between stages.
   * @returns the iteration's metrics when it was the last stage of one, else null.
   * @throws NoRankingError, RewardFitError or NonFiniteError; the run can go on after each, from a new sample. AbortError
   * after {@link cancel}: the next call does the same stage, and what was done of it is not done again.
   */
  async stage(stage = this.nextStage): Promise<MetricsRow | null> {
    const { signal } = (this.#stop = new AbortController());
    this.observer.stage?.(stage, this.iteration + 1);
    try {
      if (stage === 'fit') {
        await this.fit();
        return null;
      }
      const values = await this.#iterations.stage(this.settings, this.prompts, this.#events, signal);
      return values && (await this.#finish(values));
    } finally {
      this.observer.stage?.('idle', this.iteration);
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
    this.#stop = new AbortController();
    this.#fitPaused = false;
    const reference = await this.referenceSamples();
    const sequences = reference.map(({ prompt, response }) => [...prompt, ...response]);
    const agreement = await this.#fit.fit(this.#events, sequences, this.settings, {
      signal,
      shouldPause: () => this.#fitPaused,
      stop: this.#stop.signal,
      onProgress: this.#telling('fit'),
      onEvaluate: this.#telling('evaluate'),
      onAgreement: (agreement) => this.observer.agreement?.(agreement),
    });
    if (agreement) this.#agreement = agreement;
    return agreement;
  }

  /** Ends a running fit after its current minibatch; what it learned so far is kept. */
  cancelFit(): void {
    this.#abort?.abort();
  }

  /** Stops what goes by this name in progress, as soon as it can be; see {@link stage}. */
  cancel(task: string): void {
    if (task === 'fit') this.cancelFit();
    if (task === 'baseline') this.#reference.cancel();
    if (task === 'evaluate' || this.#iterations.hasStage(task))
      this.#stop.abort(new DOMException(`The ${task} stage was stopped.`, 'AbortError'));
  }

  /** Leaves a running fit after its current minibatch; the next stage goes on from there. */
  pauseFit(): void {
    this.#fitPaused = true;
  }

  /** Takes a classifier as the labeler of that name; it stays through resets. */
  useClassifier(classifier: Classifier): Promise<void> {
    return this.#base.useClassifier(classifier, this.settings);
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
    if (labeler !== 'classifier') (await import('../labelersFor.ts')).labelerFor(labeler, this.settings);
    else if (!this.#base.classifier) throw new NoClassifierError();
    const giveUp = () => this.#reference.cancel();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      await this.referenceSamples();
    } catch (error) {
      if (signal?.aborted) return 0;
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
    return nextJudgements(
      {
        models: this.models,
        turns: this.turns,
        prompts: this.prompts,
        settings: this.settings,
        iteration: this.iteration,
        sd: this.#base.utility![labeler]?.sd ?? NaN,
        classifier: this.#base.classifier,
        made: this.#events.length,
        signal,
        onProgress: (done) => this.observer.progress?.('simulate', done, count),
      },
      labeler,
      count,
      onJudgement,
    );
  }

  /** Samples of the frozen reference, made once per run from the seed; see referenceSamples.ts. */
  referenceSamples(): Promise<readonly ReferenceSample[]> {
    return this.#base.samples(this.settings);
  }

  /** Back to the base model with new settings; the log stays. */
  reset(settings: Settings): Promise<void> {
    this.#iterations.restart(settings);
    this.#settings = settings;
    this.rewards.forget();
    this.#fit.state = { trainedOn: [], fits: 0, unfinished: null };
    this.#agreement = null;
    this.#reference.restart(null);
    this.#base.utility = null;
    return this.models.resetPolicy(settings.seed);
  }

  /** Everything but tensors, for a checkpoint. */
  get state(): RunState {
    return {
      iteration: this.iteration,
      settings: this.settings,
      history: this.history,
      kept: this.#iterations.kept,
      fit: this.#fit.state,
      rewards: this.rewards.state,
      policySteps: this.models.optimizer.steps,
      rewardSteps: this.rewards.steps,
      agreement: this.#agreement,
      baseUtility: this.#base.utility,
      reference: this.#reference.drawnWith,
    };
  }

  /** Takes a checkpoint's state; the caller has restored the tensors. An iteration begun is sampled anew. */
  set state(state: RunState) {
    this.#settings = state.settings;
    this.#iterations.restart(state.settings, state.kept);
    this.#iterations.number = state.iteration;
    this.#iterations.history = state.history.map(currentRow);
    this.#fit.state = state.fit;
    this.rewards.state = state.rewards;
    this.models.optimizer.steps = state.policySteps;
    this.rewards.steps = state.rewardSteps;
    this.models.keepGood();
    this.#agreement = state.agreement;
    this.#base.utility = state.baseUtility;
    this.#reference.restart(state.reference ?? null);
  }

  #telling(task: string): (done: number, total: number) => void {
    return (done, total) => this.observer.progress?.(task, done, total);
  }

  async #finish(values: Values): Promise<MetricsRow> {
    const { rollout } = this.#iterations;
    const classified = rollout && (await this.#base.classified(rollout.texts));
    const all = classified === null ? values : { ...values, 'utility/classifier': classified };
    const row = this.#iterations.finish(all, this.settings);
    this.observer.metrics?.(row);
    return row;
  }
}
