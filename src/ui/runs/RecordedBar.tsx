/**
 * Says whose curves are on screen: one's own, or those of a recording, which can be played and scrubbed here. One
 * bar in either case, so that the change moves nothing.
 */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp, useRun, useUi, useWords } from '../app/context.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import styles from './RecordedBar.module.css';

export function RecordedBar() {
  const app = useApp();
  const words = useWords();
  const status = useRun((state) => state.status);
  const view = useRun((state) => state.view);
  const { run, error, position, playing } = useStore(app.recorded.store);
  const wantsRecording = status === 'unsupported' || status === 'loading' || status === 'probing';

  const patience = status === 'unsupported' ? 0 : app.recorded.patience;

  // Something alive while a model loads that takes long, and where it cannot run at all.
  useEffect(() => {
    // Who was here before sees their own run first.
    if (!wantsRecording || app.live.length > 0) return;
    let wanted = true;
    const show = async () => {
      const found = await app.recorded.load();
      const now = app.run.getState();
      if (!wanted || !found || now.status === 'ready' || now.view === 'recorded' || app.live.length > 0)
        return;
      app.run.setState({ view: 'recorded', company: true });
      app.recorded.play();
    };
    const timer = setTimeout(() => void show(), patience);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [app, wantsRecording, patience]);

  useEffect(() => {
    if (view === 'live') app.recorded.pause();
  }, [app, view]);

  if (status === 'unsupported' && error) {
    return (
      <p className={styles.bar} role="status">
        {words.recorded.missing}
      </p>
    );
  }
  if (view !== 'recorded' || !run) return <LiveBar />;
  return (
    <section className={styles.bar} aria-label={words.recorded.badge} data-recorded>
      <strong>{words.recorded.badge}</strong>
      <span className={styles.facts}>
        {`${status === 'probing' || status === 'loading' ? words.recorded.waiting : words.recorded.here} ${words.recorded.facts(run.model, run.adapter)}`}
      </span>
      <button type="button" onClick={() => (playing ? app.recorded.pause() : app.recorded.play())}>
        {playing ? words.recorded.pause : words.recorded.play}
      </button>
      <input
        type="range"
        aria-label={words.recorded.position}
        min={0}
        max={run.history.length}
        value={position}
        onChange={(event) => {
          app.recorded.pause();
          app.recorded.seek(Number(event.target.value));
        }}
      />
      <Seen />
      {status === 'ready' && (
        <button type="button" onClick={() => app.run.setState({ view: 'live' })}>
          {words.actions.showLive}
        </button>
      )}
    </section>
  );
}

/** One's own run, and the way to look at the recorded one meanwhile. */
function LiveBar() {
  const app = useApp();
  const words = useWords();
  const session = useRun((state) => state.session);
  const watch = async () => {
    if (!(await app.recorded.load())) return;
    app.run.setState({ view: 'recorded', company: false });
    app.recorded.play();
  };
  return (
    <section className={styles.bar} data-own="true" aria-label={words.recorded.yours}>
      <strong>{words.recorded.yours}</strong>
      <span className={styles.facts}>
        {session ? words.recorded.facts(session.modelLabel, session.adapter) : ''}
      </span>
      <Seen />
      <button type="button" onClick={() => void watch()}>
        {words.recorded.watch}
      </button>
    </section>
  );
}

/** How curves are seen: smoothed over their raw shadow or the raw ones alone, and one of them on the whole screen. */
function Seen() {
  const app = useApp();
  const words = useWords();
  const smoothing = useUi((state) => state.smoothing);
  return (
    <>
      <label className={styles.smooth} title={words.charts.smoothHelp}>
        <input
          type="checkbox"
          checked={smoothing}
          onChange={(event) => app.ui.setState({ smoothing: event.target.checked })}
        />
        <span>{words.charts.smooth}</span>
      </label>
      <ActionButton id="projector" kind="quiet" iconOnly icon={<ScreenIcon />} />
    </>
  );
}

function ScreenIcon() {
  return (
    <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden="true">
      <path d="M1 1.5h14v8.5H1zM8 10v2.5M4.5 12.5h7" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </svg>
  );
}
