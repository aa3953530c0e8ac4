/** Contests with a KL penalty and without one, seed by seed, as the essay's claim reads them (src/lab/essay/claims/ownText.ts). */
import type { Contest as Runs } from '../../src/contest/pooled.ts';
import { endOf, gain, type Conditions } from '../../src/contest/result.ts';
import type { LabRecord } from '../../src/headless/lab/record.ts';
import { leashGainsOf, type LeashEnd, type LeashResult } from '../../src/lab/leash/result.ts';

/** What npm run compare writes into contest.json, as far as it is read here. */
export interface Contest extends Runs {
  readonly conditions: Conditions;
}

/** What may differ between a contest with a penalty and its other half. */
const LEASH = ['setting klCoefficient', 'setting adaptiveKl'];

/**
 * A seed counts with the tastes whose runs came to their end both ways.
 *
 * @throws Error where two halves differ in more than the penalty, or one has none of its own kind
 */
export function recordOf(held: readonly Contest[], cut: readonly Contest[]): LabRecord {
  const pairs = held.map((one) => ({ held: one, cut: otherHalf(one, cut) }));
  const [first] = pairs;
  if (!first) throw new Error('No contest with a penalty was named. Nothing was written.');
  for (const pair of pairs) checkSame(pair.held, first.held, ['labeler', 'setting rater']);
  const seeds = [...new Set(held.flatMap(({ runs }) => runs.map(({ seed }) => seed)))].toSorted(
    (a, b) => a - b,
  );
  const { rankings, iterations, model, adapter } = first.held.conditions;
  const results = seeds.flatMap((seed) => {
    const tastes = pairs.flatMap((pair) => {
      const [one, other] = [endIn(pair.held, seed), endIn(pair.cut, seed)];
      return one && other ? [{ taste: String(pair.held.conditions.labeler), held: one, cut: other }] : [];
    });
    const result: LeashResult = { rankings: Number(rankings), iterations: Number(iterations), tastes };
    return tastes.length > 0 ? [{ seed, result }] : [];
  });
  const gains = leashGainsOf(results.map(({ result }) => result));
  return {
    format: 'nudge-lab',
    version: 1,
    bench: 'leash',
    goal: 'with the penalty answers are liked more and vary more than without, beyond chance',
    quick: false,
    model: String(model),
    adapter: String(adapter),
    results,
    verdict: {
      met: !!gains && gains.utility.low > 0 && gains.distinct4.low > 0,
      figures: gains
        ? `utility ${gains.utility.mean.toFixed(2)} spreads, distinct 4-grams ${gains.distinct4.mean.toFixed(3)} more with it`
        : 'nothing shared',
    },
  };
}

function otherHalf(held: Contest, cut: readonly Contest[]): Contest {
  const { labeler } = held.conditions;
  if (held.conditions['setting klCoefficient'] === '0')
    throw new Error(`The contest of "${labeler}" that should have a penalty has none. Nothing was written.`);
  const half = cut.find(({ conditions }) => conditions.labeler === labeler);
  if (half?.conditions['setting klCoefficient'] !== '0')
    throw new Error(`There is no contest of "${labeler}" without a penalty. Nothing was written.`);
  checkSame(half, held, LEASH);
  return half;
}

function checkSame({ conditions: one }: Contest, { conditions: other }: Contest, but: readonly string[]) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const differs = names.find((name) => !but.includes(name) && one[name] !== other[name]);
  if (differs !== undefined)
    throw new Error(
      `Contests of "${one.labeler}" and "${other.labeler}" differ in "${differs}": ${one[differs]} and ${other[differs]}. Nothing was written.`,
    );
}

/** Null where the seed was not run or broke. */
function endIn({ runs, bases }: Contest, seed: number): LeashEnd | null {
  const run = runs.find((one) => one.seed === seed);
  const base = bases.find((one) => one.seed === seed);
  const end = run && endOf(run);
  if (!end || !base) return null;
  return { utility: gain(end, base), score: end.score - base.score, kl: end.kl, distinct4: end.distinct4 };
}
