/** What `npm run lab -- implicit` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/implicit.json';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed, percent, signed } from '../../../ui/text/format.ts';
import { ARMS, type ImplicitResult } from '../experiment/result.ts';
import { learntAt, summarise, type Spread } from '../experiment/summary.ts';
import type { ImplicitWords } from './enImplicit.ts';
import styles from './ImplicitPanel.module.css';

const results = record.results.map(({ result }) => result) as unknown as readonly ImplicitResult[];

export function Recorded({ words: { recorded } }: { readonly words: ImplicitWords }) {
  const { within, ratio, policies, baseWords } = summarise(results);
  const between = ({ mean, least, most }: Spread, tell: (value: number) => string) =>
    `${tell(mean)} (${tell(least)} – ${tell(most)})`;
  const [first] = results;
  const rows = (of: 'rankings' | 'events') =>
    learntAt(results, of).map(({ count, accuracy }) => [recorded[of](count), between(accuracy, percent)]);
  return (
    <section aria-labelledby="implicit-recorded">
      <h3 id="implicit-recorded">{recorded.title}</h3>
      <p>{recorded.text(results.length, record.adapter)}</p>
      <DataTable
        inText
        caption={recorded.learnt}
        headers={[recorded.from, recorded.accuracy]}
        rows={[
          ...rows('rankings'),
          ...rows('events'),
          [recorded.within(first.within.count), between(within, percent)],
        ]}
      />
      <p>{recorded.ratio(fixed(ratio.mean, 1), fixed(ratio.low, 1), fixed(ratio.high, 1))}</p>
      <h4>{recorded.hack}</h4>
      <p>{recorded.hackText}</p>
      <DataTable
        inText
        caption={recorded.hack}
        headers={[recorded.reward, recorded.gain, recorded.words]}
        rows={ARMS.map((arm) => [
          recorded.policies[arm],
          between(policies[arm].utility, signed),
          `${fixed(policies[arm].words.mean, 1)} (${fixed(baseWords.mean, 1)})`,
        ])}
      />
      <p>
        <b>{record.verdict.met ? recorded.met : recorded.missed}</b>{' '}
        <span lang="en" translate="no">
          {record.verdict.figures}
        </span>
      </p>
      <p className={styles.note}>
        <code>npm run lab -- implicit --seeds 5</code>
      </p>
    </section>
  );
}
