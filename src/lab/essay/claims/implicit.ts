/** That what people do with an answer is a reward: it teaches what rankings teach, and how it is hacked can be cured. */
import type { ImplicitResult } from '../../implicit/experiment/result.ts';
import { GOAL, judge, summarise } from '../../implicit/experiment/summary.ts';
import { measured, outcomeOf } from '../claim.ts';

export const implicit = measured({
  bench: 'implicit',
  record: async () => (await import('../../../../docs/lab/implicit.json')).default,
  find(results: readonly ImplicitResult[]) {
    const { share, ratio, lost, restored } = summarise(results);
    const teaches = share >= GOAL.accuracy;
    const cured = Math.max(restored.matched, restored.mixed);
    return {
      verdict: judge(results).met ? 'holds' : outcomeOf([teaches, false]),
      figures: {
        /** Of the accuracy that rankings teach. */
        share,
        /** Events for a ranking. */
        ratio,
        /** Spreads of true utility that a hurried user's reward costs, and the share of it that the better cure gives back. */
        lost: lost.mean,
        cured,
        teaches,
        goal: GOAL,
      },
    };
  },
});
