/**
 * A whole run: rankings come in, the reward model is fitted, the method iterates. The state machine behind Play,
 * Pause and Step, used alike by the worker and by the headless command; both hear of it by the same events. Knows models,
 * preferences and settings, and a method's stages by the names that it gives; must not know a page, a worker or a file.
 */
import type { Algorithm, Values } from '../training/algorithm.ts';
import { algorithmOf } from '../algorithms/index.ts';
import { rewardedAs } from '../declaration.ts';
import type { Classifier } from '../../tastes/classifier.ts';
import { BaseMeasure } from '../training/baseMeasure.ts';
import type { JudgeId } from '../../tastes/labeler.ts';
import type { MetricsRow } from '../algorithms/metrics.ts';
import { currentRow } from './oldMetrics.ts';
import { contextLength, type Models } from '../training/models.ts';
import { splitRankings, type Split } from '../../preferences/agreement.ts';
import { RANKINGS_TO_START, type PreferenceEvent } from '../../preferences/event.ts';
import { PromptRoom } from '../training/promptRoom.ts';
import { ReferenceSamples, type ReferenceSample } from '../training/referenceSamples.ts';
import { rewardOptions, RewardModels, type BroughtReward } from '../rewards/rewardModels.ts';
import type { FitAgreement } from '../rewards/rewardFit.ts';
import { NoRankingError, RewardLearning } from './rewardLearning.ts';
import type { BaseUtility } from '../training/baseUtility.ts';
import type { Listen, RunEvent, Stage } from './events.ts';
import { RunLog } from './runLog.ts';
import type { RunState } from './runState.ts';
import { changedSettings } from './settingChanges.ts';
import { Teller } from './teller.ts';
import type { Settings } from '../algorithms/settings.ts';
import { RunKit } from './kit.ts';
import { Iterations } from './iterations.ts';
import { Judges } from './judges.ts';
import { Turns } from '../training/turns.ts';

export { NoRankingError } from './rewardLearning.ts';

/** What a method without rankings to learn from says. */
const NOTHING_TO_LEARN_FROM = `There is not enough to learn from: the method needs at least ${RANKINGS_TO_START} rankings. Rank a few more prompts, or let a simulated labeler do it.`;

export class RlhfRun {
  readonly turns = new Turns();
  readonly rewards: RewardModels;
  readonly #learning: RewardLearning;
  readonly #iterations: Iterations;
  readonly kit: RunKit;
  readonly #room: PromptRoom;
  #settings: Settings;
  readonly #log: RunLog;
  readonly #teller: Teller<RunEvent>;
  readonly #reference: ReferenceSamples;
  readonly #base: BaseMeasure;
  readonly #judges: Judges;
  /** Stops the stage under way. */
  #stop = new AbortController();

