/** One metric as a figure: title, present value with its explanation, curve, and table on demand. */
import { useEffect, useId, useState } from 'react';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useUi, useWords } from '../app/context.ts';
import { smooth } from './smoothing.ts';
import { Explain } from '../parts/Explain.tsx';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { DataTable } from '../parts/DataTable.tsx';
import type { OverlaidRun } from '../runs/overlaid.ts';
import { OVERLAY_STYLES } from '../runs/overlayStyle.ts';
import { align } from './align.ts';
import { explanationOf, formatterOf, isNoted, noteOf, titleOf, unitOf, valuesOf } from './describe.ts';
import { contentOf, curveOf, EMA_WEIGHT, isAgreement } from './specs.ts';
import { usePlot } from './usePlot.ts';
import { throttle, useLatestRow } from './useThrottled.ts';
import styles from './ChartFigure.module.css';

interface Props {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly overlaid: readonly OverlaidRun[];
  readonly children?: React.ReactNode;
}

export function ChartFigure({ chart, view, yardstick, overlaid, children }: Props) {
  const words = useWords();
  const language = useUi((state) => state.language);
  const smoothing = useUi((state) => state.smoothing);
  const theme = useUi((state) => state.theme);
  const titleId = useId();
  const [tableOpen, setTableOpen] = useState(false);
  const row = useLatestRow(view.history);
  const fits = isAgreement(chart);
  const weight = smoothing && !fits ? EMA_WEIGHT : 0;
  const content = contentOf(chart, view, yardstick.labeler);
  const format = formatterOf(chart, view);

  const { host, reading, failed } = usePlot({ chart, view, yardstick, overlaid, weight, format, theme });

  const value = content.curve.y.at(-1) ?? null;
  const title = titleOf(chart, words, language, view, yardstick);
  const { text, formula } = explanationOf(chart, words, language, view);
  const unit = unitOf(chart, words, view);
  const note = noteOf(chart, words, view, yardstick, value);
  return (
    <figure className={styles.figure} aria-labelledby={titleId}>
      <figcaption className={styles.caption}>
        <h3 id={titleId}>{title}</h3>
        <Explain
          text={text}
          formula={formula}
          values={valuesOf(chart, words, view, yardstick, row)}
          className={styles.value}
        >
          <span data-number>{value === null ? '–' : format(value)}</span>
          {unit && <small>{unit}</small>}
        </Explain>
        <TableButton open={tableOpen} onToggle={() => setTableOpen(!tableOpen)} />
      </figcaption>
      {children ?? (isNoted(chart, view) && <p className={styles.note}>{note}</p>)}
      <div className={styles.body}>
        <div ref={host} className={styles.plot} aria-hidden="true" />
        {content.curve.x.length === 0 && overlaid.length === 0 && !tableOpen && (
          <p className={styles.empty}>
            <span>{fits ? words.charts.emptyAgreement : words.charts.empty}</span>
          </p>
        )}
        {failed && content.curve.x.length > 0 && !tableOpen && (
          <p className={styles.empty}>
            <span>{words.charts.notDrawn}</span>
          </p>
        )}
        <span ref={reading} className={styles.reading} aria-hidden="true" />
        {tableOpen && <ChartTable {...{ chart, title, view, yardstick, overlaid }} />}
      </div>
    </figure>
  );
}

function TableButton({ open, onToggle }: { readonly open: boolean; readonly onToggle: () => void }) {
  const { charts } = useWords();
  return (
    <button
      type="button"
      className={styles.show}
      aria-expanded={open}
      aria-label={charts.showData}
      title={charts.showData}
      onClick={onToggle}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <path d="M1.5 2.5h11v9h-11zM1.5 5.5h11M1.5 8.5h11M5.5 2.5v9" fill="none" stroke="currentColor" />
      </svg>
    </button>
  );
}

function ChartTable({
  chart,
  title,
  view,
  yardstick,
  overlaid,
}: Omit<Props, 'children'> & { readonly title: string }) {
  const words = useWords();
  const [, refresh] = useState(0);
  useEffect(() => throttle(view.history, () => refresh((count) => count + 1)), [view.history]);
  const { curve, second } = contentOf(chart, view, yardstick.labeler);
  const smoothed = smooth(curve.y, EMA_WEIGHT);
  const format = formatterOf(chart, view);
  const { charts } = words;
  const headers = second
    ? [charts.fit, charts.heldOut, charts.trained]
    : [charts.iteration, charts.raw, charts.smoothed];
  const measured = view.agreement.filter(({ heldOut }) => heldOut.pairs > 0);
  const intervalAt = (i: number) => {
    const interval = second && measured[i]?.heldOut.interval;
    return interval ? ` (${charts.interval(...interval)})` : '';
  };
  const [xs, ...columns] = align([
    { x: curve.x, ys: [curve.y, second ?? smoothed] },
    ...overlaid.map((run) => {
      const { x, y } = curveOf(chart, run, view, yardstick.labeler);
      return { x, ys: [y] };
    }),
  ]);
  const place = new Map(curve.x.map((x, i) => [x, i]));
  const cell = (value: number | null) => (value === null ? '–' : format(value));
  const rows = xs.map((x, at) => [
    String(x),
    cell(columns[0][at]) + intervalAt(place.get(x) ?? -1),
    ...columns.slice(1).map((column) => cell(column[at])),
  ]);
  const names = overlaid.map(({ name, slot }) => `${OVERLAY_STYLES[slot].mark} ${name}`);
  return <DataTable caption={title} headers={[...headers, ...names]} rows={rows.reverse()} />;
}
