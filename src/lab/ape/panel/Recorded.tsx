/** What `npm run lab -- ape` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/ape.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { percent } from '../../../ui/text/format.ts';
import { summarise, type SeedResult, type Spread } from '../experiment/summary.ts';
import type { ArmId } from '../experiment/task.ts';
import type { ApeWords } from './enApe.ts';

const results = record.results.map(({ result }) => result) as unknown as readonly SeedResult[];

export function Recorded({ words }: { readonly words: ApeWords }) {
  const { recorded } = words;
  const arms: Readonly<Record<ArmId, string>> = { ...words.strategies, ...recorded.arms };
  const range = (share: Spread | null) => {
    if (!share || results.length === 1) return percent(share?.mean);
    return recorded.range(percent(share.mean), percent(share.least), percent(share.most));
  };
  return (
    <RecordedResult
      bench="ape"
      title={recorded.title}
      text={recorded.text(results.length, results[0]?.tasks.length ?? 0, record.adapter)}
      verdict={record.verdict.met ? recorded.met : recorded.missed}
      goal={recorded.goal}
    >
      <DataTable
        inText
        caption={recorded.title}
        headers={[recorded.arm, recorded.byDoing, recorded.bySaying, recorded.share]}
        rows={summarise(results).map(({ arm, byDoing, bySaying, share }) => [
          arms[arm],
          range(byDoing),
          range(bySaying),
          percent(share),
        ])}
      />
    </RecordedResult>
  );
}
