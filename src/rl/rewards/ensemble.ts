/**
 * What the scores of several reward models come to: one score an answer, and how far the models agree. Coste et al. 2023,
 * "Reward model ensembles help mitigate overoptimization". Pure.
 */
import type { ChartDeclaration, Metrics } from '../declaration.ts';

/** Scores, member by member. */
type MemberScores = readonly (readonly number[])[];

/** Told of each iteration's answers where there are several voices: members, or a bag beside them. */
export const ENSEMBLE_METRICS = {
  'nudge/reward_spread': {
    unit: 'sd',
    definition:
      'mean over responses of the spread (N below) of their scores between the reward’s voices: its models, and the bag of tokens',
    words: { en: { title: 'Reward spread' }, zh: { title: '奖励模型的分歧' } },
  },
  'nudge/reward_agreement': {
    unit: '',
    definition:
      'share of pairs of responses that two voices of the reward order alike, mean over pairs of voices',
    format: 'percent',
    words: { en: { title: 'Rewards agree' }, zh: { title: '奖励模型一致' } },
  },
} as const satisfies Metrics;

/** Their charts, which a run with several models has behind those of its method. */
export const ENSEMBLE_CHARTS: readonly ChartDeclaration[] = Object.keys(ENSEMBLE_METRICS).map((name) => ({
  id: name,
  metric: name,
}));

/** Of each answer the mean over members, less `caution` times their spread. */
export function combined(scores: MemberScores, caution = 0): readonly number[] {
  if (scores.length === 1) return scores[0];
  return scores[0].map((_, row) => {
    const all = scores.map((member) => member[row]);
    const middle = all.reduce((sum, score) => sum + score, 0) / all.length;
    return caution === 0 ? middle : middle - caution * spread(all);
  });
}

/** What the members gave each answer, found again by the answer: a batch may be put together of several that were scored. */
export class ScoredAnswers {
  readonly #members = new WeakMap<object, readonly number[]>();

  add(answers: readonly object[], scores: MemberScores): void {
    for (const [row, answer] of answers.entries())
      this.#members.set(
        answer,
        scores.map((member) => member[row]),
      );
  }

  /** Member by member; null where one of the answers was never scored. */
  of(answers: readonly object[]): MemberScores | null {
    const all = answers.flatMap((answer) => [this.#members.get(answer) ?? []]);
    if (all.length === 0 || all.some(({ length }) => length === 0)) return null;
    return all[0].map((_, member) => all.map((scores) => scores[member]));
  }
}

/** How far the members are apart on each answer: √(mean of squared distances from their mean), N below; null of a single model. */
export function spreadsOf(scores: MemberScores): readonly number[] | null {
  if (scores.length === 1) return null;
  return scores[0].map((_, row) => spread(scores.map((member) => member[row])));
}

/** The numbers that {@link ENSEMBLE_METRICS} declares; none of a single model. */
export function ensembleValues(scores: MemberScores): Partial<Record<keyof typeof ENSEMBLE_METRICS, number>> {
  const spreads = spreadsOf(scores);
  if (!spreads) return {};
  const alike = scores.flatMap((one, index) => scores.slice(index + 1).map((other) => ordered(one, other)));
  return { 'nudge/reward_spread': mean(spreads), 'nudge/reward_agreement': mean(alike) };
}

/** Share of pairs that both order, and alike; NaN without a pair. */
function ordered(one: readonly number[], other: readonly number[]): number {
  const pairs = one.flatMap((score, row) =>
    one.slice(row + 1).map((later, index) => (score - later) * (other[row] - other[row + 1 + index]) > 0),
  );
  return mean(pairs.map(Number));
}

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
