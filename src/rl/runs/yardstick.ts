/**
 * Finds which simulated taste is most like the person's: the one whose utility the page plots as the true
 * utility, since a person's own cannot be computed.
 *
 * Knows: rankings and utilities. Must not know: the reward model; a yardstick that bent with it would measure
 * nothing.
 */
import { measureAgreement, type Agreement } from '../../preferences/agreement.ts';
import { LABELERS } from '../../tastes/index.ts';
import { FIXED_IDS, type FixedLabelerId } from '../../tastes/labeler.ts';
import type { RankingEvent } from '../../preferences/event.ts';

export interface Yardstick {
  readonly labeler: FixedLabelerId;
  /** Mean Kendall tau between the labeler's utilities and the person's rankings, above 0. */
  readonly tau: number;
  /** Rankings it was measured on. */
  readonly rankings: number;
}

/** Below this many rankings a taste is anybody's guess. */
export const YARDSTICK_FROM = 4;

type Scores = Readonly<Record<FixedLabelerId, readonly number[]>>;

/** What is known of rankings: they never change, and reading the facts of eight answers takes a page milliseconds. */
const known = new WeakMap<RankingEvent, Scores>();

/** Whether the tastes have read these answers before. */
export function isRead(ranking: RankingEvent): boolean {
  return known.has(ranking);
}

/** Every labeler's utility of a ranking's answers, in their order; computed once a ranking. */
export function readRanking(ranking: RankingEvent): Scores {
  const before = known.get(ranking);
  if (before) return before;
  const { prompt, answers } = ranking;
  const entries = FIXED_IDS.map((id) => [
    id,
    answers.map((answer) => LABELERS[id].utility(prompt, answer.text)),
  ]);
  const scores = Object.fromEntries(entries) as Scores;
  known.set(ranking, scores);
  return scores;
}

/** How each labeler's utility agrees with rankings, whoever made them. */
export function labelerAgreement(
  rankings: readonly RankingEvent[],
): Readonly<Record<FixedLabelerId, Agreement>> {
  const entries = FIXED_IDS.map((id): [FixedLabelerId, Agreement] => {
    const scored = rankings.map((ranking) => ({ tiers: ranking.tiers, scores: readRanking(ranking)[id] }));
    return [id, measureAgreement(scored)];
  });
  return Object.fromEntries(entries) as Record<FixedLabelerId, Agreement>;
}

/**
 * The labeler that agrees best with the person's own rankings (simulated ones are passed over). null with
 * fewer than {@link YARDSTICK_FROM} rankings, when the best two agree equally well, or when none agrees at all.
 *
 * @param rankings standing rankings, see activeRankings @param among labelers that have something to say of the texts
 */
export function chooseYardstick(
  rankings: readonly RankingEvent[],
  among: readonly FixedLabelerId[] = FIXED_IDS,
): Yardstick | null {
  const own = rankings.filter((ranking) => ranking.rater === 'person');
  if (own.length < YARDSTICK_FROM) return null;
  const agreement = labelerAgreement(own);
  const [best, second] = among
    .map((labeler) => ({
      labeler,
      tau: agreement[labeler].kendallTau,
      rankings: agreement[labeler].rankings,
    }))
    .toSorted((a, b) => b.tau - a.tau);
  if (!best || best.rankings < YARDSTICK_FROM || !(best.tau > 0)) return null;
  return second && best.tau - second.tau < 1e-9 ? null : best;
}
