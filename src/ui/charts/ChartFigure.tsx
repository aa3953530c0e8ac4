/** One metric as a figure: title, present value with its explanation, curve, and table on demand. */
import { lazy, useId, useRef, useState } from 'react';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useApp, useUi, useWords } from '../app/context.ts';
import { Explain } from '../parts/Explain.tsx';
import { Later } from '../parts/Later.tsx';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import { explanationOf, formatterOf, isNoted, noteOf, titleOf, unitOf, valuesOf } from './describe.ts';
import { contentOf, EMA_WEIGHT, isAgreement } from './specs.ts';
import { useInside } from './useInside.ts';
import { usePlot } from './usePlot.ts';
import { useLatestRow } from '../runs/useThrottled.ts';
import styles from './ChartFigure.module.css';

const ChartSummary = lazy(() => import('./ChartSummary.tsx'));
const ChartTable = lazy(() => import('./ChartTable.tsx'));
const Knobs = lazy(() => import('../settings/Knobs.tsx'));

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
  const summaryId = useId();
  const figure = useRef<HTMLElement>(null);
  const [tableOpen, setTableOpen] = useState(false);
  const row = useLatestRow(view.history);
  const fits = isAgreement(chart);
  const weight = smoothing && !fits ? EMA_WEIGHT : 0;
  const content = contentOf(chart, view, yardstick);
  const format = formatterOf(chart, view);

  const { host, reading, at, failed } = usePlot({ chart, view, yardstick, overlaid, weight, format, theme });
  const lit = useInside(chart.id, fits, { figure, plot: host, at });

  const value = content.curve.y.at(-1) ?? null;
  const title = titleOf(chart, words, language, view, yardstick);
  const { text, formula } = explanationOf(chart, words, language, view);
  const unit = unitOf(chart, words, view);
  const note = noteOf(chart, words, view, yardstick, value);
  const knobs = 'metric' in chart ? chart.knobs?.(view.settings) : undefined;
  return (
    <figure
      ref={figure}
      className={styles.figure}
      aria-labelledby={titleId}
      aria-describedby={summaryId}
      data-chart={chart.id}
      data-lit={lit}
    >
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
      {children ??
        (isNoted(chart, view) && (
          <p className={styles.note}>{fits && note ? <Quality>{note}</Quality> : note}</p>
        ))}
      {knobs && <KnobsPlace names={knobs} live={view.kind === 'live'} />}
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
        {tableOpen && (
          <Later>
            <ChartTable {...{ chart, title, view, yardstick, overlaid }} />
          </Later>
        )}
      </div>
      <p id={summaryId} className="visually-hidden">
        {value !== null && (
          <Later>
            <ChartSummary {...{ chart, view, yardstick, overlaid }} />
          </Later>
        )}
      </p>
    </figure>
  );
}

/** The way from how often it agrees to all that it is good for. */
function Quality({ children }: { readonly children: string }) {
  const app = useApp();
  const { actions } = useWords();
  return (
    <button
      type="button"
      title={actions.quality}
      data-action="quality"
      onClick={() => app.toggleDialog('quality')}
    >
      {children}
    </button>
  );
}

/** It keeps its height where a recording has no knobs to turn. */
function KnobsPlace({ names, live }: { readonly names: readonly string[]; readonly live: boolean }) {
  return (
    <div className={styles.knobs}>
      {live && (
        <Later>
          <Knobs names={names} />
        </Later>
      )}
    </div>
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
