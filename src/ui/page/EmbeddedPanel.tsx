/** The panel of an embedded page, what moves through its run, and the way to the whole page. */
import { lazy, Suspense, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { ChartGrid } from '../charts/ChartGrid.tsx';
import { chartsIn } from '../charts/specs.ts';
import { AppContext, useApp, useUi, useWords } from '../app/context.ts';
import type { App } from '../app/createApp.ts';
import { ComparePanel } from '../inspect/ComparePanel.tsx';
import { SamplesPanel } from '../inspect/SamplesPanel.tsx';
import { useRunView, useYardstick } from '../runs/view.ts';
import { LoopDiagram } from '../train/LoopDiagram.tsx';
import styles from './EmbeddedPanel.module.css';

// With the dialog, whose parts it shows: apart, what they share would be files of their own.
const EmbeddedExperiment = lazy(async () => ({
  default: (await import('../experiments/ExperimentsDialog.tsx')).EmbeddedExperiment,
}));

const NO_RUNS = [] as const;
const OTHERS = ['charts', 'answers', 'compare', 'loop'] as const;

/** @param panel the id of a chart, one of {@link OTHERS}, or `experiment:` and its id */
export function EmbeddedPanel({
  app,
  panel,
  whole,
}: {
  readonly app: App;
  readonly panel: string;
  readonly whole: string;
}) {
  const experiment = /^experiment:(.*)$/.exec(panel)?.[1];
  return (
    <AppContext.Provider value={app}>
      <div className={styles.embed}>
        <main className={styles.panel}>
          {experiment === undefined ? (
            <Panel panel={panel} />
          ) : (
            <Suspense fallback={null}>
              <EmbeddedExperiment id={experiment} />
            </Suspense>
          )}
        </main>
        <footer className={styles.foot}>
          {experiment === undefined && <Replay />}
          <a href={whole} target="_blank" rel="noopener">
            Nudge ↗
          </a>
        </footer>
      </div>
    </AppContext.Provider>
  );
}

function Panel({ panel }: { readonly panel: string }): ReactNode {
  const language = useUi((state) => state.language);
  const view = useRunView();
  const yardstick = useYardstick(view);
  const charts = chartsIn(view);
  const chart = charts.find(({ id }) => id === panel);
  if (chart) return <ChartFigure chart={chart} view={view} yardstick={yardstick} overlaid={NO_RUNS} />;
  switch (panel) {
    case 'charts':
      return <ChartGrid view={view} yardstick={yardstick} />;
    case 'answers':
      return <SamplesPanel view={view} />;
    case 'compare':
      return <ComparePanel view={view} />;
    case 'loop':
      return <LoopDiagram view={view} />;
    default: {
      const known = [...charts.map(({ id }) => id), ...OTHERS, 'experiment:cutTheLeash'].join(', ');
      return (
        <p role="alert">
          {language === 'zh'
            ? `没有名为 ${panel} 的面板。有 ${known}。`
            : `No panel is called ${panel}. There are ${known}.`}
        </p>
      );
    }
  }
}

/** Plays the run and moves through it. */
function Replay() {
  const app = useApp();
  const words = useWords().recorded;
  const { run, position, playing } = useStore(app.recorded.store);
  if (!run) return <p role="status">{words.missing}</p>;
  return (
    <>
      <button type="button" onClick={() => (playing ? app.recorded.pause() : app.recorded.play())}>
        {playing ? words.pause : words.play}
      </button>
      <input
        type="range"
        aria-label={words.position}
        min={0}
        max={run.history.length}
        value={position}
        onChange={({ target }) => {
          app.recorded.pause();
          app.recorded.seek(Number(target.value));
        }}
      />
      <span translate="no">{run.name}</span>
    </>
  );
}
