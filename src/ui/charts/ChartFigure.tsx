/** One metric as a figure: title, present value with its explanation, curve, and table on demand. */
import { useEffect, useId, useRef, useState } from 'react';
import { useUi, useWords } from '../app/context.ts';
import { smooth } from './smoothing.ts';
import { Explain } from '../parts/Explain.tsx';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { formatterOf, lineLabelOf, noteOf, tickFormatterOf, titleOf, valuesOf } from './describe.ts';
import type { Plot, PlotData } from './plot.ts';
import { contentOf, EMA_WEIGHT, type ChartContent, type ChartId } from './specs.ts';
import { throttle, useLatestRow } from './useThrottled.ts';
import styles from './ChartFigure.module.css';

/** Charts with a line under their title, whose place is kept while there is nothing to say. */
const NOTED: ReadonlySet<ChartId> = new Set(['utility', 'kl', 'agreement']);

interface Props {
  readonly id: ChartId;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly children?: React.ReactNode;
}

export function ChartFigure({ id, view, yardstick, children }: Props) {
  const words = useWords();
  const smoothing = useUi((state) => state.smoothing);
  const theme = useUi((state) => state.theme);
  const titleId = useId();
  const host = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [failed, setFailed] = useState(false);
  const [tableOpen, setTableOpen] = useState(false);
  const row = useLatestRow(view.history);
  const weight = smoothing && id !== 'agreement' ? EMA_WEIGHT : 0;
  const content = contentOf(id, view, yardstick.labeler);
  const format = formatterOf(id);

  // The plot outlives renders; what it draws is read when it draws.
  const latest = useRef({ view, yardstick, weight, format });
  useEffect(() => {
    latest.current = { view, yardstick, weight, format };
  });

  useEffect(() => {
    let made: Plot | null = null;
    let gone = false;
    const make = (Made: typeof Plot) => {
      if (gone || !host.current) return;
      made = new Made(host.current, {
        sync: id === 'agreement' ? 'fits' : 'iterations',
        format: tickFormatterOf(id),
        onCursor: (index) => {
          if (reading.current) reading.current.textContent = index === null ? '' : readingAt(index);
        },
      });
      setPlot(made);
    };
    const readingAt = (index: number) => {
      const now = latest.current;
      const { x, y } = contentOf(id, now.view, now.yardstick.labeler).curve;
      return index < x.length ? `${x[index]}: ${now.format(y[index])}` : '';
    };
    // After the first paint: what draws curves is a tenth of all that a visit loads.
    import('./plot.ts').then(
      ({ Plot: Made }) => make(Made),
      () => setFailed(!gone),
    );
    return () => {
      gone = true;
      setPlot(null);
      made?.destroy();
    };
  }, [id]);

  useEffect(() => {
    const draw = () =>
      plot?.draw(() => {
        const now = latest.current;
        return dataOf(
          contentOf(id, now.view, now.yardstick.labeler),
          now.weight,
          lineLabelOf(id, words, now.view),
        );
      });
    draw();
    return view.history.subscribe(draw);
  }, [
    plot,
    id,
    view.history,
    view.agreement,
    view.baseUtility,
    view.settings,
    yardstick.labeler,
    weight,
    words,
  ]);

  useEffect(() => {
    const recolor = () => plot?.recolor();
    recolor();
    const systems = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
      matchMedia(query),
    );
    for (const system of systems) system.addEventListener('change', recolor);
    return () => systems.forEach((system) => system.removeEventListener('change', recolor));
  }, [plot, theme]);

  const value = content.curve.y.at(-1) ?? null;
  const title = titleOf(id, words, yardstick);
  const explain = words.explain[id];
  const unit = words.charts.units[id];
  const note = noteOf(id, words, view, yardstick, value);
  return (
    <figure className={styles.figure} aria-labelledby={titleId}>
      <figcaption className={styles.caption}>
        <h3 id={titleId}>{title}</h3>
        <Explain
          text={explain.text}
          formula={explain.formula}
          values={valuesOf(id, words, view, yardstick, row)}
          className={styles.value}
        >
          <span data-number>{value === null ? '–' : format(value)}</span>
          {unit && <small>{unit}</small>}
        </Explain>
        <button
          type="button"
          className={styles.show}
          aria-expanded={tableOpen}
          aria-label={words.charts.showData}
          title={words.charts.showData}
          onClick={() => setTableOpen(!tableOpen)}
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d="M1.5 2.5h11v9h-11zM1.5 5.5h11M1.5 8.5h11M5.5 2.5v9" fill="none" stroke="currentColor" />
          </svg>
        </button>
      </figcaption>
      {children ?? (NOTED.has(id) && <p className={styles.note}>{note}</p>)}
      <div className={styles.body}>
        <div ref={host} className={styles.plot} aria-hidden="true" />
        {content.curve.x.length === 0 && !tableOpen && (
          <p className={styles.empty}>
            {id === 'agreement' ? words.charts.emptyAgreement : words.charts.empty}
          </p>
        )}
        {failed && content.curve.x.length > 0 && !tableOpen && (
          <p className={styles.empty}>{words.charts.notDrawn}</p>
        )}
        <span ref={reading} className={styles.reading} aria-hidden="true" />
        {tableOpen && <ChartTable {...{ id, title, view, yardstick }} />}
      </div>
    </figure>
  );
}

function ChartTable({ id, title, view, yardstick }: Omit<Props, 'children'> & { readonly title: string }) {
  const words = useWords();
  const [, refresh] = useState(0);
  useEffect(() => throttle(view.history, () => refresh((count) => count + 1)), [view.history]);
  const { curve, second } = contentOf(id, view, yardstick.labeler);
  const smoothed = smooth(curve.y, EMA_WEIGHT);
  const format = formatterOf(id);
  const { charts } = words;
  const headers = second
    ? [charts.fit, charts.heldOut, charts.trained]
    : [charts.iteration, charts.raw, charts.smoothed];
  const measured = view.agreement.filter(({ heldOut }) => heldOut.pairs > 0);
  const intervalAt = (i: number) => {
    const interval = second && measured[i]?.heldOut.interval;
    return interval ? ` (${charts.interval(...interval)})` : '';
  };
  const rows = curve.x.map((x, i) => [
    String(x),
    format(curve.y[i]) + intervalAt(i),
    format(second ? second[i] : smoothed[i]),
  ]);
  return <DataTable caption={title} headers={headers} rows={rows.reverse()} />;
}

function dataOf(content: ChartContent, weight: number, lineLabel: string | null): PlotData {
  const { curve, second, band, line, range } = content;
  return {
    x: curve.x,
    raw: curve.y,
    smoothed: smooth(curve.y, weight),
    second,
    band,
    line,
    lineLabel,
    range,
  };
}
