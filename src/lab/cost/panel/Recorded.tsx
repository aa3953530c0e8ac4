/** What `npm run lab -- cost` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/cost.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { useWords } from '../../../ui/app/context.ts';
import type { CostResult } from '../experiment.ts';
import { median, PARTS } from '../forecast.ts';
import type { CostWords } from './enCost.ts';
import { seconds, share } from '../../../ui/text/amounts.ts';
import { percent } from '../../../ui/text/format.ts';

const results = record.results.map(({ result }) => result) as unknown as readonly CostResult[];

export function Recorded({ words }: { readonly words: CostWords }) {
  const { recorded } = words;
  const { raters } = useWords().rank;
  return (
    <RecordedResult
      bench="cost"
      title={recorded.title}
      text={recorded.text(results.length, record.adapter)}
      verdict={record.verdict.met ? recorded.met : recorded.missed}
      goal={recorded.goal}
    >
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
      <DataTable
        inText
        caption={recorded.parts}
        headers={PARTS.map((part) => words.run.parts[part])}
        rows={[
          PARTS.map((part) =>
            percent(median(results.map(({ runs: [first] }) => Math.abs(first.parts[part].error)))),
          ),
        ]}
      />
    </RecordedResult>
  );
}
