/** All curves as small multiples with one cursor. */
import { useApp, useWords } from '../app/context.ts';
import { labelersFor } from '../rank/state/raters.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { ChartFigure } from './ChartFigure.tsx';
import { yardstickText } from './describe.ts';
import { CHART_IDS } from './specs.ts';
import styles from './ChartGrid.module.css';

export function ChartGrid({
  view,
  yardstick,
}: {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}) {
  const words = useWords();
  return (
    <section className={styles.section} aria-labelledby="charts-title">
      <h2 id="charts-title" className="visually-hidden">
        {words.charts.title}
      </h2>
      <div className={styles.grid}>
        {CHART_IDS.map((id) => (
          <ChartFigure key={id} id={id} view={view} yardstick={yardstick}>
            {id === 'utility' ? <YardstickSelect yardstick={yardstick} own={view.own} /> : undefined}
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
