/**
 * All that a class's rankings say of themselves, in one go: agreement with intervals, a row a rater, the most disputed sets first.
 *
 * Alpha and W are of what raters said first of each set; an answer is a unit, its rank within its set the value. Intervals
 * resample whole sets, as the ranks of one set stand and fall together: they tell how sure a number is for other sets of these
 * raters. Knows the parts; knows no page.
 */
import { alphaOf, coincidences, valuesOf, type Coincidences, type Level } from './alpha.ts';
import { bootstrap, type Estimate } from './bootstrap.ts';
import { kendallW } from './concordance.ts';
import { agreementWithRest, selfAgreement, type PairShare } from './consistency.ts';
import { completeRanks, disputedSets, type DisputedSet } from './dispute.ts';
import { positionBias, type PositionBias } from './positionBias.ts';
import { ratedSets, type RatedSet } from './ratedSets.ts';
import { countedRankings, type ClassRater } from './rater.ts';

export interface ClassReport {
  /** All sets that anybody ranked. */
  readonly sets: readonly RatedSet[];
  /** Those of at least two raters, the most disputed first. */
  readonly disputed: readonly DisputedSet[];
  readonly alpha: Readonly<Record<'ordinal' | 'interval', Estimate>>;
  /** The mean over sets of Kendall's W of those who ranked all of a set. */
  readonly w: Estimate;
  readonly raters: readonly RaterRow[];
  /** Of everybody together. */
  readonly position: PositionBias | null;
}

/** One rater in numbers. */
export interface RaterRow {
  readonly rater: ClassRater;
  readonly rankings: number;
  readonly withRest: PairShare | null;
  readonly self: PairShare | null;
  readonly position: PositionBias | null;
  /** Rankings that another one handed in too, by their ids: the same file under two names. */
  readonly shared: number;
}

export function classReport(raters: readonly ClassRater[]): ClassReport {
  const sets = ratedSets(raters);
  const disputed = disputedSets(sets);
  const both = disputed.map(({ set }) => set);
  const owners = ownersOf(raters);
  return {
    sets,
    disputed,
    alpha: { ordinal: alphaEstimate(both, 'ordinal'), interval: alphaEstimate(both, 'interval') },
    w: wEstimate(both),
    raters: raters.map((rater) => {
      const rankings = countedRankings(rater);
      return {
        rater,
        rankings: rankings.length,
        withRest: agreementWithRest(rater, sets),
        self: selfAgreement(rater, sets),
        position: positionBias(orderedOf(rater)),
        shared: rankings.filter(({ id }) => (owners.get(id) ?? 0) > 1).length,
      };
    }),
    position: positionBias(raters.flatMap(orderedOf)),
  };
}

/** The rankings that tell in what order their answers were shown. */
function orderedOf(rater: ClassRater) {
  return countedRankings(rater).filter(({ id }) => !rater.unordered.has(id));
}

function ownersOf(raters: readonly ClassRater[]): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const rater of raters)
    for (const { id, rater: who } of countedRankings(rater))
      // Simulated raters name their rankings by a seed, and many have the same.
      if (who === 'person') owners.set(id, (owners.get(id) ?? 0) + 1);
  return owners;
}

function alphaEstimate(sets: readonly RatedSet[], level: Level): Estimate {
  const units = sets.map(({ texts, ratings }) =>
    texts.map((_, at) => ratings.flatMap(({ ranks }) => ranks[at] ?? [])),
  );
  const values = valuesOf(units.flat());
  const each = units.map((of) => coincidences(of, values));
  return bootstrap(sets.length, (indexes) => alphaOf(summed(each, indexes, values), level));
}

function summed(
  each: readonly Coincidences[],
  indexes: readonly number[],
  values: readonly number[],
): Coincidences {
  const counts = new Float64Array(values.length ** 2);
  for (const index of indexes) for (const [at, count] of each[index].counts.entries()) counts[at] += count;
  return { values, counts };
}

function wEstimate(sets: readonly RatedSet[]): Estimate {
  const each = sets.map((set) => kendallW(completeRanks(set)).w).filter((w) => !Number.isNaN(w));
  return bootstrap(each.length, (indexes) =>
    indexes.length === 0 ? NaN : indexes.reduce((sum, index) => sum + each[index], 0) / indexes.length,
  );
}
