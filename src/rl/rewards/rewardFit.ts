/**
 * Fits the reward models to the rankings that stand in the log, and measures them on those kept apart.
 * Knows the log, the split and the order of minibatches; the model and its loss are rewardModel.ts.
 */
import { InFlight } from '../../gpu/inFlight.ts';
import {
  accuracyInterval,
  measureAgreement,
  splitRankings,
  type Agreement,
} from '../../preferences/agreement.ts';
import type { RankedAnswers } from './bag/learnBag.ts';
import { listwiseBatch, listwiseExample, minibatches, type ListwiseExample } from './listwiseBatch.ts';
import type { Models } from '../training/models.ts';
import type { PreferenceEvent, RankingEvent } from '../../preferences/event.ts';
import type { RewardModels } from './rewardModels.ts';
import type { Sequence } from '../../model/sequences.ts';
import type { RewardStep, RewardStepOptions, ScoreHooks } from './rewardModel.ts';
import type { TrainingSettings } from '../trainingSettings.ts';
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
  /** The model is one that was taken, as it was brought; `trainedOn` are the rankings that stood then. */
  readonly untouched?: true;
}

/** The reward model's training met a number that is not finite; the model is back at the base. */
export class RewardFitError extends Error {
  override readonly name = 'RewardFitError';
}

