/** What `npm run lab -- tools` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/tools.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed, percent, signed } from '../../../ui/text/format.ts';
import type { Interval } from '../../intervals.ts';
import { summarise, type ToolsResult } from '../experiment/summary.ts';
import type { ToolsWords } from './enTools.ts';
import { Practice } from './Practice.tsx';

const results = record.results.map(({ result }) => result) as unknown as readonly ToolsResult[];

export function Recorded({ words }: { readonly words: ToolsWords }) {
  const { recorded } = words;
  const { alone, sets, kinds, reinforced } = summarise(results);
  const added = ({ mean, low, high }: Interval) =>
    Number.isFinite(low)
      ? recorded.gain(points(mean), points(low), points(high))
      : recorded.one(points(mean));
  return (
    <RecordedResult
      bench="tools"
      title={recorded.title}
      text={recorded.text(results.length, reinforced, record.adapter)}
      verdict={record.verdict.met ? recorded.met : recorded.missed}
      goal={recorded.goal}
    >
      <DataTable
        inText
        caption={recorded.title}
        headers={[recorded.set, recorded.recipient, recorded.queries, recorded.answers, recorded.adds]}
        rows={sets.map(({ set, recipient, queries, answers, gain }) => [
          recorded.sets[set],
          exact(recipient),
          exact(queries),
          exact(answers),
          added(gain),
        ])}
      />
      <p>{recorded.alone(exact(alone))}</p>
      <Practice words={words} curves={results.map(({ curve }) => curve).filter(({ length }) => length > 0)} />
      <details>
        <summary>{recorded.byKind}</summary>
        <DataTable
          inText
          caption={recorded.byKind}
          headers={[recorded.kind, recorded.without, recorded.answers]}
          rows={kinds.map(({ kind, alone, answers }) => [
            words.kinds[kind],
            percent(alone),
            percent(answers),
          ])}
        />
      </details>
    </RecordedResult>
  );
}

/** A tenth of a percent matters where nearly all is right. */
const exact = (share: number) => `${fixed(share * 100, 1)} %`;

/** Percentage points. */
const points = (change: number) => signed(change * 100, 1);
