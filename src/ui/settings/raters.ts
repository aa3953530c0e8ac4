/**
 * Who can rank, in the order shown. Two of the simulated tastes need a list of facts to judge by; without one they
 * call every answer equally bad, and are not offered. Knows prompts as text; knows no model.
 */
import { LABELER_IDS, RATER_IDS, type JudgeId, type LabelerId, type Rater } from '../../workers/protocol.ts';
import { factsOf } from '../ranking/promptFacts.ts';

const NEED_FACTS: readonly Rater[] = ['family', 'facts'];

/** @param current who ranks now: offered in any case @param prompts of the model that runs; none yet: everyone */
export function ratersFor(prompts: readonly string[], current: Rater): readonly Rater[] {
  return judging(RATER_IDS, prompts, current);
}

/** The simulated tastes among them, to measure by. */
export function labelersFor(prompts: readonly string[], current: JudgeId): readonly LabelerId[] {
  return judging(LABELER_IDS, prompts, current);
}

function judging<Id extends Rater>(ids: readonly Id[], prompts: readonly string[], current: Rater): Id[] {
  const judged = prompts.length === 0 || prompts.some((prompt) => factsOf(prompt).facts.length > 0);
  return ids.filter((id) => judged || id === current || !NEED_FACTS.includes(id));
}