/** How the settings have a step of the reward model taken. */
export function rewardStepOptions(settings: TrainingSettings): RewardStepOptions {
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
  #untouched = false;

  constructor(
    private readonly models: Pick<Models, 'encodePrompt'>,
    private readonly rewards: RewardModels,
    private readonly turns: Turns,
  ) {}

  get state(): FitState {
    const untouched = this.#untouched && { untouched: true as const };
    return { trainedOn: [...this.#trainedOn], fits: this.#fits, unfinished: this.#unfinished, ...untouched };
  }

  set state({ trainedOn, fits, unfinished, untouched }: FitState) {
    this.#untouched = untouched === true;
    this.#trainedOn = new Set(trainedOn);
    this.#fits = fits;
    this.#unfinished = unfinished;
  }

  /** True when the model has been fitted to exactly the standing training rankings. */
  isCurrent(events: readonly PreferenceEvent[], settings: TrainingSettings): boolean {
    const { train } = splitRankings(events, settings.heldOutShare);
    if (this.#untouched) return this.isUsable && train.every(({ id }) => this.#trainedOn.has(id));
    return this.isUsable && this.#hasSeen(train);
  }

  /** Whether the model has learned from a ranking that was taken back. */
  knowsWithdrawn(events: readonly PreferenceEvent[], settings: TrainingSettings): boolean {
    if (this.#untouched) return false;
    const standing = new Set(splitRankings(events, settings.heldOutShare).train.map(({ id }) => id));
    return [...this.#trainedOn].some((id) => !standing.has(id));
  }

  /** The models are what was taken, as it was brought, until there is a ranking more than now; from it a fit goes on. */
  asTaken(events: readonly PreferenceEvent[], settings: TrainingSettings): void {
    const { train, heldOut } = splitRankings(events, settings.heldOutShare);
    // Which are held out changes with their number.
    const standing = [...train, ...heldOut].map(({ id }) => id);
    this.state = { trainedOn: standing, fits: 0, unfinished: null, untouched: true };
  }

  /** True when the model can score: fitted to some rankings, and not in the middle of a fit. */
  get isUsable(): boolean {
    return this.rewards.fitted && this.#unfinished === null;
  }

  /**
   * Passes over the training rankings, then normalises on `reference` samples.
   * Starts from the base model (or the one that was taken) the first time, and again when a ranking it learned from was taken back;
   * otherwise it goes on from where it is. A fit that was left before its end is finished as if it never was.
   * @returns null when it was left before its end
   * @throws RewardFitError on a number that is not finite; the next fit starts from the base model.
   */
  async fit(
    events: readonly PreferenceEvent[],
    reference: readonly Sequence[],
    settings: TrainingSettings,
    hooks: FitHooks = {},
  ): Promise<FitAgreement | null> {
    try {
      return await this.#fit(events, reference, settings, hooks);
    } catch (error) {
      // Clears the broken weights away, so that they can neither score nor be saved.
      if (error instanceof RewardFitError) await this.rewards.reset(settings.seed);
      throw error;
    }
  }

  async #fit(
    events: readonly PreferenceEvent[],
    reference: readonly Sequence[],
    settings: TrainingSettings,
    hooks: FitHooks,
  ): Promise<FitAgreement | null> {
    const { members } = this.rewards;
    const { train, heldOut } = splitRankings(events, settings.heldOutShare);
    const standing = new Set(train.map(({ id }) => id));
    const restart = this.#trainedOn.size === 0 || [...this.#trainedOn].some((id) => !standing.has(id));
    const resumed = restart || !this.#hasSeen(train) ? 0 : (this.#unfinished ?? 0);
    if (restart) await this.rewards.reset(settings.seed);
    this.#trainedOn = standing;
    this.#untouched = false;
    this.#unfinished = resumed;
    const examples = train.map((ranking) => this.#example(ranking));
    const width = Math.max(2, ...examples.map(({ sequences }) => sequences.length));
    const groups = Math.min(settings.rewardBatch, Math.max(1, examples.length));
    const options = rewardStepOptions(settings);
    // Drawn at once, so that a resumed fit visits the rankings in the order it would have.
    const perEpoch = Math.ceil(examples.length / groups);
    const epochs = Math.max(settings.rewardEpochs, Math.ceil(MIN_STEPS / perEpoch));
    const schedules = members.map((_, member) => {
      const order = this.rewards.random(settings.seed, `order/${this.#fits}`, member);
      return Array.from({ length: epochs }, () => minibatches(examples, groups, order)).flat();
    });
    const total = schedules[0].length;
    let steps = resumed * members.length;
    const inFlight = new InFlight(({ skipped }: RewardStep) => {
      if (skipped) throw this.#broken('a gradient');
      steps += 1;
      if (steps % members.length === 0) hooks.onProgress?.(steps / members.length, total);
    });
    for (let index = 0; index < total; index++) {
      if (hooks.signal?.aborted || hooks.shouldPause?.()) break;
      if (index < resumed) continue;
      await this.turns.take('training', async () => {
        for (const [member, reward] of members.entries()) {
          const batch = listwiseBatch(schedules[member][index], groups, width);
          const step = await reward.submit(batch, options);
          // The weights have it from here on, whether or not its loss is back yet.
          this.#unfinished = index + 1;
          await inFlight.add(step);
        }
      });
    }
    await this.turns.take('training', () => inFlight.drain());
    if (steps < total * members.length && !hooks.signal?.aborted) return null;
    // What a stop leaves out here, the next fit makes up for: all its minibatches count as done.
    this.#unfinished = total;
    const answers = answersOf(heldOut) + answersOf(train);
    const watch = this.#watch(hooks, reference.length + answers);
    await this.rewards.learnBag(settings.rewardBag ? examples.map(answersAlone) : null);
    await this.turns.take('training', () => this.rewards.normalise(reference, watch(0)));
    if (!members.every(({ mean, std }) => Number.isFinite(mean) && Number.isFinite(std))) {
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

  /** Agreement of the current reward model with the rankings that stand; null where none does. */
  async measure(
    events: readonly PreferenceEvent[],
    settings: TrainingSettings,
  ): Promise<FitAgreement | null> {
    const { train: trained, heldOut } = splitRankings(events, settings.heldOutShare);
    if (trained.length + heldOut.length === 0) return null;
    return { heldOut: await this.#agreement(heldOut), trained: await this.#agreement(trained) };
  }

  #hasSeen(rankings: readonly RankingEvent[]): boolean {
    return rankings.length === this.#trainedOn.size && rankings.every(({ id }) => this.#trainedOn.has(id));
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
      return answers.map(({ tokens }) => ({ prompt: ids, response: tokens }));
    });
    const scores = await this.turns.take('training', () => this.rewards.score(sequences, hooks));
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

/** What a bag of tokens learns from: it is told no prompt. */
function answersAlone({ sequences, promptLength, tiers, weight }: ListwiseExample): RankedAnswers {
  return { answers: sequences.map((tokens) => tokens.slice(promptLength)), tiers, weight };
}

function answersOf(rankings: readonly RankingEvent[]): number {
  return rankings.reduce((sum, { answers }) => sum + answers.length, 0);
}
