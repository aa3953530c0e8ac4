/**
 * A whole run: rankings come in, the reward model is fitted, PPO iterates. The state machine behind Play,
 * Pause and Step, used alike by the worker and by the headless command. Knows models, preferences and
 * settings; must not know a page, a worker or a file.
 */
import type { Generation } from '../../model/generator.ts';
import { nextJudgements } from '../training/answerSets.ts';
import { PpoIteration, type Rollout, type ScoredRollout } from '../algorithms/iteration.ts';
import { ownEvents } from '../training/foreignAnswers.ts';
import { NoClassifierError, type Classifier } from '../../tastes/classifier.ts';
import { BaseMeasure } from '../training/baseMeasure.ts';
import { labelerFor } from '../labelersFor.ts';
import type { JudgeId } from '../../tastes/labeler.ts';
import type { MetricsRow } from '../metrics.ts';
import { currentRow } from './oldMetrics.ts';
import { contextLength, type Models } from '../training/models.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { PromptRoom } from '../training/promptRoom.ts';
import { activeRankings } from '../../preferences/log.ts';
import { ReferenceSamples, type ReferenceSample } from '../training/referenceSamples.ts';
import { RewardFit, type FitAgreement } from '../rewards/rewardFit.ts';
import type { BaseUtility, RunObserver, RunState, Stage } from './runState.ts';
import type { Settings } from '../settings.ts';
import { shownSamples } from './shownSamples.ts';
import { Turns } from '../training/turns.ts';

/** Nothing to learn from yet. */
export class NoRankingError extends Error {
  override readonly name = 'NoRankingError';
}

/** Rankings a reward model needs before its first fit: one of them is held out. */
export const RANKINGS_TO_START = 4;

/** Stages, and parts of one, that can be stopped on the way. */
const STOPPABLE = new Set(['sample', 'score', 'update', 'evaluate']);

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
  readonly #reference: ReferenceSamples;
  readonly #base: BaseMeasure;
  /** Responses of the sample stage under way, also of one that was stopped, with what they were made with. */
  #sampling: { readonly key: string; readonly kept: Generation[] } | null = null;
  /** What the finished stages of the current iteration left for the next one. */
  #rollout: Rollout | null = null;
  #scored: ScoredRollout | null = null;
  /** What the current iteration began with: changes wait for the next, or its stages would disagree. */
  #begun: Settings;
  #abort: AbortController | null = null;
  /** Stops the stage under way. */
  #stop = new AbortController();
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
    return this.#base.utility;
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
    this.#base.configure(this.#settings, settings);
    this.#settings = settings;
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
   * @throws NoRankingError, RewardFitError or NonFiniteError; the run can go on after each, from a new sample. AbortError
   * after {@link cancel}: the next call does the same stage, and what was done of it is not done again.
   */
  async stage(stage = this.nextStage): Promise<MetricsRow | null> {
    const iteration = this.#iteration + 1;
    const { signal } = (this.#stop = new AbortController());
    this.observer.stage?.(stage, iteration);
    try {
      switch (stage) {
        case 'fit':
          await this.fit();
          return null;
        case 'sample':
          this.#begun = this.settings;
          this.#rollout = await this.#ppo.sample(this.prompts, iteration, this.#begun, {
            signal,
            kept: this.#keptOf(iteration),
            onProgress: this.#telling('sample'),
          });
          this.#sampling = null;
          return null;
        case 'score':
          this.#scored = await this.#ppo.score(this.#rollout!, this.#begun, {
            signal,
            onProgress: this.#telling('score'),
          });
          this.observer.samples?.(iteration, shownSamples(this.#scored));
          return null;
        default:
          return await this.#update(iteration, this.#scored!, signal);
      }
    } catch (error) {
      if (stage !== 'fit' && !signal.aborted) this.#rollout = this.#scored = null;
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
    if (STOPPABLE.has(task))
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
    if (labeler !== 'classifier') labelerFor(labeler, this.settings);
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
        iteration: this.#iteration,
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
    this.#ppo.restart(settings);
    this.#settings = settings;
    this.models.reward.fitted = false;
    this.#fit.state = { trainedOn: [], fits: 0, unfinished: null };
    this.#iteration = 0;
    this.#history = [];
    this.#agreement = null;
    this.#reference.restart(null);
    this.#base.utility = null;
    this.#rollout = this.#scored = this.#sampling = null;
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
      baseUtility: this.#base.utility,
      reference: this.#reference.drawnWith,
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
    this.#base.utility = state.baseUtility;
    this.#reference.restart(state.reference ?? null);
    this.#rollout = this.#scored = this.#sampling = null;
  }

  /** What was sampled already of this iteration, with the very settings. */
  #keptOf(iteration: number): Generation[] {
    const key = JSON.stringify([iteration, this.#begun]);
    if (this.#sampling?.key !== key) this.#sampling = { key, kept: [] };
    return this.#sampling.kept;
  }

  #telling(task: string): (done: number, total: number) => void {
    return (done, total) => this.observer.progress?.(task, done, total);
  }

  async #update(iteration: number, rollout: ScoredRollout, signal: AbortSignal): Promise<MetricsRow> {
    const trained = await this.#ppo.update(
      rollout,
      iteration,
      this.#begun,
      this.#telling('update'),
      this.#history.at(-1)?.values.episode,
      signal,
    );
    const classified = await this.#base.classified(rollout.texts);
    const row =
      classified === null
        ? trained
        : { ...trained, values: { ...trained.values, 'utility/classifier': classified } };
    this.#iteration = iteration;
    this.#history.push(row);
    this.#rollout = this.#scored = null;
    this.observer.metrics?.(row);
    return row;
  }
}
