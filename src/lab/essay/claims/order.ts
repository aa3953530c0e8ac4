/** That a model learns the procedure from interactions that are shuffled, with unrelated ones between. */
import type { OrderResult } from '../../order/result.ts';
import { GOAL, judge, most, summarise } from '../../order/summary.ts';
import { measured, outcomeOf } from '../claim.ts';

/** Fewer are a look. */
const LEAST_SEEDS = 3;

export const order = measured({
  bench: 'order',
  record: async () => (await import('../../../../docs/lab/order.json')).default,
  find(results: readonly OrderResult[]) {
    const all = summarise(results);
    const [claimed, ordered] = [most(all, 'both', 'notes'), most(all, 'order', 'notes')];
    const [plain, plainOrdered] = [most(all, 'both', 'text'), most(all, 'order', 'text')];
    if (results.length < LEAST_SEEDS || !claimed || !ordered || !plain || !plainOrdered) return null;
    const next = Math.min(claimed.shown.mean, claimed.history.mean);
    const share = ordered.success.mean > 0 ? claimed.success.mean / ordered.success.mean : 0;
    const met = judge(results).met;
    // The claim says more than the goal: also where users do not say what was done before.
    const everywhere = met && plain.history.mean >= GOAL.next;
    return {
      verdict: outcomeOf([next >= GOAL.next, share >= GOAL.success, everywhere]),
      figures: { claimed, ordered, plain, plainOrdered, next, met, goal: GOAL },
    };
  },
});
