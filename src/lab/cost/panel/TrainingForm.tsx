/** A training run of one's own: numbers in, what is wrong with them beside them, what it takes below. */
import { useState } from 'react';
import { EXAMPLES, type ExampleId } from '../essay.ts';
import { chinchillaTokens, trainingCost, type TrainingPlan } from '../formulas.ts';
import { readNumber, type Range } from '../inputs.ts';
import type { CostWords } from './enCost.ts';
import { amount, large, money } from '../../../ui/text/amounts.ts';
import { NumberField } from './NumberField.tsx';
import styles from './CostPanel.module.css';

type FieldName = keyof CostWords['form']['fields'];

const COUNT: Range = { least: 1, most: 1e30, whole: true };
const POSITIVE: Range = { least: Number.MIN_VALUE, most: 1e30 };
const FREE: Range = { least: 0, most: 1e30 };
const RANGES: Readonly<Record<FieldName, Range>> = {
  parameters: COUNT,
  tokens: COUNT,
  devices: { ...COUNT, most: 1e9 },
  throughput: POSITIVE,
  kilowatts: FREE,
  price: FREE,
  rent: FREE,
  electricity: FREE,
};
const NAMES = Object.keys(RANGES) as FieldName[];

type Typed = Readonly<Record<FieldName, string>>;

function typedOf(plan: TrainingPlan): Typed {
  return Object.fromEntries(
    NAMES.map((name) => [
      name,
      plan[name] >= 1e6 ? plan[name].toExponential().replace('e+', 'e') : `${plan[name]}`,
    ]),
  ) as Record<FieldName, string>;
}

interface Switches {
  readonly recompute: boolean;
  readonly wholeDays: boolean;
}

/** The plan that is typed, or null while something is wrong with it. */
function planOf(typed: Typed, switches: Switches): TrainingPlan | null {
  const values = NAMES.map((name) => [name, readNumber(typed[name], RANGES[name]).value] as const);
  if (values.some(([, value]) => value === null)) return null;
  return { ...(Object.fromEntries(values) as Record<FieldName, number>), ...switches };
}

interface Props {
  readonly words: CostWords;
  onPlan(plan: TrainingPlan | null): void;
}

export function TrainingForm({ words, onPlan }: Props) {
  const { form, look } = words;
  const [typed, setTyped] = useState(() => typedOf(EXAMPLES.gpt3));
  const [switches, setSwitches] = useState<Switches>({ recompute: true, wholeDays: true });
  const take = (next: Typed, how: Switches) => {
    setTyped(next);
    setSwitches(how);
    onPlan(planOf(next, how));
  };
  return (
    <section aria-labelledby="cost-form">
      <h3 id="cost-form">{form.title}</h3>
      <p className={styles.note}>{form.help}</p>
      <div className={styles.buttons}>
        <span>{form.start}</span>
        {(Object.keys(EXAMPLES) as ExampleId[]).map((id) => (
          <button key={id} type="button" onClick={() => take(typedOf(EXAMPLES[id]), EXAMPLES[id])}>
            {look[id]}
          </button>
        ))}
      </div>
      <div className={styles.fields}>
        {NAMES.map((name) => (
          <NumberField
            key={name}
            label={form.fields[name]}
            text={typed[name]}
            range={RANGES[name]}
            problems={form.problems}
            onText={(text) => take({ ...typed, [name]: text }, switches)}
          />
        ))}
      </div>
      <div className={styles.switches}>
        {(['recompute', 'wholeDays'] as const).map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={switches[name]}
              onChange={({ target }) => take(typed, { ...switches, [name]: target.checked })}
            />
            <span>{form[name]}</span>
          </label>
        ))}
      </div>
      <Results words={words} plan={planOf(typed, switches)} />
    </section>
  );
}

function Results({ words, plan }: { readonly words: CostWords; readonly plan: TrainingPlan | null }) {
  const { form } = words;
  if (!plan) return <p role="status">{form.nothing}</p>;
  const cost = trainingCost(plan);
  const results = [
    [form.operations, large(cost.operations)],
    [form.days, amount(cost.days)],
    [form.hours, amount(cost.deviceHours)],
    [form.energy, amount(cost.kilowattHours)],
    [form.bought, money(cost.bought)],
    [form.rented, money(cost.rented)],
    [form.power, money(cost.power)],
    [form.chinchilla, large(chinchillaTokens(plan.parameters))],
  ] as const;
  return (
    <div role="status" aria-label={form.results}>
      <dl className={styles.results}>
        {results.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
