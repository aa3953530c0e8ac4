/**
 * A text classifier as a labeler: the log-odds of one of its labels is the utility of a text, as in the classic
 * demonstration in which a sentiment model rewards a language model (Ziegler et al. 2019, section 3.1).
 *
 * Knows labels and logits. Must not know where a classifier comes from, or what computes it.
 */
import type { Labeler } from './labeler.ts';

/** A utility that is asked for many texts at once and comes later. The prompt does not matter to it. */
export interface Classifier {
  /** One finite number a text, higher is better. */
  utilities(texts: readonly string[]): Promise<readonly number[]>;
}

/** The rater is the classifier, and none is there. */
export class NoClassifierError extends Error {
  override readonly name = 'NoClassifierError';

  constructor() {
    super(
      'The rater is a classifier from a hub, and none is loaded. Every ranking is kept and nothing was ranked now. Load one under "Who ranks", or choose another rater.',
    );
  }
}

/** How a classifier's logits become probabilities. */
export type Normalisation =
  /** Exactly one label holds: softmax over all. */
  | 'softmax'
  /** Each label holds or not by itself, or there is one output only: a logistic function of each. */
  | 'sigmoid';

/**
 * The label that stands for the better answers unless a person says otherwise: one that sounds like praise, else
 * the last, since scales of stars and degrees go upwards.
 *
 * @param labels at least one
 */
export function praisingLabel(labels: readonly string[]): string {
  const plain = /^(?:pos|positive|label_1)$/i;
  const praise = /\b(?:pos(?:itive)?|5 stars?)\b/i;
  const found = labels.find((label) => plain.test(label)) ?? labels.find((label) => praise.test(label));
  return found ?? labels[labels.length - 1];
}

/**
 * log p − log(1 − p) of a label, in nats: for softmax z_k − log Σ_{j≠k} exp z_j, for sigmoid the logit itself. Unlike
 * the probability it still tells answers apart where the classifier is sure.
 *
 * @param logits one number a label
 * @throws {RangeError} for a label or logits that cannot be: an index outside, or a number that is not finite
 */
export function logOdds(logits: readonly number[], label: number, normalisation: Normalisation): number {
  if (!(label in logits))
    throw new RangeError(`The classifier gave ${logits.length} numbers, none of them ${label}.`);
  if (!logits.every(Number.isFinite))
    throw new RangeError('The classifier gave a number that is not finite.');
  if (normalisation === 'sigmoid' || logits.length === 1) return logits[label];
  const others = logits.filter((_, index) => index !== label);
  const highest = Math.max(...others);
  const sum = others.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return logits[label] - highest - Math.log(sum);
}

/** A labeler for these texts only: what a classifier has already said about them. */
export function classifiedTexts(texts: readonly string[], utilities: readonly number[]): Labeler {
  const known = new Map(texts.map((text, index) => [text, utilities[index]]));
  return { id: 'classifier', utility: (_prompt, response) => known.get(response) ?? NaN };
}
