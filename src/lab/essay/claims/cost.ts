/** What training costs: the essay's figures follow from a formula; what a run here will take is told after five seconds of it. */
import { ESSAY, EXAMPLES } from '../../cost/essay.ts';
import type { CostResult } from '../../cost/experiment.ts';
import { CALIBRATION, median, TOLERANCE } from '../../cost/forecast.ts';
import { trainingCost } from '../../cost/formulas.ts';
import { measured, outcomeOf } from '../claim.ts';

export const cost = measured({
  bench: 'cost',
  record: async () => (await import('../../../../docs/lab/cost.json')).default,
  find(results: readonly CostResult[], { verdict }) {
    const [gpt3, trillion] = [trainingCost(EXAMPLES.gpt3), trainingCost(EXAMPLES.trillion)];
    const same = (value: number, printed: number, digits: number) =>
      Number(value.toFixed(digits)) === Number(printed.toFixed(digits));
    const printed =
      same(gpt3.days, ESSAY.gpt3Days, 1) &&
      same(trillion.days, ESSAY.trillionDays, 1) &&
      same(gpt3.kilowattHours, ESSAY.gpt3KilowattHours, 0);
    return {
      verdict: outcomeOf([printed, verdict.met]),
      figures: {
        gpt3,
        trillion,
        printed,
        /** How far the time that was told is from the time that was taken, in the middle of the seeds. */
        off: median(results.map(({ runs: [first] }) => Math.abs(first.total.error))),
        seconds: CALIBRATION / 1000,
        met: verdict.met,
        goal: TOLERANCE,
      },
    };
  },
});
