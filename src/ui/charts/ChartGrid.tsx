/** All curves as small multiples with one cursor. */
import { lazy, useMemo } from 'react';
import { useApp, useWords } from '../app/context.ts';
import { Later } from '../parts/Later.tsx';
import { labelersFor } from '../rank/state/raters.ts';
import { useOverlaid } from '../runs/overlaid.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { ChartFigure } from './ChartFigure.tsx';
import { yardstickText } from './describe.ts';
import { chartsIn } from './specs.ts';
import styles from './ChartGrid.module.css';

const OverlayLegend = lazy(() => import('./OverlayLegend.tsx'));
const Watch = lazy(() => import('../watch/Watch.tsx'));

export function ChartGrid({
  view,
  yardstick,
}: {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}) {
  const words = useWords();
  const overlaid = useOverlaid();
  const { method, settings } = view;
  const charts = useMemo(() => chartsIn({ method, settings }), [method, settings]);
  return (
    <section className={styles.section} aria-labelledby="charts-title">
      <h2 id="charts-title" className="visually-hidden">
        {words.charts.title}
      </h2>
      {overlaid.length > 0 && (
        <Later>
          <OverlayLegend overlaid={overlaid} />
        </Later>
      )}
      <div className={styles.watch}>
        {view.iteration > 0 && (
          <Later>
            <Watch view={view} yardstick={yardstick} />
          </Later>
        )}
      </div>
      <div className={styles.grid}>
        {charts.map((chart) => (
          <ChartFigure key={chart.id} chart={chart} view={view} yardstick={yardstick} overlaid={overlaid}>
            {!('metric' in chart) && chart.id === 'utility' ? (
              <YardstickSelect yardstick={yardstick} own={view.own} />
            ) : undefined}
          </ChartFigure>
        ))}
      </div>
    </section>
  );
}

/** Names the yardstick in the chart's caption, and lets one choose another. */
function YardstickSelect({ yardstick, own }: { readonly yardstick: ChosenYardstick; readonly own: boolean }) {
  const app = useApp();
  const labelers = labelersFor(own, yardstick.labeler);
  const words = useWords();
  return (
    <p className={styles.yardstick}>
      <select
        aria-label={words.charts.yardstick}
        value={yardstick.reason === 'chosen' ? yardstick.labeler : 'auto'}
        title={yardstickText(words, yardstick)}
        onChange={(event) => {
          const chosen = labelers.find((id) => id === event.target.value) ?? null;
          app.run.setState({ yardstick: chosen });
        }}
      >
        <option value="auto">
          {yardstick.reason === 'chosen' ? words.charts.yardstickAuto : yardstickText(words, yardstick)}
        </option>
        {labelers.map((id) => (
          <option key={id} value={id}>
            {words.rank.raters[id]}
          </option>
        ))}
      </select>
    </p>
  );
}
