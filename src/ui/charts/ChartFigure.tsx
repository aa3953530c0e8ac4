/** One metric as a figure: title, present value with its explanation, curve, and table on demand. */
import { useEffect, useId, useRef, useState } from 'react';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useUi, useWords } from '../app/context.ts';
import type { Theme } from '../app/state/uiStore.ts';
import { smooth } from './smoothing.ts';
import { Explain } from '../parts/Explain.tsx';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { DataTable } from '../parts/DataTable.tsx';
import {
  explanationOf,
  formatterOf,
  isNoted,
  lineLabelOf,
  noteOf,
  tickFormatterOf,
  titleOf,
  unitOf,
  valuesOf,
} from './describe.ts';
import type { Plot, PlotData } from './plot.ts';
import { contentOf, EMA_WEIGHT, type ChartContent } from './specs.ts';
import { throttle, useLatestRow } from './useThrottled.ts';
import styles from './ChartFigure.module.css';

interface Props {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly children?: React.ReactNode;
}

export function ChartFigure({ chart, view, yardstick, children }: Props) {
  const words = useWords();
  const language = useUi((state) => state.language);
  const smoothing = useUi((state) => state.smoothing);
  const theme = useUi((state) => state.theme);
  const titleId = useId();
  const host = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [failed, setFailed] = useState(false);
  const [tableOpen, setTableOpen] = useState(false);
  const row = useLatestRow(view.history);
  const fits = isAgreement(chart);
  const weight = smoothing && !fits ? EMA_WEIGHT : 0;
  const content = contentOf(chart, view, yardstick.labeler);
  const format = formatterOf(chart, view);

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
        sync: isAgreement(chart) ? 'fits' : 'iterations',
        format: tickFormatterOf(chart, latest.current.view),
        onCursor: (index) => {
          if (reading.current) reading.current.textContent = index === null ? '' : readingAt(index);
        },
      });
      setPlot(made);
    };
    const readingAt = (index: number) => {
      const now = latest.current;
      const { x, y } = contentOf(chart, now.view, now.yardstick.labeler).curve;
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
  }, [chart]);

  useEffect(() => {
    const draw = () =>
      plot?.draw(() => {
        const now = latest.current;
        return dataOf(
          contentOf(chart, now.view, now.yardstick.labeler),
          now.weight,
          lineLabelOf(chart, words, now.view),
        );
      });
    draw();
    return view.history.subscribe(draw);
  }, [
    plot,
    chart,
    view.history,
    view.agreement,
    view.baseUtility,
    view.settings,
    yardstick.labeler,
    weight,
    words,
  ]);

  useColorsOf(plot, theme);

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
      {children ?? (isNoted(chart, view) && <p className={styles.note}>{note}</p>)}
      <div className={styles.body}>
        <div ref={host} className={styles.plot} aria-hidden="true" />
        {content.curve.x.length === 0 && !tableOpen && (
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
        {tableOpen && <ChartTable {...{ chart, title, view, yardstick }} />}
      </div>
    </figure>
  );
}

/** Told by fits of the reward model, not by iterations. */
function isAgreement(chart: ChartDeclaration): boolean {
  return !('metric' in chart) && chart.id === 'agreement';
}

/** Has a plot wear the page's theme, and the system's. It was made in one, and is not made again for that one. */
function useColorsOf(plot: Plot | null, theme: Theme): void {
  const worn = useRef(theme);
  useEffect(() => {
    const recolor = () => plot?.recolor();
    if (worn.current !== theme) recolor();
    worn.current = theme;
    const systems = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
      matchMedia(query),
    );
    for (const system of systems) system.addEventListener('change', recolor);
    return () => systems.forEach((system) => system.removeEventListener('change', recolor));
  }, [plot, theme]);
}

function ChartTable({ chart, title, view, yardstick }: Omit<Props, 'children'> & { readonly title: string }) {
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
