/**
 * What bench/forms.mjs found of whole rankings, bests and pairs at equal numbers of rankings, as its record has it, and what each seed
 * says of their differences. Knows no fit and no page.
 */
import { intervalOf, type Interval } from '../intervals.ts';

/** What is made of four answers that were ranked. */
export const FORM_IDS = ['whole', 'allPairs', 'best', 'pair'] as const;
export type FormId = (typeof FORM_IDS)[number];

/** One seed. */
export interface FormsResult {
  readonly sizes: readonly {
    /** Rankings that were learned from. */
    readonly rankings: number;
    /** Tastes of which every form was fitted. */
    readonly tastes: readonly string[];
    /** Share of held-out pairs that are ordered as the taste without its noise has them, a mean over those tastes. */
    readonly accuracy: Readonly<Record<FormId, number>>;
  }[];
}

export interface FormGains {
  readonly rankings: number;
  /** Accuracy of whole rankings, a mean over seeds. */
  readonly whole: number;
  /** What whole rankings have above the best of each, and above one pair of each. */
  readonly overBest: Interval;
  readonly overPair: Interval;
  /** What the listwise loss has above the loss of all pairs of the same rankings. */
  readonly overAllPairs: Interval;
}

/** Differences over seeds at each size that every seed has, in accuracy; fewest rankings first. */
export function gainsOf(results: readonly FormsResult[]): FormGains[] {
  const [first, ...others] = results.map(({ sizes }) => sizes.map(({ rankings }) => rankings));
  const shared = (first ?? []).filter((size) => others.every((sizes) => sizes.includes(size)));
  return shared
    .toSorted((one, other) => one - other)
    .map((rankings) => {
      const seeds = results.map(
        ({ sizes }) => sizes.find((size) => size.rankings === rankings)?.accuracy ?? NONE,
      );
      const over = (form: FormId) => intervalOf(seeds.map((accuracy) => accuracy.whole - accuracy[form]));
      return {
        rankings,
        whole: seeds.reduce((sum, { whole }) => sum + whole, 0) / seeds.length,
        overBest: over('best'),
        overPair: over('pair'),
        overAllPairs: over('allPairs'),
      };
    });
}

const NONE: Readonly<Record<FormId, number>> = { whole: NaN, allPairs: NaN, best: NaN, pair: NaN };
