/** That copy is written by a chain of thoughts, from the topic to whom it suits, and that ranks of its steps teach it. */
import { summarise, type Arm, type ChainResult } from '../../chain/experiment/summary.ts';
import { measured, outcomeOfDifferences } from '../claim.ts';

export const chain = measured({
  bench: 'chain',
  record: async () => (await import('../../../../docs/lab/chain.json')).default,
  find(results: readonly ChainResult[]) {
    const arms = summarise(results);
    const of = (arm: Arm) => arms.find((each) => each.arm === arm)!;
    const [trained, untrained, oneShot] = [of('trained'), of('untrained'), of('oneShot')];
    return {
      verdict: outcomeOfDifferences([untrained.behind, oneShot.behind]),
      figures: {
        trained: trained.rating.total,
        untrained: untrained.rating.total,
        oneShot: oneShot.rating.total,
        /** The trained chain less the untrained one, and less copy at one go. */
        gain: untrained.behind,
        ahead: oneShot.behind,
      },
    };
  },
});
