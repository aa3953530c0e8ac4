/** All curves as small multiples with one cursor. */
import { lazy, useMemo } from 'react';
import { useWords } from '../app/context.ts';
import { Later } from '../parts/Later.tsx';
import { useOverlaid } from '../runs/overlaid.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { ChartFigure } from './ChartFigure.tsx';
import { chartsIn } from './specs.ts';
import styles from './ChartGrid.module.css';

const OverlayLegend = lazy(() => import('./OverlayLegend.tsx'));
const YardstickSelect = lazy(() => import('./YardstickSelect.tsx'));
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
              <div className={styles.yardstick}>
                <Later>
                  <YardstickSelect yardstick={yardstick} own={view.own} />
                </Later>
              </div>
            ) : undefined}
          </ChartFigure>
        ))}
      </div>
    </section>
  );
}
