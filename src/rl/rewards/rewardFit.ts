/**
 * Fits the reward model to the rankings that stand in the log, and measures it on those kept apart.
 * Knows the log, the split and the order of minibatches; the model and its loss are rewardModel.ts.
 */
import { InFlight } from '../../gpu/inFlight.ts';
import { accuracyInterval, measureAgreement, splitRankings } from '../../preferences/agreement.ts';
import { listwiseBatch, listwiseExample, minibatches, type ListwiseExample } from './listwiseBatch.ts';
import type { Agreement } from '../metrics.ts';
import type { Models } from '../training/models.ts';
import type { PreferenceEvent, RankingEvent } from '../../preferences/event.ts';
import { stream } from '../random.ts';
import type { RewardStep, RewardStepOptions, ScoreHooks, TokenSequence } from './rewardModel.ts';
import type { Settings } from '../settings.ts';
import type { Turns } from '../training/turns.ts';

/** Minibatches a fit takes at least: a handful of rankings is passed over more often. */
const MIN_STEPS = 8;

export interface FitAgreement {
  readonly heldOut: Agreement;
  readonly trained: Agreement;
}

export interface FitHooks {
  /** Minibatches done of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Agreement after a pass over the rankings. */
  readonly onAgreement?: (agreement: FitAgreement) => void;
  /** Samples scored, and answers to measure on. */
  readonly onEvaluate?: (done: number, total: number) => void;
  /** Leaves the fit while it scores what it was fitted to; the next fit goes on from there. */
  readonly stop?: AbortSignal;
  /** Ends the fit after the current minibatch; what was learned counts as the whole. */
  readonly signal?: AbortSignal;
  /** True leaves the fit after the current minibatch; the next fit goes on from there. */
  readonly shouldPause?: () => boolean;
}

/** What a checkpoint keeps. */
export interface FitState {
  readonly trainedOn: readonly string[];
  readonly fits: number;
  /** Minibatches done of a fit that was left before its end, else null. */
  readonly unfinished: number | null;
}

/** The reward model's training met a number that is not finite; the model is back at the base. */
export class RewardFitError extends Error {
  override readonly name = 'RewardFitError';
}

/** How the settings have a step of the reward model taken. */
export function rewardStepOptions(settings: Settings): RewardStepOptions {
  return {
    learningRate: settings.rewardLearningRate,
    weightDecay: settings.rewardWeightDecay,
    recompute: settings.recompute,
    microBatch: settings.microBatch,
  };
}

export class RewardFit {
  /** Ids of the rankings the model has been trained on: if one is undone, training starts over. */
  #trainedOn = new Set<string>();
  #fits = 0;
  #unfinished: number | null = null;

  constructor(
    private readonly models: Models,
    private readonly turns: Turns,
  ) {}

