/**
 * What the base model's answers are worth to each simulated labeler: the yardsticks' zero and unit. Knows texts and
 * tastes; knows no model.
 */
import { changedTastes, type Taste } from '../taste.ts';
import { utilityStats } from './simulate.ts';
import type { FixedLabelerId, Labeler, SettableLabelerId } from '../../tastes/labeler.ts';

/** Mean and standard deviation of a utility. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/** Of each labeler over the base model's answers: of those that look for something, and of a classifier that was asked. */
export type BaseUtility = Readonly<Record<FixedLabelerId, Spread>> &
  Readonly<Partial<Record<SettableLabelerId | 'classifier', Spread>>>;

/** An answer of the base model, and the prompt as it was given. */
export interface ReferenceText {
  readonly prompts: string;
  readonly text: string;
}

/**
 * Mean and spread of every labeler; a classifier's is kept from before.
 * @param labelers all that have something to look for
 */
export function baseUtilityOf(
  labelers: readonly Labeler[],
  reference: readonly ReferenceText[],
  classifier: Spread | undefined,
): BaseUtility {
  const spreads = labelers.map((labeler) => [
    labeler.id,
    utilityStats(reference.map(({ prompts, text }) => labeler.utility(prompts, text))),
  ]);
  return { ...(Object.fromEntries(spreads) as BaseUtility), ...(classifier && { classifier }) };
}

/**
 * The same after a change of settings: measured again where a taste has changed, or without that taste until there are
 * texts again. Itself where none has.
 * @param measured the labelers after the change and the base model's texts, or null until there are texts again
 */
export function baseUtilityAfter(
  utility: BaseUtility | null,
  measured: { readonly labelers: readonly Labeler[]; readonly reference: readonly ReferenceText[] } | null,
  before: Taste,
  after: Taste,
): BaseUtility | null {
  const changed: readonly string[] = changedTastes(before, after);
  if (!utility || changed.length === 0) return utility;
  if (measured) return baseUtilityOf(measured.labelers, measured.reference, utility.classifier);
  const kept = Object.entries(utility).filter(([id]) => !changed.includes(id));
  return Object.fromEntries(kept) as BaseUtility;
}
