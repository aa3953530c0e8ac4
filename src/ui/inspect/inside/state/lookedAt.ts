/**
 * Answers that can be looked into though no iteration sampled them to learn from: those to rank, those just ranked, both sides
 * of a comparison. What is asked of the trainer about them, and what is known of a comparison without it. Knows no React. Pure.
 */
import type { AnswersReading, AskedAnswers } from '../../../../rl/runs/inspection.ts';
import type { Comparison, ScoredAnswer } from '../../../../rl/runs/compare.ts';
import type { LookedAt } from '../../../app/state/uiStore.ts';
import type { RankingState } from '../../../rank/state/rankingStore.ts';

/** What is looked at, and what it is known by: another key is another reading. */
export interface Looked {
  readonly asked: AskedAnswers;
  readonly key: string;
  /** Which of the answers each is, where they have letters; null of a comparison. */
  readonly places: readonly number[] | null;
}

/** @returns null where there are none to look at by now */
export function lookedAt(
  of: LookedAt,
  { current, last }: Pick<RankingState, 'current' | 'last'>,
  comparison: Comparison | null,
): Looked | null {
  if (of === 'comparison') {
    if (!comparison) return null;
    const { prompt, iteration } = comparison;
    return { asked: { compared: prompt }, key: `${of}/${prompt}/${iteration}`, places: null };
  }
  if (of === 'last') {
    if (!last) return null;
    const { id, prompt, answers, chat } = last.event;
    const asked = { prompt, answers, blind: false, ...(chat && { chat }) };
    return { asked, key: `${of}/${id}`, places: [...answers.keys()] };
  }
  if (!current) return null;
  const { requestId, prompt, chat } = current;
  // Whole ones only: what still streams has other tokens in a moment.
  const whole = current.answers.flatMap((answer, at) =>
    answer && current.complete[at] ? [{ answer, at }] : [],
  );
  if (whole.length === 0) return null;
  return {
    asked: { prompt, answers: whole.map(({ answer }) => answer), blind: true, ...(chat && { chat }) },
    key: `${of}/${requestId}/${whole.length}`,
    places: whole.map(({ at }) => at),
  };
}

/** What a comparison itself tells, where no trainer can be asked: no parts of scores. */
export function readingOf({ prompt, base, current, iteration }: Comparison): AnswersReading {
  const answer = ({ text, tokens, score }: ScoredAnswer): AnswersReading['answers'][number] => ({
    prompt,
    text,
    finished: false,
    tokens: tokens.map((token) => token.text),
    score,
    spread: null,
    earned: null,
    columns: null,
    read: { logp: tokens.map(({ logp }) => logp), logpRef: tokens.map(({ logpRef }) => logpRef) },
    logpAfter: null,
    attribution: null,
  });
  const unscored = base.score === null ? 'unfitted' : null;
  return { iteration, answers: [answer(base), answer(current)], unscored };
}
