/** That what is learnt is how people proceed: cloning whole procedures solves what cloning results does not. */
import { GOAL, summarise, verdict, type ProcedureResult } from '../../procedure/summary.ts';
import type { Arm } from '../../procedure/mazes/arms.ts';
import { measured, outcomeOf } from '../claim.ts';

export const procedure = measured({
  bench: 'procedure',
  record: async () => (await import('../../../../docs/lab/procedure.json')).default,
  find(results: readonly ProcedureResult[]) {
    const summaries = summarise(results).filter(({ size }) => size === GOAL.size);
    const of = (id: Arm) => summaries.find(({ arm, seeds }) => arm === id && seeds > 0);
    const [whole, answer] = [of('procedure'), of('answer')];
    if (!whole || !answer) return null;
    // Told beside the others only where as many seeds have it.
    const masked = of('masked');
    return {
      verdict: verdict(results).met ? 'holds' : outcomeOf([whole.least > answer.most, false]),
      figures: { whole, answer, masked: masked?.seeds === whole.seeds ? masked : null, goal: GOAL },
    };
  },
});
