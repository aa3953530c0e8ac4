/** That what people do with an answer is a reward: it teaches what rankings teach, and how it is hacked can be cured. */
import type { ImplicitResult } from '../../implicit/experiment/result.ts';
import { bestCure, GOAL, judge, summarise } from '../../implicit/experiment/summary.ts';
import { measured, outcomeOf } from '../claim.ts';

export const implicit = measured({
  bench: 'implicit',
  record: async () => (await import('../../../../docs/lab/implicit.json')).default,
  find(results: readonly ImplicitResult[]) {
    const { share, ratio, lost, restored, policies } = summarise(results);
    const teaches = share >= GOAL.accuracy;
    const cure = bestCure(restored);
    const alone = (policies.few.utility.mean - policies.hurried.utility.mean) / lost.mean;
    return {
      verdict: judge(results).met ? 'holds' : outcomeOf([teaches, false]),
      figures: {
        /** Of the accuracy that rankings teach. */
        share,
        /** Events for a ranking. */
        ratio,
        /** Spreads of true utility that a hurried user's reward costs, and the share of it that the best cure gives back. */
        lost: lost.mean,
        cure,
        cured: restored[cure],
        /** What the few rankings that some cures take give back without those events. */
        alone,
        teaches,
        goal: GOAL,
      },
    };
  },
});
