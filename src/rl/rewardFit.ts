/**
 * Fits the reward model to the rankings that stand in the log, and measures it on those kept apart.
 * Knows the log, the split and the order of minibatches; the model and its loss are rewardModel.ts.
 */
import { measureAgreement, splitRankings } from './agreement.ts';
import { listwiseBatch, listwiseExample, minibatches, type ListwiseExample } from './listwiseBatch.ts';
import type { Agreement } from './metrics.ts';
import type { Models } from './models.ts';
import type { PreferenceEvent, RankingEvent } from './preference.ts';
import { stream } from './random.ts';
import type { TokenSequence } from './rewardModel.ts';
import type { Settings } from './settings.ts';
import type { Turns } from './turns.ts';

export interface FitAgreement {
  readonly heldOut: Agreement;
  readonly trained: Agreement;
}

export interface FitHooks {
  /** Minibatches done of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Agreement after a pass over the rankings. */
  readonly onAgreement?: (agreement: FitAgreement) => void;
  readonly signal?: AbortSignal;
}

/** The reward model's training produced a non-finite gradient. */
export class RewardFitError extends Error {
  override readonly name = 'RewardFitError';
}

export class RewardFit {
  /** Ids of the rankings the model has been trained on: if one is undone, training starts over. */
  #trainedOn = new Set<string>();
  #fits = 0;

  constructor(
    private readonly models: Models,
    private readonly turns: Turns,
  ) {}

  /** What a checkpoint keeps. */
  get state(): { trainedOn: string[]; fits: number } {
    return { trainedOn: [...this.#trainedOn], fits: this.#fits };
  }

  set state({ trainedOn, fits }: { trainedOn: readonly string[]; fits: number }) {
    this.#trainedOn = new Set(trainedOn);
    this.#fits = fits;
  }

  /** True when the standing training rankings are exactly those the model has seen. */
  isCurrent(events: readonly PreferenceEvent[], settings: Settings): boolean {
    const { train } = splitRankings(events, settings.heldOutShare);
    return (
      this.models.reward.fitted &&
      train.length === this.#trainedOn.size &&
      train.every(({ id }) => this.#trainedOn.has(id))
    );
  }

  /**
   * Passes over the training rankings, then normalises on `reference` samples.
   * Starts from the base model the first time, and again when a ranking it learned from was taken back;
   * otherwise it goes on from where it is.
   * @throws RewardFitError on a non-finite gradient; the model is as before that step.
   */
  async fit(
    events: readonly PreferenceEvent[],
    reference: readonly TokenSequence[],
    settings: Settings,
    hooks: FitHooks = {},
  ): Promise<FitAgreement> {
    const { reward } = this.models;
    const { train, heldOut } = splitRankings(events, settings.heldOutShare);
    const standing = new Set(train.map(({ id }) => id));
    const restart = this.#trainedOn.size === 0 || [...this.#trainedOn].some((id) => !standing.has(id));
    if (restart) {
      const head = stream(settings.seed, 'reward/head');
      reward.reset(() => head.gaussian());
    }
    const examples = train.map((ranking) => this.#example(ranking));
    const width = Math.max(2, ...examples.map(({ sequences }) => sequences.length));
    const order = stream(settings.seed, `reward/order/${this.#fits}`);
    const groups = Math.min(settings.rewardBatch, Math.max(1, examples.length));
    const perEpoch = Math.ceil(examples.length / groups);
    const epochs = settings.rewardEpochs;
    let done = 0;
    for (let epoch = 0; epoch < epochs && !hooks.signal?.aborted; epoch++) {
      for (const chosen of minibatches(examples, groups, order)) {
        if (hooks.signal?.aborted) break;
        const options = {
          learningRate: settings.rewardLearningRate,
          weightDecay: settings.rewardWeightDecay,
        };
        const { skipped } = await this.turns.take('training', () =>
          reward.step(listwiseBatch(chosen, groups, width), options),
        );
        if (skipped) {
          throw new RewardFitError(
            'The reward model met a gradient that is not a finite number and stopped learning. All rankings and the weights from before this step are kept. Lower the reward learning rate, then go on.',
          );
        }
        hooks.onProgress?.(++done, perEpoch * epochs);
      }
    }
    this.#trainedOn = standing;
    this.#fits += 1;
    await this.turns.take('training', () => reward.normalise(reference));
    const agreement = await this.measure(heldOut, train);
    hooks.onAgreement?.(agreement);
    return agreement;
  }

  /** Agreement of the current reward model with rankings. */
  async measure(heldOut: readonly RankingEvent[], trained: readonly RankingEvent[]): Promise<FitAgreement> {
    return { heldOut: await this.#agreement(heldOut), trained: await this.#agreement(trained) };
  }

  async #agreement(rankings: readonly RankingEvent[]): Promise<Agreement> {
    const sequences = rankings.flatMap(({ prompt, answers }) => {
      const ids = this.models.encodePrompt(prompt);
      return answers.map(({ tokens }) => [...ids, ...tokens]);
    });
    const scores = await this.turns.take('training', () => this.models.reward.score(sequences));
    let first = 0;
    return measureAgreement(
      rankings.map(({ tiers, answers }) => ({
        tiers,
        scores: scores.slice(first, (first += answers.length)),
      })),
    );
  }

  #example(ranking: RankingEvent): ListwiseExample {
    return listwiseExample(ranking, (prompt) => this.models.encodePrompt(prompt));
  }
}
