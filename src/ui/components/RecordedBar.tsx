/** Says that the curves are a recording, and lets one play and scrub it. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp, useRun, useWords } from '../context.ts';
import styles from './RecordedBar.module.css';

export function RecordedBar() {
  const app = useApp();
  const words = useWords();
  const status = useRun((state) => state.status);
  const view = useRun((state) => state.view);
  const { run, error, position, playing } = useStore(app.recorded.store);
  const wantsRecording = status === 'unsupported' || status === 'loading' || status === 'probing';

  // Something alive while the model loads, and where it cannot run at all.
  useEffect(() => {
    if (!wantsRecording) return;
    let wanted = true;
    void app.recorded.load().then((found) => {
      const now = app.run.getState();
      if (!wanted || !found || now.status === 'ready') return;
      app.run.setState({ view: 'recorded' });
      app.recorded.play();
    });
    return () => {
      wanted = false;
    };
  }, [app, wantsRecording]);

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
  if (view !== 'recorded' || !run) return null;
  return (
    <section className={styles.bar} aria-label={words.recorded.badge}>
      <strong>{words.recorded.badge}</strong>
      <span>
        {status === 'probing' || status === 'loading' ? words.recorded.waiting : words.recorded.here}
      </span>
      <span className={styles.facts}>{words.recorded.facts(run.model, run.adapter)}</span>
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
      {status === 'ready' && (
        <button type="button" onClick={() => app.run.setState({ view: 'live' })}>
          {words.actions.showLive}
        </button>
      )}
    </section>
  );
}
