/** What `npm run lab -- chain` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/chain.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed, signed } from '../../../ui/text/format.ts';
import { summarise, type ChainResult } from '../experiment/summary.ts';
import type { ChainWords } from './enChain.ts';
import { SoundTable } from './SoundTable.tsx';

const results = record.results.map(({ result }) => result) as unknown as readonly ChainResult[];

export function Recorded({ words }: { readonly words: ChainWords }) {
  const { recorded } = words;
  const [{ calls, copies, learnt }] = results;
  const arms = summarise(results);
  return (
    <RecordedResult
      bench="chain"
      title={recorded.title}
      text={recorded.text(results.length, record.adapter, calls, copies, learnt.chain)}
      verdict={record.verdict.met ? recorded.met : recorded.missed}
      goal={recorded.goal}
    >
      <DataTable
        inText
        caption={recorded.title}
        headers={[
          recorded.arm,
          recorded.total,
          recorded.facts,
          recorded.fluent,
          recorded.fit,
          recorded.venues,
          recorded.funds,
          recorded.behind,
        ]}
        rows={arms.map(({ arm, rating, byDomain, behind: { mean, low, high } }) => [
          recorded.arms[arm],
          fixed(rating.total, 3),
          fixed(rating.facts),
          fixed(rating.fluent),
          fixed(rating.fit),
          fixed(byDomain.venues),
          fixed(byDomain.funds),
          arm === 'trained'
            ? '–'
            : Number.isFinite(low)
              ? recorded.within(signed(mean, 3), signed(low, 3), signed(high, 3))
              : signed(mean, 3),
        ])}
      />
      <SoundTable words={words} results={results} />
      {arms.some(({ arm }) => arm === 'oneShotTrained') && <p>{recorded.note}</p>}
    </RecordedResult>
  );
}
