/**
 * How a run comes by its reward model: fitted to the rankings that stand, or taken as it was trained before and fitted on
 * from there once there are new ones. Knows the log, the fit and what was taken; knows no method and no file.
 */
import { RANKINGS_TO_START, type PreferenceEvent } from '../../preferences/event.ts';
import { activeRankings } from '../../preferences/log.ts';
import { RewardFit, type FitAgreement, type FitState } from '../rewards/rewardFit.ts';
import type { BroughtReward, RewardModels } from '../rewards/rewardModels.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { Models } from '../training/models.ts';
import type { Sequence } from '../../model/sequences.ts';
import type { ReferenceSample } from '../training/referenceSamples.ts';
import type { Turns } from '../training/turns.ts';

/** Nothing to learn from yet. */
export class NoRankingError extends Error {
  override readonly name = 'NoRankingError';
}

/** What is asked of the run. */
export interface Lesson {
  readonly events: () => readonly PreferenceEvent[];
  readonly settings: () => Settings;
  readonly referenceSamples: () => Promise<readonly ReferenceSample[]>;
  readonly agreement: (agreement: FitAgreement) => void;
  readonly progress: (task: string) => (done: number, total: number) => void;
}

export class RewardLearning {
  agreement: FitAgreement | null = null;
  readonly #fit: RewardFit;
  #abort: AbortController | null = null;
  /** Stops what a fit is measured on. */
  #stop = new AbortController();
  #paused = false;

  constructor(
    models: Pick<Models, 'encodePrompt'>,
    private readonly rewards: RewardModels,
    private readonly turns: Turns,
    private readonly lesson: Lesson,
  ) {
    this.#fit = new RewardFit(models, rewards, turns);
  }

  get state(): FitState {
    return this.#fit.state;
  }

  set state(state: FitState) {
    this.#fit.state = state;
  }

  /** True when there is a model that can score, and no fit was left before its end. */
  get isUsable(): boolean {
    return this.#fit.isUsable;
  }

  /** True once there are enough rankings to fit to. */
  get canLearn(): boolean {
    return activeRankings(this.lesson.events()).length >= RANKINGS_TO_START;
  }

  /** True once there is a reward model, or enough to fit one to. */
  get canFit(): boolean {
    return this.canLearn || this.rewards.taken !== null;
  }

  /** True when the reward model is not fitted to exactly the standing training rankings, and should be. */
  get needsFit(): boolean {
    const [events, settings] = [this.lesson.events(), this.lesson.settings()];
    if (this.#fit.isCurrent(events, settings)) return false;
    // One that was taken does without, unless it learned from what does not stand any more.
    const asTaken = this.rewards.taken !== null && this.#fit.isUsable;
    return this.canLearn || !asTaken || this.#fit.knowsWithdrawn(events, settings);
  }

  /**
   * Fits to the standing rankings.
   * @returns null when {@link pause} left it before its end
   * @throws NoRankingError where there are too few, and no model was taken
   */
  async fit(): Promise<FitAgreement | null> {
    if (!this.canLearn) {
      if (this.rewards.taken) return this.#asTaken();
      throw new NoRankingError(
        `The reward model needs at least ${RANKINGS_TO_START} rankings and has ${activeRankings(this.lesson.events()).length}. Rank a few more prompts, or let a simulated labeler do it.`,
      );
    }
    const { signal } = (this.#abort = new AbortController());
    this.#stop = new AbortController();
    this.#paused = false;
    const { events, settings, progress } = this.lesson;
    const reference = await this.#reference();
    const agreement = await this.#fit.fit(events(), reference, settings(), {
      signal,
      shouldPause: () => this.#paused,
      stop: this.#stop.signal,
      onProgress: progress('fit'),
      onEvaluate: progress('evaluate'),
      onAgreement: this.lesson.agreement,
    });
    if (agreement) this.agreement = agreement;
    return agreement;
  }

  /** Ends a running fit after its current minibatch; what it learned so far is kept. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Leaves what a fit is measured on; the next one makes up for it. */
  stopMeasuring(reason: unknown): void {
    this.#stop.abort(reason);
  }

  /** Leaves a running fit after its current minibatch; the next one goes on from there. */
  pause(): void {
    this.#paused = true;
  }

  /**
   * Takes a reward model that was trained before: its scores count as they are, until there are new rankings; a fit goes on
   * from it then. With null the next fit starts from the base model.
   * @throws what reading it throws
   */
  async take(brought: BroughtReward | null): Promise<void> {
    const given = brought?.normalisation;
    const reference = brought && !given ? await this.#reference() : [];
    this.forget();
    if (!brought) return;
    const { name, sha256, bag } = brought;
    const taken = { name, sha256, ...(given ?? { mean: 0, std: 1 }), ...(bag && { bag }) };
    this.rewards.taken = taken;
    try {
      await this.turns.take('training', () => brought.load(this.rewards.start));
    } catch (error) {
      this.forget();
      throw error;
    }
    if (!given) {
      await this.#begin();
      await this.turns.take('training', () => this.rewards.normalise(reference));
      const { mean, std } = this.rewards.first;
      this.rewards.taken = { ...taken, mean, std };
    }
    await this.#asTaken();
  }

  /** Nothing that was learned or taken counts any more. */
  forget(): void {
    this.rewards.taken = null;
    this.rewards.forget();
    this.#fit.state = { trainedOn: [], fits: 0, unfinished: null };
    this.agreement = null;
  }

  /** What was learned does not count any more; what was taken is as it was brought. */
  async startOver(): Promise<void> {
    const { taken } = this.rewards;
    this.forget();
    if (!taken) return;
    this.rewards.taken = taken;
    await this.rewards.reset(this.lesson.settings().seed);
    this.#fit.asTaken(this.lesson.events(), this.lesson.settings());
  }

  /** The model is what was taken again, and measured. */
  async #asTaken(): Promise<FitAgreement | null> {
    const { events, settings } = this.lesson;
    await this.#begin();
    this.#fit.asTaken(events(), settings());
    this.agreement = await this.#fit.measure(events(), settings());
    if (this.agreement) this.lesson.agreement(this.agreement);
    return this.agreement;
  }

  #begin(): Promise<void> {
    return this.turns.take('training', () => this.rewards.reset(this.lesson.settings().seed));
  }

  #reference(): Promise<readonly Sequence[]> {
    return this.lesson.referenceSamples();
  }
}
