/** The essay's two examples, computed, beside what it prints. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed } from '../../../ui/text/format.ts';
import { ESSAY, EXAMPLES } from '../essay.ts';
import { trainingCost, type TrainingPlan } from '../formulas.ts';
import type { CostWords } from './enCost.ts';
import { large, money } from '../../../ui/text/amounts.ts';
import styles from './CostPanel.module.css';

export function Examples({ words }: { readonly words: CostWords }) {
  const { look } = words;
  const { rows } = look;
  const plans = [EXAMPLES.gpt3, EXAMPLES.trillion];
  const costs = plans.map(trainingCost);
  const inputs = ({ parameters, tokens, throughput }: TrainingPlan) =>
    [parameters, tokens, throughput].map((value) => value.toExponential().replace('e+', 'e')).join(', ');
  return (
    <section aria-labelledby="cost-look">
      <h3 id="cost-look">{look.title}</h3>
      <p>{look.text}</p>
      <DataTable
        inText
        caption={look.table}
        headers={[look.what, look.gpt3, look.trillion]}
        rows={[
          [rows.inputs, ...plans.map(inputs)],
          [rows.days, ...costs.map(({ days }) => fixed(days, 1))],
          [rows.printed, fixed(ESSAY.gpt3Days, 1), fixed(ESSAY.trillionDays, 1)],
          [rows.energy, ...costs.map(({ kilowattHours }) => large(kilowattHours))],
          [rows.printedEnergy, large(ESSAY.gpt3KilowattHours), '–'],
          [rows.cards, ...costs.map(({ bought }) => money(bought))],
          [rows.rent, ...costs.map(({ rented }) => money(rented))],
        ]}
      />
      <p className={styles.note}>{look.note}</p>
    </section>
  );
}
