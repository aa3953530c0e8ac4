/**
 * What a class gave, as files: everybody's standing rankings in the rankings file's own rows, with whose each is, and a table of
 * them for spreadsheets. Knows raters; knows no page.
 */
import { csvTable } from '../../files/csv.ts';
import type { RankingEvent } from '../event.ts';
import { exportRankings } from '../exportRows.ts';
import { ratedSets, type Rating } from './ratedSets.ts';
import { countedRankings, type ClassRater } from './rater.ts';

/** Everybody's rankings as one log. Ids that two raters have for different rankings are told apart. */
export function mergedLog(
  raters: readonly ClassRater[],
  nameOf: (rater: ClassRater) => string,
): RankingEvent[] {
  const owner = new Map<string, ClassRater>();
  return raters.flatMap((rater) =>
    countedRankings(rater).map((event) => {
      const taken = owner.has(event.id);
      owner.set(event.id, owner.get(event.id) ?? rater);
      return { ...event, id: taken ? `${event.id}~${rater.key}` : event.id, by: nameOf(rater) };
    }),
  );
}

/** The merged log as a rankings file. */
export function mergedJsonl(raters: readonly ClassRater[], nameOf: (rater: ClassRater) => string): string {
  return exportRankings(mergedLog(raters, nameOf));
}

const HEADER = ['rater', 'set', 'again', 'prompt', 'answer', 'place', 'rank', 'seconds', 'time'];

/**
 * A row a rater, set and answer, sets counted from 1. `rank`: from 1 on, ties share the mean of their places. `place`: where it
 * was shown, from 1 on; both are empty where not known. `again`: 1 for the second ranking of the same set.
 */
export function mergedCsv(raters: readonly ClassRater[], nameOf: (rater: ClassRater) => string): string {
  const rows = ratedSets(raters).flatMap(({ prompt, texts, ratings, again }, at) => {
    const rowsOf = (rating: Rating, time: number) =>
      texts.map((text, answer) => [
        nameOf(rating.rater),
        at + 1,
        time,
        prompt.trim(),
        text,
        rating.shown === null ? '' : rating.shown.indexOf(answer) + 1,
        rating.ranks[answer] ?? '',
        rating.event.leadTime / 1000,
        new Date(rating.event.at).toISOString(),
      ]);
    return [...ratings.flatMap((one) => rowsOf(one, 0)), ...again.flatMap((one) => rowsOf(one, 1))];
  });
  return csvTable([HEADER, ...rows]);
}
