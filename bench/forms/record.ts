/** Rows of equal numbers of rankings, seed by seed, as the essay's claim reads them (src/lab/essay/claims/listwise.ts). */
import type { LabRecord } from '../../src/headless/lab/record.ts';
import { FORM_IDS, gainsOf, type FormId, type FormsResult } from '../../src/lab/forms/result.ts';
import { FORMS } from './asked.ts';
import type { Row } from './rows.ts';

/** As the rows name them. */
const NAMES = Object.fromEntries(FORMS.map(({ id, name }) => [id, name])) as Record<FormId, string>;

/** @param adapter what the fits were made on */
export function recordOf(rows: readonly Row[], adapter: string): LabRecord {
  const equal = rows.filter(({ budget }) => budget.endsWith('rankings'));
  const seeds = [...new Set(equal.map(({ seed }) => seed))].toSorted((a, b) => a - b);
  const results = seeds.map((seed) => ({ seed, result: resultOf(equal.filter((row) => row.seed === seed)) }));
  const most = gainsOf(results.map(({ result }) => result)).at(-1);
  const gain = most
    ? `${most.overBest.mean.toFixed(3)} over bests at ${most.rankings} rankings`
    : 'nothing shared';
  return {
    format: 'nudge-lab',
    version: 1,
    bench: 'forms',
    goal: 'whole rankings above bests and pairs of the same rankings, beyond chance',
    quick: false,
    model: 'blurbs-tiny',
    adapter,
    results,
    verdict: { met: !!most && most.overBest.low > 0 && most.overPair.low > 0, figures: gain },
  };
}

/** Of one seed: a taste counts at a size where every form of it was fitted. */
function resultOf(rows: readonly Row[]): FormsResult {
  const sizes = [...new Set(rows.map(({ rankings }) => rankings))].toSorted((a, b) => a - b);
  return {
    sizes: sizes.flatMap((rankings) => {
      const here = rows.filter((row) => row.rankings === rankings);
      const of = (taste: string, id: FormId) =>
        here.find((row) => row.taste === taste && row.form === NAMES[id]);
      const tastes = [...new Set(here.map(({ taste }) => taste))]
        .filter((taste) => FORM_IDS.every((id) => of(taste, id)))
        .toSorted();
      if (tastes.length === 0) return [];
      const mean = (id: FormId) =>
        tastes.reduce((sum, taste) => sum + shareOf(of(taste, id)!), 0) / tastes.length;
      const accuracy = Object.fromEntries(FORM_IDS.map((id) => [id, mean(id)])) as Record<FormId, number>;
      return [{ rankings, tastes, accuracy }];
    }),
  };
}

function shareOf({ right, pairs }: Row): number {
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
  return sum(right) / sum(pairs);
}
