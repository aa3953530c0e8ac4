/** Over a run that somebody sent: what it is, and the ways on from there. Brings the chart that its sender meant into view. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp, useRun, useRuns } from '../app/context.ts';
import { chartsIn } from '../charts/specs.ts';
import type { Sent } from '../runs/state/place.ts';
import type { RunView } from '../runs/view.ts';
import styles from './Share.module.css';
import { isAtHand } from './state/goOn.ts';
import { closeSent } from './state/shown.ts';
import { useShareWords } from './useWords.ts';

export default function SentBar({ view }: { readonly view: RunView }) {
  const app = useApp();
  const sent = useRuns((state) => state.sent);
  const watched = useStore(app.recorded.store, (state) => state.run);
  if (!sent || view.kind !== 'recorded' || watched !== sent.record) return null;
  return <Bar sent={sent} view={view} />;
}

function Bar({ sent, view }: { readonly sent: Sent; readonly view: RunView }) {
  const app = useApp();
  const words = useShareWords().bar;
  const status = useRun((state) => state.status);
  const { record, place, of, exact, left } = sent;
  usePlace(sent, view);
  const near = useRun(() => isAtHand(sent, app));
  const why =
    status === 'unsupported'
      ? words.noGpu
      : status !== 'ready'
        ? words.waiting
        : left > 0
          ? words.noRankings(left)
          : near
            ? null
            : words.elsewhere(record.address ?? record.model);
  const end = record.history.at(-1)?.iteration ?? 0;
  return (
    <section className={styles.bar} aria-label={words.title}>
      <p>
        <strong>{words.title}</strong>{' '}
        <span>{words.facts(record.name, record.model, record.adapter, place.iteration, end)}</span>{' '}
        {!exact && <span>{words.thin(record.history.length, of)}</span>} {why && <span>{why}</span>}
      </p>
      <span className={styles.buttons}>
        <button
          type="button"
          className={styles.primary}
          disabled={why !== null}
          title={why ?? undefined}
          onClick={() => app.toggleDialog('share-on')}
        >
          {words.on}
        </button>
        <button
          type="button"
          disabled={why !== null}
          title={why ?? undefined}
          onClick={() => app.toggleDialog('share-worse')}
        >
          {words.worse}
        </button>
        <button type="button" onClick={() => closeSent({ ...app, runs: app.runs.store })}>
          {words.close}
        </button>
      </span>
    </section>
  );
}

/** Brings the chart of the place into view, once, and lights it up. */
function usePlace({ place }: Sent, view: RunView): void {
  const at = place.chart === null ? -1 : chartsIn(view).findIndex(({ id }) => id === place.chart);
  useEffect(() => {
    const figure = document.querySelectorAll<HTMLElement>('[aria-labelledby="charts-title"] figure')[at] as
      HTMLElement | undefined;
    if (!figure) return;
    figure.scrollIntoView({ block: 'center' });
    const lit = '3px solid var(--accent)';
    const light = figure.animate(
      [{ outline: lit }, { outline: lit, offset: 0.8 }, { outline: '3px solid transparent' }],
      { duration: 4000 },
    );
    return () => light.cancel();
  }, [at]);
}
