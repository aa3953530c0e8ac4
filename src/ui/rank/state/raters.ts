/**
 * Who can rank, in the order shown. Tastes in blurbs about restaurants have nothing to say of other texts, and are not
 * offered where a model writes to other prompts. Knows names; knows no model and no prompt.
 */
import {
  FIXED_IDS,
  LABELER_IDS,
  RATER_IDS,
  RESTAURANT_IDS,
  type FixedLabelerId,
  type JudgeId,
  type LabelerId,
  type Rater,
} from '../../../tastes/labeler.ts';

/** @param other prompts are others than facts about restaurants @param current who ranks now: offered in any case */
export function ratersFor(other: boolean, current: Rater): readonly Rater[] {
  return offered(RATER_IDS, other, current);
}

/** The simulated tastes among them, to measure by. */
export function labelersFor(other: boolean, current: JudgeId): readonly LabelerId[] {
  return offered(LABELER_IDS, other, current);
}

/** Those among them that could be a person's taste: what is looked for is known without being set. */
export function yardsticksFor(other: boolean): readonly FixedLabelerId[] {
  return FIXED_IDS.filter((id) => !other || !RESTAURANT_IDS.includes(id));
}

function offered<Id extends Rater>(ids: readonly Id[], other: boolean, current: Rater): Id[] {
  const restaurants: readonly Rater[] = RESTAURANT_IDS;
  return ids.filter((id) => !other || id === current || !restaurants.includes(id));
}
