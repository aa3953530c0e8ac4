/**
 * The base model measured: its samples, and what they are worth to every labeler, and to a classifier once there is one.
 * Knows the samples and who judges them; knows no stage and no ranking.
 */
import { baseUtilityAfter, baseUtilityOf, type BaseUtility, type Spread } from './baseUtility.ts';
import type { Classifier } from '../../tastes/classifier.ts';
import type { labelersFor } from '../labelersFor.ts';
import type { Taste } from '../taste.ts';
import { utilityStats } from './simulate.ts';
import type { ReferenceSample, ReferenceSamples } from './referenceSamples.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

export class BaseMeasure {
  /** As last measured, or as a saved run knew it. */
  utility: BaseUtility | null = null;
  #classifier: Classifier | null = null;
  /** Brought with the first samples: what a first visit shows waits for no taste. */
  #labelersFor: typeof labelersFor | null = null;

  constructor(
    private readonly reference: ReferenceSamples,
    private readonly onMeasured: (utility: BaseUtility) => void,
  ) {}

  get classifier(): Classifier | null {
    return this.#classifier;
  }

  /**
   * The reference samples; measured when they are made.
   * @throws AbortError when they were stopped
   */
  async samples(settings: TrainingSettings): Promise<readonly ReferenceSample[]> {
    const { known } = this.reference;
    if (known) return known;
    this.#labelersFor ??= (await import('../labelersFor.ts')).labelersFor;
    const samples = await this.reference.take(settings);
    const classifier = this.#classifier && (await statsOf(this.#classifier, samples));
    this.#measured(baseUtilityOf(this.#labelersFor(settings), samples, classifier ?? undefined));
    return samples;
  }

  /** Measures again what a change of settings has changed. */
  configure(before: Taste, after: Taste): void {
    const { known } = this.reference;
    const measured = known && this.#labelersFor && { labelers: this.#labelersFor(after), reference: known };
    const utility = baseUtilityAfter(this.utility, measured, before, after);
    if (utility && utility !== this.utility) this.#measured(utility);
  }

  /** Takes a classifier as the labeler of that name. It stays through resets. */
  async useClassifier(classifier: Classifier, settings: TrainingSettings): Promise<void> {
    // A restored run knows what the base model was worth to the classifier it had then.
    const samples = this.reference.known ?? (this.utility && (await this.samples(settings)));
    const stats = samples && (await statsOf(classifier, samples));
    this.#classifier = classifier;
    if (stats) this.#measured({ ...this.utility!, classifier: stats });
  }

  /** The classifier's mean utility, if there is one that answers: training does not hang on it. */
  async classified(texts: readonly string[]): Promise<number | null> {
    const utilities = await this.#classifier?.utilities(texts).catch(() => null);
    return utilities ? utilityStats(utilities).mean : null;
  }

  #measured(utility: BaseUtility): void {
    this.utility = utility;
    this.onMeasured(utility);
  }
}

async function statsOf(
  classifier: Classifier,
  samples: readonly { readonly text: string }[],
): Promise<Spread> {
  return utilityStats(await classifier.utilities(samples.map(({ text }) => text)));
}
