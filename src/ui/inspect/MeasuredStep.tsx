/** What a step was measured to take, kernel by kernel. Loaded with the first measurement. */
import { DataTable } from '../parts/DataTable.tsx';
import { useLooks } from './useLooks.ts';
import { compact, fixed, percent } from '../text/format.ts';
import type { StepMeasurement } from '../../workers/protocol.ts';
import styles from './TimePanel.module.css';

export default function MeasuredStep({ measurement }: { readonly measurement: StepMeasurement }) {
  const words = useLooks();
  const { responses, tokens, dispatches, milliseconds, limits, kernels } = measurement;
  const { columns, bound } = words.time;
  return (
    <>
      <p>
        <span>{words.time.step(responses, tokens, dispatches, compact(milliseconds))}</span>{' '}
        <span>{words.time.limits(compact(limits.gflops), compact(limits.gigabytesPerSecond))}</span>
      </p>
      {kernels ? (
        <>
          <div className={styles.table}>
            <DataTable
              caption={words.time.table}
              headers={[
                columns.kernel,
                columns.dispatches,
                columns.milliseconds,
                columns.time,
                columns.rate,
                columns.share,
              ]}
              rows={kernels.map((cost) => [
                cost.kernel,
                String(cost.dispatches),
                fixed(cost.milliseconds),
                percent(cost.time),
                cost.gflopPerSecond > 0 ? compact(cost.gflopPerSecond) : '–',
                bound[cost.bound](percent(cost.share)),
              ])}
            />
          </div>
          <p>{words.time.note}</p>
        </>
      ) : (
        <p>{words.time.noTimestamps}</p>
      )}
    </>
  );
}
