/** What `npm run lab -- order` found when it was last recorded: there without WebGPU too. */
import record from '../../../../docs/lab/order.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { percent } from '../../../ui/text/format.ts';
import type { OrderResult } from '../result.ts';
import type { Interval } from '../../intervals.ts';
import { summarise } from '../summary.ts';
import type { OrderWords } from './enOrder.ts';

const results = record.results.map(({ result }) => result) as unknown as readonly OrderResult[];

/** A quick look says nothing about the goal. */
function verdictOf({ recorded }: OrderWords): string {
  if (record.quick) return recorded.unmeasured;
  return record.verdict.met ? recorded.met : recorded.missed;
}

export function Recorded({ words }: { readonly words: OrderWords }) {
  const { recorded } = words;
  const [first] = results;
  const tell = ({ mean, low, high }: Interval) =>
    results.length > 2 ? `${percent(mean)} (${percent(low)}–${percent(high)})` : percent(mean);
  return (
    <RecordedResult
      bench="order"
      title={recorded.title}
      text={recorded.text(results.length, first.arms[0].updates, first.asked, record.adapter)}
      verdict={verdictOf(words)}
      goal={recorded.goal}
    >
      {record.quick && <p>{recorded.quick}</p>}
      <DataTable
        inText
        caption={recorded.title}
        headers={recorded.heads}
        rows={summarise(results).map(({ arm, carried, courses, shown, history, success }) => [
          recorded.row(words.arms[arm], words.carriedNames[carried], courses),
          tell(shown),
          tell(history),
          tell(success),
        ])}
      />
    </RecordedResult>
  );
}
