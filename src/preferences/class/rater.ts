/** One person of a class, as their files tell. Knows events; knows neither files nor other raters. */
import type { PreferenceEvent, RankingEvent } from '../event.ts';
import { activeRankings } from '../log.ts';

export interface ClassRater {
  /** By which this person is told from the others here, also when more files come. */
  readonly key: string;
  /** As typed, or out of the file's name; '' where nothing tells. */
  readonly name: string;
  /** Names of the files that it came from. */
  readonly files: readonly string[];
  /** Everything these files hold, once. */
  readonly events: readonly PreferenceEvent[];
  /** Ids of rankings of which the file did not tell in what order the answers were shown. */
  readonly unordered: ReadonlySet<string>;
  /** Of an assignment's tasks, how many were done when it was handed in; null where there was none. */
  readonly tasks: { readonly done: number; readonly of: number } | null;
}

/**
 * The rankings that count as this person's: those they gave. Where there is none of a person, those of a simulated rater; never
 * what was made of deeds.
 */
export function countedRankings({ events }: Pick<ClassRater, 'events'>): readonly RankingEvent[] {
  const given = activeRankings(events).filter(({ implicit }) => implicit === undefined);
  const own = given.filter(({ rater }) => rater === 'person');
  return own.length > 0 ? own : given;
}
