/** What libraries computed of one batch of rewards: tests/fixtures/libraries. */
import openrlhf from '../../fixtures/libraries/advantages-openrlhf.json';
import trl from '../../fixtures/libraries/advantages-trl.json';
import verl from '../../fixtures/libraries/advantages-verl.json';
import { caseOf, cut } from '../../fixtures/libraryCases.ts';

const FILES = { trl, verl, openrlhf };

/** The batch, and the advantages of a case by its name: of each answer, or of each token of each. */
export function libraryAdvantages(library: keyof typeof FILES) {
  const file = FILES[library];
  const { lengths, rewards, oldLogp, refLogp, group } = file.batches.rewards;
  const gaps = cut(
    lengths,
    oldLogp.map((logp, i) => logp - refLogp[i]),
  );
  const kl = gaps.map((of) => of.reduce((sum, gap) => sum + gap, 0));
  const named = (name: string) => caseOf<{ advantages: readonly number[] }>(file, name).expected.advantages;
  return { rewards, group, lengths, gaps, kl, named, tokens: (name: string) => cut(lengths, named(name)) };
}
