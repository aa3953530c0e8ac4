/**
 * What a log of events says at a glance: how often each thing was done, and whether it is about length: how long the answers are
 * that were liked and those that were not, and how far what an answer counts goes with its length. Pure.
 */
import { wordCount } from '../../tastes/textMetrics.ts';
import { FEEDBACK_KINDS, type FeedbackEvent, type FeedbackKind } from '../feedback/event.ts';
import type { Outcome } from './outcomes.ts';

export function countsOf(events: readonly FeedbackEvent[]): Record<FeedbackKind, number> {
  const counts = Object.fromEntries(FEEDBACK_KINDS.map((kind) => [kind, 0])) as Record<FeedbackKind, number>;
  for (const { kind } of events) counts[kind] += 1;
  return counts;
}

export interface LengthFigures {
  /** Mean words of answers that count at least a half, and of the others; NaN without any. */
  readonly liked: number;
  readonly others: number;
  /** Pearson's, of what an answer counts and its words; NaN where either is always the same. */
  readonly correlation: number;
}

export function lengthFigures(outcomes: readonly Outcome[]): LengthFigures {
  const seen = outcomes.map(({ answer, value }) => ({ value, words: wordCount(answer) }));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const words = (liked: boolean) =>
    mean(seen.filter(({ value }) => value >= 0.5 === liked).map(({ words }) => words));
  const [x, y] = [seen.map(({ words }) => words), seen.map(({ value }) => value)];
  const [a, b] = [mean(x), mean(y)];
  const about = (values: readonly number[], middle: number) =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  const together = mean(x.map((value, i) => (value - a) * (y[i] - b)));
  return { liked: words(true), others: words(false), correlation: together / (about(x, a) * about(y, b)) };
}
