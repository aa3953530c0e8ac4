/** What `npm run lab -- cost` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/cost.json';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { useWords } from '../../../ui/app/context.ts';
import type { CostResult } from '../experiment.ts';
import type { CostWords } from './enCost.ts';
import { seconds, share } from '../../../ui/text/amounts.ts';
import styles from './CostPanel.module.css';

const results = record.results.map(({ result }) => result) as unknown as readonly CostResult[];

export function Recorded({ words }: { readonly words: CostWords }) {
  const { recorded } = words;
  const { raters } = useWords().rank;
  return (
    <section aria-labelledby="cost-recorded">
      <h3 id="cost-recorded">{recorded.title}</h3>
      <p>{recorded.text(results.length, record.adapter)}</p>
      <DataTable
        inText
        caption={recorded.table}
        headers={[
          `${recorded.seed}, ${recorded.labeler}`,
          recorded.foretold,
          recorded.taken,
          recorded.error,
          recorded.lengths,
        ]}
        rows={results.flatMap(({ seed, runs }) =>
          runs.map(({ labeler, total, errorByLengths }) => [
            `${seed}, ${raters[labeler]}`,
            seconds(total.foretold),
            seconds(total.taken),
            share(total.error),
            share(errorByLengths),
          ]),
        )}
      />
      <p>
        <b>{record.verdict.met ? recorded.met : recorded.missed}</b>{' '}
        <span lang="en" translate="no">
          {record.verdict.figures}
        </span>
      </p>
      <p className={styles.note}>
        <code>{recorded.command}</code>
      </p>
    </section>
  );
}