  constructor(
    readonly models: Models,
    private readonly given: readonly string[],
    settings: Settings,
    tell: Listen = () => undefined,
    /** How the policy is trained. */
    readonly algorithm: Algorithm = rewardedAs(algorithmOf(settings.algorithm), settings),
  ) {
    this.#settings = settings;
    this.#room = new PromptRoom(models);
    this.#teller = new Teller<RunEvent>(tell);
    this.#log = new RunLog(models, () => contextLength(models.config, this.settings.contextLength));
    this.rewards = new RewardModels(models.reference, rewardOptions(models.adapters, settings, algorithm));
    this.#learning = new RewardLearning(models, this.rewards, this.turns, {
      events: () => this.#log.own,
      settings: () => this.#settings,
      referenceSamples: () => this.referenceSamples(),
      agreement: (agreement) =>
        this.#teller.tell({ type: 'agreement', iteration: this.iteration, ...agreement }),
      progress: (task) => this.#teller.of(task),
    });
    this.kit = new RunKit(models, this.rewards, this.turns, this.#teller);
    this.#iterations = new Iterations(algorithm, this.kit, settings);
    const fitting = (maxNewTokens: number) =>
      this.#room.needed(this.given, { ...this.settings, maxNewTokens });
    this.#reference = new ReferenceSamples(models, this.turns, fitting, this.#teller.of('baseline'));
    this.#base = new BaseMeasure(this.#reference, (baseUtility) =>
      tell({ type: 'baseUtility', baseUtility }),
    );
    const [log, teller, reference, base] = [this.#log, this.#teller, this.#reference, this.#base];
    this.#judges = new Judges({
      models,
      turns: this.turns,
      log,
      teller,
      reference,
      base,
      rewards: this.rewards,
    });
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

  /** The preference log as it was given, and what simulated raters have judged since. */
  get log(): readonly PreferenceEvent[] {
    return this.#log.given;
  }

  /** The rankings that stand, as the models read them: to learn from, and held out. */
  get rankings(): Split {
    return splitRankings(this.#log.own, this.settings.heldOutShare);
  }

  get history(): readonly MetricsRow[] {
    return this.#iterations.history;
  }

  get agreement(): FitAgreement | null {
    return this.#learning.agreement;
  }

  get baseUtility(): BaseUtility | null {
    return this.#base.utility;
  }

  /** True once there are enough rankings to fit a reward model. */
  get canLearn(): boolean {
    return this.#learning.canLearn;
  }

  /** True once there is a reward model, or enough to fit one to. */
  get canFit(): boolean {
    return this.#learning.canFit;
  }

  /**
   * Takes changed settings from the next fit or iteration on.
   * @throws RangeError when the method cannot work with them; nothing changes then
   */
  configure(settings: Settings): void {
    this.#iterations.configure(settings);
    this.#base.configure(this.#settings, settings);
    const changed = changedSettings(this.#settings, settings);
    this.#settings = settings;
    // An iteration under way ends as it began.
    const iteration = this.iteration + (this.#iterations.underWay === null ? 0 : 1);
    if (changed.length > 0 && iteration > 0) this.#teller.tell({ type: 'changed', iteration, changed });
  }

  /** Takes a whole log in place of the one before. */
  setPreferences(events: readonly PreferenceEvent[]): void {
    this.#log.replace(events);
  }

  /** Takes what is new in the log, behind the event of the id `after`; see RunLog.add. */
  addPreferences(events: readonly PreferenceEvent[], after?: string | null): void {
    this.#log.add(events, after);
  }

  /** True when the next stage has all that it learns from. */
  get canGoOn(): boolean {
    if (this.nextStage === 'fit') return this.canFit;
    return this.algorithm.needs.rankings !== true || this.canLearn;
  }

  /** The stage the next call of `stage` will run. */
  get nextStage(): Stage {
    const { underWay, firstStage } = this.#iterations;
    const needsReward = this.algorithm.needs.reward === true;
    if (underWay && (!needsReward || this.#learning.isUsable)) return underWay;
    return needsReward && this.needsFit ? 'fit' : firstStage;
  }

  /** True when the reward model is not fitted to exactly the standing training rankings, and should be. */
  get needsFit(): boolean {
    return this.#learning.needsFit;
  }

  /**
   * Runs the next stage, or a fit at any time between stages.
   * @returns the iteration's metrics when it was the last stage of one, else null.
   * @throws NoRankingError, RewardFitError or NonFiniteError; the run can go on after each, from a new sample. AbortError
   * after {@link cancel}: the next call does the same stage, and what was done of it is not done again.
   */
  async stage(stage = this.nextStage): Promise<MetricsRow | null> {
    if (stage !== 'fit' && !this.canGoOn) throw new NoRankingError(NOTHING_TO_LEARN_FROM);
    const { signal } = (this.#stop = new AbortController());
    this.#teller.tell({ type: 'stage', stage, iteration: this.iteration + 1 });
    try {
      if (stage === 'fit') {
        await this.fit();
        return null;
      }
      const values = await this.#iterations.stage(this.settings, this.prompts, this.#log.own, signal);
      return values && (await this.#finish(values));
    } finally {
      this.#teller.end('fit', 'baseline', 'evaluate', stage);
      this.#rest();
    }
  }

  /** Runs stages up to the end of the current iteration. */
  async iterate(shouldStop: () => boolean = () => false): Promise<MetricsRow | null> {
    for (;;) {
      const row = await this.stage();
      if (row || shouldStop()) return row;
    }
  }

  /** Fits the reward model to the standing rankings; see {@link RewardLearning.fit}. */
  async fit(): Promise<FitAgreement | null> {
    return this.#learning.fit();
  }

  /**
   * Takes a reward model that was trained before as the run's; see {@link RewardLearning.take}. Call between stages, and
   * only where the method has one: requireRewardModel.
   */
  takeReward(brought: BroughtReward | null): Promise<void> {
    return this.#learning.take(brought);
  }

  /** Ends a running fit after its current minibatch; what it learned so far is kept. */
  cancelFit(): void {
    this.#learning.cancel();
  }

  /** Stops what goes by this name in progress, as soon as it can be; see {@link stage}. */
  cancel(task: string): void {
    if (task === 'fit') this.cancelFit();
    if (task === 'baseline') this.#reference.cancel();
    const reason = new DOMException(`The ${task} stage was stopped.`, 'AbortError');
    if (task === 'evaluate') this.#learning.stopMeasuring(reason);
    if (this.#iterations.hasStage(task)) this.#stop.abort(reason);
  }

  /** Leaves a running fit after its current minibatch; the next stage goes on from there. */
  pauseFit(): void {
    this.#learning.pause();
  }

  /** Takes a classifier as the labeler of that name; it stays through resets. */
  useClassifier(classifier: Classifier): Promise<void> {
    return this.#judges.useClassifier(classifier, this.settings);
  }

  /**
   * Lets a simulated labeler judge fresh answers to `count` prompts. Each judgement is told, and in the log at once; see
   * {@link Judges.judge}.
   */
  simulate(labeler: JudgeId, count: number, signal?: AbortSignal): Promise<number> {
    return this.#judges.judge(labeler, count, () => this, signal);
  }

  /** Samples of the frozen reference, made once per run from the seed; see referenceSamples.ts. */
  referenceSamples(): Promise<readonly ReferenceSample[]> {
    return this.#base.samples(this.settings);
  }

  /** Back to the base model with new settings; the log stays, and a reward model that was taken, as it was brought. */
  reset(settings: Settings): Promise<void> {
    this.#iterations.restart(settings);
    this.#settings = settings;
    this.#reference.restart(null);
    this.#base.utility = null;
    return this.#learning
      .startOver()
      .then(() => this.models.resetPolicy(settings.seed))
      .then(() => this.#rest());
  }

  /** Everything but tensors, for a checkpoint. */
  get state(): RunState {
    return {
      iteration: this.iteration,
      settings: this.settings,
      history: this.history,
      kept: this.#iterations.kept,
      fit: this.#learning.state,
      rewards: this.rewards.state,
      ...(this.rewards.bag && { bag: this.rewards.bag }),
      ...(this.rewards.taken && { taken: this.rewards.taken }),
      policySteps: this.models.optimizer.steps,
      rewardSteps: this.rewards.steps,
      agreement: this.#learning.agreement,
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
    this.#learning.state = state.fit;
    this.rewards.taken = state.taken ?? null;
    this.rewards.state = state.rewards;
    this.rewards.restoreBag(state.bag);
    this.models.optimizer.steps = state.policySteps;
    this.rewards.steps = state.rewardSteps;
    this.models.keepGood();
    this.#learning.agreement = state.agreement;
    this.#base.utility = state.baseUtility;
    this.#reference.restart(state.reference ?? null);
  }

  #rest(): void {
    this.#teller.tell({ type: 'stage', stage: 'idle', iteration: this.iteration });
  }

  async #finish(values: Values): Promise<MetricsRow> {
    const { rollout } = this.#iterations;
    const classified = rollout && (await this.#base.classified(rollout.texts));
    const all = classified === null ? values : { ...values, 'utility/classifier': classified };
    const row = this.#iterations.finish(all, this.settings);
    this.#teller.tell({ type: 'metrics', row });
    return row;
  }
}
