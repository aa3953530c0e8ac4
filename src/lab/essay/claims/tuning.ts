/** That the same holds of tuning hyperparameters: a model that learnt whole searches searches functions that none has seen. */
import type { Tuner } from '../../procedure/tuning/arms.ts';
import { summarise, verdict, type TuningResult } from '../../procedure/tuning/summary.ts';
import { measured, outcomeOf } from '../claim.ts';

export const tuning = measured({
  bench: 'procedure',
  part: 'tuning',
  record: async () => (await import('../../../../docs/lab/procedure-tuning.json')).default,
  find(results: readonly TuningResult[]) {
    const { arms, ahead } = summarise(results);
    const of = (id: Tuner) => arms.find(({ arm }) => arm === id)!;
    const first = ahead.random.mean > 0 && ahead.oneShot.mean > 0;
    return {
      verdict: verdict(results).met ? 'holds' : outcomeOf([first, false]),
      figures: {
        trials: results[0].trials,
        search: of('search'),
        oneShot: of('oneShot'),
        random: of('random'),
        expert: of('expert'),
        ahead,
        first,
      },
    };
  },
});
