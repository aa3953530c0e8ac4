/** What `npm run lab -- implicit` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/implicit.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed, percent, signed } from '../../../ui/text/format.ts';
import { ARMS, type ImplicitResult } from '../experiment/result.ts';
import { learntAt, summarise, type Spread } from '../experiment/summary.ts';
import type { ImplicitWords } from './enImplicit.ts';

const results = record.results.map(({ result }) => result) as unknown as readonly ImplicitResult[];

export function Recorded({ words: { recorded } }: { readonly words: ImplicitWords }) {
  const { within, ratio, policies, baseWords } = summarise(results);
  const between = ({ mean, least, most }: Spread, tell: (value: number) => string) =>
    `${tell(mean)} (${tell(least)} – ${tell(most)})`;
  const rows = (of: 'rankings' | 'events') =>
    learntAt(results, of).map(({ least, most, accuracy }) => [
      recorded[of](least, most),
      between(accuracy, percent),
    ]);
  return (
    <RecordedResult
      bench="implicit"
      title={recorded.title}
      text={recorded.text(results.length, record.adapter)}
      verdict={record.verdict.met ? recorded.met : recorded.missed}
      goal={recorded.goal}
    >
      <DataTable
        inText
        caption={recorded.learnt}
        headers={[recorded.from, recorded.accuracy]}
        rows={[
          ...rows('rankings'),
          ...rows('events'),
          [recorded.within(...range(results.map(({ within }) => within.count))), between(within, percent)],
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
    </RecordedResult>
  );
}

function range(counts: readonly number[]): [number, number] {
  return [Math.min(...counts), Math.max(...counts)];
}
