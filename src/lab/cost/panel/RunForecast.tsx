/** The run on screen: watched for five seconds, foretold part by part, compared with what comes, and put on other devices. */
import { useCallback, useState } from 'react';
import { useApp, useRun } from '../../../ui/app/context.ts';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import type { WatchedIteration } from '../../../rl/runs/partTime.ts';
import { calibrated, errorOf, forecast, isEnough, PARTS, takenBy, totalOf } from '../forecast.ts';
import { readNumber } from '../inputs.ts';
import type { CostWords } from './enCost.ts';
import { seconds, share } from '../../../ui/text/amounts.ts';
import { NumberField } from './NumberField.tsx';
import { OtherDevices } from './OtherDevices.tsx';
import { useWatched } from './useWatched.ts';
import styles from './CostPanel.module.css';

const RANGE = { least: 1, most: 1e9, whole: true };

export function RunForecast({ words }: { readonly words: CostWords }) {
  const { run, form } = words;
  const ready = useRun(({ status }) => status === 'ready');
  const { training } = useApp();
  const partTimes = useCallback((on: boolean) => training.partTimes(on), [training]);
  const { watching, iterations, watch } = useWatched(partTimes);
  const [text, setText] = useState('100');
  const { watched, came } = calibrated(iterations);
  const wanted = readNumber(text, RANGE).value;
  const enough = isEnough(watched);
  return (
    <section aria-labelledby="cost-run">
      <h3 id="cost-run">{run.title}</h3>
      <p>{ready ? run.text : run.none}</p>
      {ready && (
        <>
          <div className={styles.buttons}>
            <button type="button" onClick={() => watch(!watching)}>
              {watching ? run.stop : run.watch}
            </button>
            <span role="status">
              {watching && watched.length === 0 && run.start}
              {watched.length > 0 && run.watching(watched.length, seconds(totalOf(watched)))}
            </span>
          </div>
          <NumberField
            single
            label={run.iterations}
            text={text}
            range={RANGE}
            problems={form.problems}
            onText={setText}
          />
          {enough && wanted !== null && (
            <Foretold words={words} watched={watched} came={came} wanted={wanted} />
          )}
        </>
      )}
    </section>
  );
}

interface Props {
  readonly words: CostWords;
  readonly watched: readonly WatchedIteration[];
  readonly came: readonly WatchedIteration[];
  readonly wanted: number;
}

function Foretold({ words, watched, came, wanted }: Props) {
  const { run } = words;
  const told = forecast(watched, wanted);
  const [taken, soFar] = [takenBy(came), came.length > 0 ? forecast(watched, came.length) : null];
  const compared = (foretold: number, by: number) =>
    soFar ? [seconds(by), share(errorOf(foretold, by))] : ['–', '–'];
  const sum = (of: (part: (typeof PARTS)[number]) => number) =>
    PARTS.reduce((total, part) => total + of(part), 0);
  return (
    <>
      <DataTable
        inText
        caption={run.table}
        headers={[run.part, run.each, run.all, run.compiling, run.came, run.error]}
        rows={[
          ...PARTS.map((part) => [
            run.parts[part],
            seconds(told.parts[part].milliseconds),
            seconds(told.parts[part].total),
            seconds(told.parts[part].compiling),
            ...compared(soFar?.parts[part].total ?? 0, taken[part]),
          ]),
          [
            run.sum,
            seconds(sum((part) => told.parts[part].milliseconds)),
            seconds(told.total),
            seconds(sum((part) => told.parts[part].compiling)),
            ...compared(soFar?.total ?? 0, totalOf(came)),
          ],
        ]}
      />
      {told.between && <p>{run.between(seconds(told.between[0]), seconds(told.between[1]))}</p>}
      {soFar && <p role="status">{run.so(came.length, share(errorOf(soFar.total, totalOf(came))))}</p>}
      <p className={styles.note}>{run.assume}</p>
      <OtherDevices words={words} watched={watched} iterations={wanted} />
    </>
  );
}
