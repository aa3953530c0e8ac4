/** What `npm run lab -- ape` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/ape.json';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { percent } from '../../../ui/text/format.ts';
import { summarise, type SeedResult } from '../experiment/summary.ts';
import styles from './ApePanel.module.css';
import type { ApeWords } from './enApe.ts';

const results = record.results.map(({ result }) => result) as unknown as readonly SeedResult[];

export function Recorded({ words: { recorded } }: { readonly words: ApeWords }) {
  return (
    <section aria-labelledby="ape-recorded">
      <h3 id="ape-recorded">{recorded.title}</h3>
      <p>{recorded.text(results.length, results[0]?.tasks.length ?? 0, record.adapter)}</p>
      <DataTable
        inText
        caption={recorded.title}
        headers={[recorded.arm, recorded.byDoing, recorded.bySaying, recorded.share]}
        rows={summarise(results).map(({ arm, byDoing, bySaying, share }) => [
          arm,
          percent(byDoing.mean),
          percent(bySaying?.mean),
          percent(share),
        ])}
      />
      <p>
        <b>{record.verdict.met ? recorded.met : recorded.missed}</b>{' '}
        <span lang="en" translate="no">
          {record.goal}
        </span>
      </p>
      <p className={styles.note}>
        <code>npm run lab -- ape --seeds 5</code>
      </p>
    </section>
  );
}
