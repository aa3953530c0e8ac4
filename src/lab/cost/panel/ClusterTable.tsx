/** The run as a bundle hands it on: operations by part, seconds on the devices of the form. */
import { useState } from 'react';
import { useRun } from '../../../ui/app/context.ts';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { percent } from '../../../ui/text/format.ts';
import { PARTS } from '../forecast.ts';
import { SECONDS_A_DAY, type TrainingPlan } from '../formulas.ts';
import { readNumber, type Range } from '../inputs.ts';
import { rlhfSeconds, SAMPLING_SHARE } from '../../../rl/runs/operations.ts';
import type { CostWords } from './enCost.ts';
import { epochsOf } from './epochs.ts';
import { amount, money } from '../../../ui/text/amounts.ts';
import { NumberField } from './NumberField.tsx';
import styles from './CostPanel.module.css';

const COUNT: Range = { least: 1, most: 1e30, whole: true };
/** Tokens of a prompt where no run is open. */
const USUAL_PROMPT = 20;

interface Props {
  readonly words: CostWords;
  /** Devices, throughput and prices; null while the form has something wrong. */
  readonly plan: TrainingPlan | null;
}

export function ClusterTable({ words, plan }: Props) {
  const { cluster, form, run } = words;
  const session = useRun((state) => state.session);
  const settings = useRun((state) => state.settings);
  const { rolloutBatch, maxNewTokens } = settings;
  const [typed, setTyped] = useState<string | null>(null);
  const [iterations, setIterations] = useState('100');
  const text = typed ?? String(session?.parameters ?? 1_100_000);
  const prompts = [...(session?.reading.tokens.values() ?? [])];
  const promptTokens =
    prompts.length > 0 ? prompts.reduce((sum, count) => sum + count, 0) / prompts.length : USUAL_PROMPT;
  const parameters = readNumber(text, COUNT).value;
  const count = readNumber(iterations, COUNT).value;
  return (
    <section aria-labelledby="cost-cluster">
      <h3 id="cost-cluster">{cluster.title}</h3>
      <p>{cluster.text}</p>
      <div className={styles.fields}>
        <NumberField
          label={cluster.weights}
          text={text}
          range={COUNT}
          problems={form.problems}
          onText={setTyped}
        />
        <NumberField
          label={run.iterations}
          text={iterations}
          range={COUNT}
          problems={form.problems}
          onText={setIterations}
        />
      </div>
      {plan && parameters !== null && count !== null ? (
        <Table
          words={words}
          plan={plan}
          work={{
            parameters,
            iterations: count,
            rollout: rolloutBatch,
            promptTokens,
            answerTokens: maxNewTokens,
            epochs: epochsOf(settings),
            ownValueModel: true,
          }}
        />
      ) : (
        <p role="status">{form.nothing}</p>
      )}
      <p className={styles.note}>{cluster.assumed(percent(SAMPLING_SHARE))}</p>
    </section>
  );
}

interface TableProps {
  readonly words: CostWords;
  readonly plan: TrainingPlan;
  readonly work: Parameters<typeof rlhfSeconds>[0];
}

function Table({ words, plan, work }: TableProps) {
  const { cluster, run, form } = words;
  const taken = rlhfSeconds(work, plan.devices, plan.throughput);
  const total = PARTS.reduce((sum, part) => sum + taken[part], 0);
  const hours = (total / 3600) * plan.devices;
  return (
    <DataTable
      inText
      caption={cluster.table}
      headers={[...PARTS.map((part) => run.parts[part]), cluster.days, form.rented, form.energy]}
      rows={[
        [
          ...PARTS.map((part) => amount(taken[part])),
          amount(total / SECONDS_A_DAY),
          money(hours * plan.rent),
          amount(hours * plan.kilowatts),
        ],
      ]}
    />
  );
}
