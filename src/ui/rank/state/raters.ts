/**
 * Who can rank, in the order shown. Tastes in blurbs about restaurants have nothing to say of other texts, and are not
 * offered with a model of one's own. Knows names; knows no model.
 */
import {
  FIXED_IDS,
  LABELER_IDS,
  RATER_IDS,
  RESTAURANT_IDS,
  type FixedLabelerId,
  type JudgeId,
  type LabelerId,
} from '../../../tastes/labeler.ts';
import type { Rater } from '../../../rl/settings.ts';

/** @param own a model of one's own runs @param current who ranks now: offered in any case */
export function ratersFor(own: boolean, current: Rater): readonly Rater[] {
  return offered(RATER_IDS, own, current);
}

/** The simulated tastes among them, to measure by. */
export function labelersFor(own: boolean, current: JudgeId): readonly LabelerId[] {
  return offered(LABELER_IDS, own, current);
}

/** Those among them that could be a person's taste: what is looked for is known without being set. */
export function yardsticksFor(own: boolean): readonly FixedLabelerId[] {
  return FIXED_IDS.filter((id) => !own || !RESTAURANT_IDS.includes(id));
}

function offered<Id extends Rater>(ids: readonly Id[], own: boolean, current: Rater): Id[] {
  const restaurants: readonly Rater[] = RESTAURANT_IDS;
  return ids.filter((id) => !own || id === current || !restaurants.includes(id));
}
