/** That a model learns to use tools as LaMDA does: to speak to the right one, in its terms, and to answer by what it says. */
import { GOAL, summarise, verdict, type ToolsResult } from '../../tools/experiment/summary.ts';
import { measured, outcomeOf } from '../claim.ts';

export const tools = measured({
  bench: 'tools',
  record: async () => (await import('../../../../docs/lab/tools.json')).default,
  find(results: readonly ToolsResult[]) {
    const { alone, sets, reinforced } = summarise(results);
    const [shown, ...others] = sets;
    const met = verdict(results).met;
    return {
      verdict: outcomeOf([met, met && others.every(({ answers }) => answers >= GOAL.answers)]),
      figures: {
        recipient: shown.recipient,
        queries: shown.queries,
        answers: shown.answers,
        alone,
        /** Answers right in wordings that nobody demonstrated, the least of them. */
        others: Math.min(...others.map(({ answers }) => answers)),
        met,
        reinforced,
        /** What reinforcement learning adds where it asks, over the seeds that had it. */
        gain: others[0].gain,
        goal: GOAL,
      },
    };
  },
});
