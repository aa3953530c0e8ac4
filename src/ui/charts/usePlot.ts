/**
 * The curve of a figure: made once it is on the page, drawn anew when its run tells more, in the colours of the theme. The
 * plot outlives renders; what it draws is read when it draws. Knows no words but the line's.
 */
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useUi, useWords } from '../app/context.ts';
import type { Theme } from '../app/state/uiStore.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import type { MetricsHistory } from '../runs/state/history.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { lineLabelOf, tickFormatterOf } from './describe.ts';
import type * as Drawing from './plot.ts';
import type { OverlaidCurve, Plot, PlotCursor, PlotData } from './plot.ts';
import { smooth } from './smoothing.ts';
import { contentOf, curveOf, isAgreement, type ChartContent } from './specs.ts';

interface Drawn {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly overlaid: readonly OverlaidRun[];
  /** Of what came before, in the smoothed curve. */
  readonly weight: number;
  readonly format: (value: number) => string;
  readonly theme: Theme;
}

interface PlotPlaces {
  /** Where the curve is drawn. */
  readonly host: RefObject<HTMLDivElement | null>;
  /** Where the value under the pointer is written. */
  readonly reading: RefObject<HTMLSpanElement | null>;
  /** The x under the cursor, or null. */
  readonly at: RefObject<number | null>;
  /** Whether what draws curves could not be loaded. */
  readonly failed: boolean;
}

export function usePlot({ chart, view, yardstick, overlaid, weight, format, theme }: Drawn): PlotPlaces {
  const words = useWords();
  const mark = useUi((state) => state.mark);
  const host = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const cursor = useRef<number | null>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [failed, setFailed] = useState(false);
  const language = useUi((state) => state.language);
  const latest = useRef({ chart, view, yardstick, overlaid, weight, format, words, language });
  useEffect(() => {
    latest.current = { chart, view, yardstick, overlaid, weight, format, words, language };
  });

  useEffect(() => {
    let made: Plot | null = null;
    let gone = false;
    let walked: PlotCursor | null = null;
    const make = ({ Plot: Made, PlotCursor: Cursor }: typeof Drawing) => {
      if (gone || !host.current) return;
      made = new Made(host.current, {
        sync: isAgreement(chart) ? 'fits' : 'iterations',
        format: tickFormatterOf(chart, latest.current.view),
        onCursor: (at) => {
          cursor.current = at;
          if (reading.current) reading.current.textContent = at === null ? '' : readingAt(at, latest.current);
        },
      });
      walked = new Cursor(host.current, made, () => latest.current);
      setPlot(made);
    };
    // After the first paint: what draws curves is a tenth of all that a visit loads.
    import('./plot.ts').then(make, () => setFailed(!gone));
    return () => {
      gone = true;
      setPlot(null);
      walked?.destroy();
      made?.destroy();
    };
  }, [chart]);

  useEffect(() => {
    const draw = () =>
      plot?.draw(() => {
        const now = latest.current;
        return dataOf(
          contentOf(chart, now.view, now.yardstick),
          now.weight,
          lineLabelOf(chart, words, now.view),
          now.overlaid.map((run) => ({
            slot: run.slot,
            ...curveOf(chart, run, now.view, now.yardstick),
          })),
          { of: now.view, amongFits: isAgreement(chart), chosen: mark },
        );
      });
    draw();
    return watch([view.history, ...overlaid.map(({ history }) => history)], draw);
  }, [
    plot,
    chart,
    view.history,
    view.agreement,
    view.baseUtility,
    view.settings,
    view.changes,
    mark,
    yardstick.labeler,
    yardstick.second,
    overlaid,
    weight,
    words,
  ]);

  useColorsOf(plot, theme);
  return { host, reading, at: cursor, failed };
}

/** The value at an x, as it is written; nothing where the curve has none. */
function readingAt(
  at: number,
  { chart, view, yardstick, format }: Pick<Drawn, 'chart' | 'view' | 'yardstick' | 'format'>,
): string {
  const { x, y } = contentOf(chart, view, yardstick).curve;
  const index = x.indexOf(at);
  return index >= 0 ? `${at}: ${format(y[index])}` : '';
}

/** Calls after every change of these runs' rows. */
function watch(histories: readonly MetricsHistory[], draw: () => void): () => void {
  const stops = histories.map((history) => history.subscribe(draw));
  return () => stops.forEach((stop) => stop());
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

function dataOf(
  content: ChartContent,
  weight: number,
  lineLabel: string | null,
  others: readonly OverlaidCurve[],
  marks: PlotData['marks'],
): PlotData {
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
    marks,
    // As one's own: smooth where it is.
    overlays: others.map((other) => ({ ...other, y: smooth(other.y, weight) })),
  };
}
