/** What `npm run lab -- procedure --part tuning` found when it was last recorded, with some maps: there without WebGPU too. */
import record from '../../../../../docs/lab/procedure-tuning.json';
import { RecordedResult } from '../../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../../ui/parts/DataTable.tsx';
import { fixed, percent } from '../../../../ui/text/format.ts';
import type { Interval } from '../../../intervals.ts';
import { summarise, type TuningResult } from '../../tuning/summary.ts';
import type { TuningWords } from './enTuning.ts';
import { FoundCurves } from './FoundCurves.tsx';
import { Maps } from './Maps.tsx';

const results = record.results.map(({ result }) => result) as unknown as readonly TuningResult[];

/** A quick look says nothing about the goal. */
function verdictOf({ recorded }: TuningWords): string {
  if (record.quick) return recorded.unmeasured;
  return record.verdict.met ? recorded.met : recorded.missed;
}

export function RecordedTuning({ words }: { readonly words: TuningWords }) {
  const { recorded } = words;
  const { arms, ahead } = summarise(results);
  const [{ side, shown, ...first }] = results;
  const interval = ({ low, high }: Interval) =>
    Number.isFinite(low) ? recorded.to(points(low), points(high)) : null;
  return (
    <>
      <RecordedResult
        bench="procedure"
        part="tuning"
        title={recorded.title}
        text={recorded.text({ ...first, seeds: results.length, adapter: record.adapter })}
        verdict={verdictOf(words)}
        goal={recorded.goal}
      >
        {record.quick && <p>{recorded.quick}</p>}
        <DataTable
          inText
          caption={recorded.table}
          headers={recorded.heads}
          rows={arms.map(({ arm, last, least, most, lost }) => [
            words.arms[arm],
            percent(last),
            `${percent(least)}–${percent(most)}`,
            fixed(lost, 1),
          ])}
        />
        {(['random', 'oneShot'] as const).map((other) => (
          <p key={other}>
            {recorded.ahead(words.arms[other], points(ahead[other].mean), interval(ahead[other]))}
          </p>
        ))}
        <FoundCurves
          words={words}
          caption={recorded.curves}
          found={Object.fromEntries(arms.map(({ arm, found }) => [arm, found]))}
        />
      </RecordedResult>
      <Maps
        words={words}
        maps={shown.map(({ values, trials }) => ({ side, values, trials }))}
        title={words.recordedMaps}
        id="tuning-recorded-maps"
      />
    </>
  );
}

const points = (share: number) => fixed(100 * share, 1);
