/** What `npm run lab -- procedure` found when it was last recorded, with some of its mazes: there without WebGPU too. */
import mazes from '../../../../docs/lab/procedure-mazes.json';
import record from '../../../../docs/lab/procedure.json';
import { RecordedResult } from '../../../ui/lab/parts/RecordedResult.tsx';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { percent } from '../../../ui/text/format.ts';
import { judged, type Arm, type Solution } from '../mazes/arms.ts';
import { vocabularyOf } from '../mazes/tokens.ts';
import { GOAL, summarise, type ProcedureResult, type SizeResult } from '../summary.ts';
import { Curves } from './Curves.tsx';
import type { ProcedureWords } from './enProcedure.ts';
import { SideBySide } from './SideBySide.tsx';

const results = resultsIn(record);
/** Those of the record, or where it has none to be drawn those of an earlier quick look. */
const drawn = [...results, ...resultsIn(mazes)]
  .flatMap(({ sizes }) => sizes)
  .find(({ shown }) => shown.length > 0);

function resultsIn({ results: all }: { readonly results: readonly { readonly result: unknown }[] }) {
  return all.map(({ result }) => result) as readonly ProcedureResult[];
}

/** A quick look says nothing about the goal. */
function verdictOf({ recorded }: ProcedureWords): string {
  if (record.quick) return recorded.unmeasured;
  return record.verdict.met ? recorded.met : recorded.missed;
}

export function Recorded({ words }: { readonly words: ProcedureWords }) {
  const { recorded } = words;
  const sizes = results[0].sizes;
  const main = sizes.find(({ size }) => size === GOAL.size) ?? sizes[sizes.length - 1];
  const { updates, batch, parameters, tests, arms } = main;
  return (
    <>
      <RecordedResult
        bench="procedure"
        title={recorded.title}
        text={recorded.text({
          seeds: results.length,
          tests,
          updates,
          batch,
          parameters,
          adapter: record.adapter,
        })}
        verdict={verdictOf(words)}
        goal={recorded.goal}
      >
        {record.quick && <p>{recorded.quick}</p>}
        <DataTable
          inText
          caption={recorded.title}
          headers={recorded.heads}
          rows={summarise(results).map(({ size, arm, seeds, solved, least, most }) => [
            `${size}×${size} ${words.arms[arm]}${seeds < results.length ? recorded.ofSeeds(seeds) : ''}`,
            percent(solved),
            `${percent(least)}–${percent(most)}`,
          ])}
        />
        <Curves
          words={words}
          updates={updates}
          learners={Object.fromEntries(arms.map((each) => [each.arm, each]))}
        />
      </RecordedResult>
      {drawn && (
        <SideBySide
          words={words}
          solutions={solutionsOf(drawn)}
          title={recorded.mazes(drawn.size, drawn.updates)}
          id="procedure-recorded-mazes"
        />
      )}
    </>
  );
}

/** What each arm wrote of the mazes that were kept. */
function solutionsOf({ size, shown }: SizeResult): Readonly<Record<Arm, readonly Solution[]>> {
  const tokens = vocabularyOf(size);
  const of = (arm: Arm) =>
    shown.map(({ open, start, goal, written }) =>
      judged({ maze: { size, open }, start, goal }, arm, written[arm], tokens),
    );
  return { procedure: of('procedure'), answer: of('answer'), masked: of('masked') };
}