  get state(): FitState {
    return { trainedOn: [...this.#trainedOn], fits: this.#fits, unfinished: this.#unfinished };
  }

  set state({ trainedOn, fits, unfinished }: FitState) {
    this.#trainedOn = new Set(trainedOn);
    this.#fits = fits;
    this.#unfinished = unfinished;
  }

  /** True when the model has been fitted to exactly the standing training rankings. */
  isCurrent(events: readonly PreferenceEvent[], settings: Settings): boolean {
    const { train } = splitRankings(events, settings.heldOutShare);
    return this.isUsable && this.#hasSeen(train);
  }

  /** True when the model can score: fitted to some rankings, and not in the middle of a fit. */
  get isUsable(): boolean {
    return this.models.reward.fitted && this.#unfinished === null;
  }

  /**
   * Passes over the training rankings, then normalises on `reference` samples.
   * Starts from the base model the first time, and again when a ranking it learned from was taken back;
   * otherwise it goes on from where it is. A fit that was left before its end is finished as if it never was.
   * @returns null when it was left before its end
   * @throws RewardFitError on a number that is not finite; the next fit starts from the base model.
   */
  async fit(
    events: readonly PreferenceEvent[],
    reference: readonly TokenSequence[],
    settings: Settings,
    hooks: FitHooks = {},
  ): Promise<FitAgreement | null> {
    try {
      return await this.#fit(events, reference, settings, hooks);
    } catch (error) {
      // Clears the broken weights away, so that they can neither score nor be saved.
      if (error instanceof RewardFitError) await this.#restart(settings);
      throw error;
    }
  }

  async #fit(
    events: readonly PreferenceEvent[],
    reference: readonly TokenSequence[],
    settings: Settings,
    hooks: FitHooks,
  ): Promise<FitAgreement | null> {
    const { reward } = this.models;
    const { train, heldOut } = splitRankings(events, settings.heldOutShare);
    const standing = new Set(train.map(({ id }) => id));
    const restart = this.#trainedOn.size === 0 || [...this.#trainedOn].some((id) => !standing.has(id));
    const resumed = restart || !this.#hasSeen(train) ? 0 : (this.#unfinished ?? 0);
    if (restart) await this.#restart(settings);
    this.#trainedOn = standing;
    this.#unfinished = resumed;
    const examples = train.map((ranking) => this.#example(ranking));
    const width = Math.max(2, ...examples.map(({ sequences }) => sequences.length));
    const order = stream(settings.seed, `reward/order/${this.#fits}`);
    const groups = Math.min(settings.rewardBatch, Math.max(1, examples.length));
    const options = rewardStepOptions(settings);
    // Drawn at once, so that a resumed fit visits the rankings in the order it would have.
    const perEpoch = Math.ceil(examples.length / groups);
    const epochs = Math.max(settings.rewardEpochs, Math.ceil(MIN_STEPS / perEpoch));
    const schedule = Array.from({ length: epochs }, () => minibatches(examples, groups, order)).flat();
    let done = resumed;
    const inFlight = new InFlight(({ skipped }: RewardStep) => {
      if (skipped) throw this.#broken('a gradient');
      done += 1;
      hooks.onProgress?.(done, schedule.length);
    });
    for (const [index, chosen] of schedule.entries()) {
      if (hooks.signal?.aborted || hooks.shouldPause?.()) break;
      if (index < resumed) continue;
      await this.turns.take('training', async () => {
        const step = await reward.submit(listwiseBatch(chosen, groups, width), options);
        // The weights have it from here on, whether or not its loss is back yet.
        this.#unfinished = index + 1;
        await inFlight.add(step);
      });
    }
    await this.turns.take('training', () => inFlight.drain());
    if (done < schedule.length && !hooks.signal?.aborted) return null;
    // What a stop leaves out here, the next fit makes up for: all its minibatches count as done.
    this.#unfinished = schedule.length;
    const answers = answersOf(heldOut) + answersOf(train);
    const watch = this.#watch(hooks, reference.length + answers);
    await this.turns.take('training', () => reward.normalise(reference, watch(0)));
    if (!Number.isFinite(reward.mean) || !Number.isFinite(reward.std)) {
      throw this.#broken('a score');
    }
    const agreement = {
      heldOut: await this.#agreement(heldOut, watch(reference.length)),
      trained: await this.#agreement(train, watch(reference.length + answers - answersOf(train))),
    };
    this.#unfinished = null;
    this.#fits += 1;
    hooks.onAgreement?.(agreement);
    return agreement;
  }

  /** Scoring that starts at `before` of `total`. */
  #watch({ onEvaluate, stop }: FitHooks, total: number): (before: number) => ScoreHooks {
    return (before) => ({ signal: stop, onProgress: (done) => onEvaluate?.(before + done, total) });
  }

  /** Agreement of the current reward model with rankings. */
  async measure(heldOut: readonly RankingEvent[], trained: readonly RankingEvent[]): Promise<FitAgreement> {
    return { heldOut: await this.#agreement(heldOut), trained: await this.#agreement(trained) };
  }

  #hasSeen(rankings: readonly RankingEvent[]): boolean {
    return rankings.length === this.#trainedOn.size && rankings.every(({ id }) => this.#trainedOn.has(id));
  }

  async #restart(settings: Settings): Promise<void> {
    const head = stream(settings.seed, 'reward/head');
    const adapters = stream(settings.seed, 'reward/adapters');
    await this.models.reward.reset(
      () => head.gaussian(),
      () => adapters.uniform(),
    );
  }

  #broken(what: string): RewardFitError {
    this.#trainedOn = new Set();
    this.#unfinished = null;
    return new RewardFitError(
      `The reward model met ${what} that is not a finite number and stopped learning. All rankings and the policy are kept; the reward model will be fitted anew. Lower the reward learning rate, then press Play.`,
    );
  }

  async #agreement(rankings: readonly RankingEvent[], hooks: ScoreHooks = {}): Promise<Agreement> {
    const sequences = rankings.flatMap(({ prompt, chat, answers }) => {
      const ids = this.models.encodePrompt(prompt, chat !== undefined);
      return answers.map(({ tokens }) => [...ids, ...tokens]);
    });
    const scores = await this.turns.take('training', () => this.models.reward.score(sequences, hooks));
    let first = 0;
    const scored = rankings.map(({ prompt, tiers, answers }) => ({
      prompt,
      tiers,
      scores: scores.slice(first, (first += answers.length)),
    }));
    const interval = accuracyInterval(scored);
    return { ...measureAgreement(scored), ...(interval && { interval }) };
  }

  #example(ranking: RankingEvent): ListwiseExample {
    return listwiseExample(ranking, (prompt, templated) => this.models.encodePrompt(prompt, templated));
  }
}

function answersOf(rankings: readonly RankingEvent[]): number {
  return rankings.reduce((sum, { answers }) => sum + answers.length, 0);
}
