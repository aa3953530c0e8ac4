/** What `npm run lab -- bandit` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/bandit.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed, percent } from '../../../ui/text/format.ts';
import { summarise, type BanditResult } from '../summary.ts';
import type { BanditWords } from './enBandit.ts';

const results = record.results.map(({ result }) => result) as unknown as readonly BanditResult[];

export function Recorded({ words }: { readonly words: BanditWords }) {
  const { recorded } = words;
  const [first] = results;
  return (
    <RecordedResult
      bench="bandit"
      title={recorded.title}
      text={recorded.text(results.length, first.users.length, first.pulls, first.model, record.adapter)}
      verdict={record.verdict.met ? recorded.met : recorded.missed}
      goal={recorded.goal}
    >
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
    </RecordedResult>
  );
}
