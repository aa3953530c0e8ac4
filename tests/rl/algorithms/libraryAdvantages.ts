/** What libraries computed of one batch of rewards: tests/fixtures/libraries. */
import { readFileSync } from 'node:fs';

interface AdvantagesFile {
  readonly batches: Readonly<
    Record<
      'rewards',
      Readonly<Record<'lengths' | 'rewards' | 'oldLogp' | 'refLogp', number[]>> & { group: number }
    >
  >;
  readonly cases: readonly {
    readonly name: string;
    readonly batch: string;
    readonly expected: { readonly advantages: readonly number[] };
  }[];
}

/** The batch, and the advantages of a case by its name: of each answer, or of each token of each. */
export function libraryAdvantages(library: 'trl' | 'verl' | 'openrlhf') {
  const text = readFileSync(`tests/fixtures/libraries/advantages-${library}.json`, 'utf8');
  const { batches, cases } = JSON.parse(text) as AdvantagesFile;
  const { lengths, rewards, oldLogp, refLogp, group } = batches.rewards;
  const cut = (numbers: readonly number[]) => {
    let from = 0;
    return lengths.map((length) => numbers.slice(from, (from += length)));
  };
  const gaps = cut(oldLogp.map((logp, i) => logp - refLogp[i]));
  const kl = gaps.map((of) => of.reduce((sum, gap) => sum + gap, 0));
  const named = (name: string): readonly number[] => {
    const found = cases.find((one) => one.name === name && one.batch === 'rewards');
    if (!found) throw new Error(`No case is called ${name}.`);
    return found.expected.advantages;
  };
  return { rewards, group, lengths, gaps, kl, named, tokens: (name: string) => cut(named(name)) };
}
