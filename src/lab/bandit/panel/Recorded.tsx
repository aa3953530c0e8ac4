/** What `npm run lab -- bandit` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/bandit.json';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed, percent } from '../../../ui/text/format.ts';
import { summarise, type BanditResult } from '../summary.ts';
import type { BanditWords } from './enBandit.ts';
import styles from './BanditPanel.module.css';

const results = record.results.map(({ result }) => result) as unknown as readonly BanditResult[];

export function Recorded({ words }: { readonly words: BanditWords }) {
  const { recorded } = words;
  const [first] = results;
  return (
    <section aria-labelledby="bandit-recorded">
      <h3 id="bandit-recorded">{recorded.title}</h3>
      <p>{recorded.text(results.length, first.users.length, first.pulls, first.model, record.adapter)}</p>
      <DataTable
        inText
        caption={recorded.title}
        headers={recorded.heads}
        rows={summarise(results).map(({ strategy, regret, least, most, found }) => [
          words.strategies[strategy],
          fixed(regret, 1),
          `${fixed(least, 1)}–${fixed(most, 1)}`,
          percent(found),
        ])}
      />
      <p>
        <b>{record.verdict.met ? recorded.met : recorded.missed}</b>{' '}
        <span lang="en" translate="no">
          {record.goal}
        </span>
      </p>
      <p className={styles.note}>
        <code>npm run lab -- bandit --seeds 5</code>
      </p>
    </section>
  );
}
