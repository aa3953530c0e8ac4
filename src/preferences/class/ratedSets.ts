/**
 * What several raters said of the same answers: sets with the same prompt and the same texts, matched whatever order they
 * were shown in. Knows raters as what gather.ts makes of files; knows no statistic.
 */
import { promptIdentity } from '../agreement.ts';
import type { Answer, RankingEvent } from '../event.ts';
import { midRanks } from './concordance.ts';
import { countedRankings, type ClassRater } from './rater.ts';

/** One rater's ranking of a set. */
export interface Rating {
  readonly rater: ClassRater;
  readonly event: RankingEvent;
  /** Aligned with the set's texts: from 1 on, ties share the mean of their places; null for one that was not ranked. */
  readonly ranks: readonly (number | null)[];
  /** Places of the set's texts as they were shown; null where that is not known. */
  readonly shown: readonly number[] | null;
}

/** Answers to one prompt, and everybody who ranked them. */
export interface RatedSet {
  readonly key: string;
  readonly prompt: string;
  /** Distinct, in an order that depends on nothing but them. */
  readonly texts: readonly string[];
  /** One answer of each text. */
  readonly answers: readonly Answer[];
  /** The first of each rater: what others are compared with. */
  readonly ratings: readonly Rating[];
  /** What raters said again of the same set, in the order they said it. */
  readonly again: readonly Rating[];
}

/** Two texts with the same identity are the same answer. */
export function answerIdentity({ text }: Pick<Answer, 'text'>): string {
  return text.normalize('NFC').trim();
}

/** By what a set is known: its prompt, and its texts in any order. */
export function setKey(prompt: string, answers: readonly Pick<Answer, 'text'>[]): string {
  return JSON.stringify([promptIdentity(prompt), ...textsOf(answers)]);
}

/** All sets that anybody ranked, in the order first met. */
export function ratedSets(raters: readonly ClassRater[]): readonly RatedSet[] {
  const sets = new Map<string, { readonly first: RankingEvent; ratings: Rating[]; again: Rating[] }>();
  for (const rater of raters) {
    const seen = new Set<string>();
    for (const event of countedRankings(rater)) {
      const key = setKey(event.prompt, event.answers);
      const set = sets.get(key) ?? { first: event, ratings: [], again: [] };
      sets.set(key, set);
      (seen.has(key) ? set.again : set.ratings).push(ratingOf(rater, event));
      seen.add(key);
    }
  }
  return [...sets].flatMap(([key, { first, ratings, again }]) => {
    const texts = textsOf(first.answers);
    if (texts.length < 2) return [];
    const answers = texts.map((text) => first.answers.find((answer) => answerIdentity(answer) === text)!);
    return [{ key, prompt: first.prompt, texts, answers, ratings, again }];
  });
}

function textsOf(answers: readonly Pick<Answer, 'text'>[]): readonly string[] {
  return [...new Set(answers.map(answerIdentity))].sort();
}

function ratingOf(rater: ClassRater, event: RankingEvent): Rating {
  const texts = textsOf(event.answers);
  const places = event.answers.map((answer) => texts.indexOf(answerIdentity(answer)));
  // The same text may have been shown twice, and ranked in two places: it has the mean of them.
  const tiers = texts.map((): number[] => []);
  for (const [tier, indexes] of event.tiers.entries())
    for (const index of indexes) tiers[places[index]].push(tier);
  const means = tiers.map((of) =>
    of.length > 0 ? of.reduce((sum, tier) => sum + tier, 0) / of.length : null,
  );
  const ranks = midRanks(means.filter((mean) => mean !== null));
  let next = 0;
  return {
    rater,
    event,
    ranks: means.map((mean) => (mean === null ? null : ranks[next++])),
    shown: rater.unordered.has(event.id) ? null : places,
  };
}
