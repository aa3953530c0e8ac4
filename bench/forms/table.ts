/** Rows told as a table: of each budget each form's accuracy, and its gain over the first. Knows rows; knows no model. */
import { interval, type Interval, type Tally } from '../rewards/verdict.ts';
import type { Row } from './rows.ts';

/**
 * Markdown; 95 % intervals by resampling tastes, seeds and held-out rankings, of gains on the same draws.
 * @param forms names in their order; gains are over the first
 */
export function table(rows: readonly Row[], forms: readonly string[]): string {
  const lines = [
    '| Agreement | Budget | Form | Rankings | Fits | Accuracy | Gain over the first |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  const named = ({ agreement, budget }: Row) => `${agreement} | ${budget}`;
  for (const name of new Set(rows.map(named))) {
    const group = rows.filter((row) => named(row) === name);
    const base = byTaste(group.filter(({ form }) => form === forms[0]));
    for (const form of forms) {
      const own = group.filter((row) => row.form === form);
      if (own.length === 0) continue;
      const [mine, theirs] = paired(byTaste(own), base);
      const gain = form === forms[0] || mine.length === 0 ? '' : signed(interval(mine, theirs));
      const accuracy = shown(interval(tallies(byTaste(own))));
      lines.push(`| ${name} | ${form} | ${own[0].rankings} | ${own.length} | ${accuracy} | ${gain} |`);
    }
  }
  return lines.join('\n');
}

type ByTaste = Map<string, Map<number, Tally>>;

function byTaste(rows: readonly Row[]): ByTaste {
  const all: ByTaste = new Map();
  for (const row of rows) {
    const seeds = all.get(row.taste) ?? new Map<number, Tally>();
    all.set(row.taste, seeds.set(row.seed, row));
  }
  return all;
}

function tallies(all: ByTaste): Tally[][] {
  return [...all.values()].map((seeds) => [...seeds.values()]);
}

/** The fits that both have. */
function paired(own: ByTaste, base: ByTaste): [Tally[][], Tally[][]] {
  const [mine, theirs]: [Tally[][], Tally[][]] = [[], []];
  for (const [taste, seeds] of own) {
    const both = [...seeds.keys()].filter((seed) => base.get(taste)?.has(seed));
    if (both.length === 0) continue;
    mine.push(both.map((seed) => seeds.get(seed)!));
    theirs.push(both.map((seed) => base.get(taste)!.get(seed)!));
  }
  return [mine, theirs];
}

function shown({ mean, low, high }: Interval): string {
  return `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function signed({ mean, low, high }: Interval): string {
  const one = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  return `${one(mean)} [${one(low)}, ${one(high)}]`;
}
