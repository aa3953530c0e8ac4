/** Below the memory settings: what a run with them takes, and the button that opens the session with them. */
import { useEffect, useRef, useState } from 'react';
import { useApp, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { needsNewRun, waitingFields } from './state/memory.ts';
import { FitPanel } from '../library/FitPanel.tsx';
import styles from './SettingsDialog.module.css';

export function MemorySettings() {
  const model = useRun((state) => state.model);
  const asked = useRun((state) => state.asked);
  const failed = useRun((state) => state.failure?.kind === 'out-of-memory');
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!failed) return undefined;
    // Who comes because there was no memory left looks for this. The dialog opens after its content is there.
    const frame = requestAnimationFrame(() => here.current?.closest('fieldset')?.scrollIntoView());
    return () => cancelAnimationFrame(frame);
  }, [failed]);
  return (
    <div ref={here}>
      <Apply />
      <FitPanel model={model} asked={asked} />
    </div>
  );
}

/** Asks a second time when a run would begin anew. */
function Apply() {
  const app = useApp();
  const words = useDialogWords().settings;
  const settings = useRun((state) => state.settings);
  const opened = useRun((state) => state.opened);
  const iteration = useRun((state) => state.iteration);
  const [asked, setAsked] = useState(false);
  const fields = waitingFields(settings, opened, app.methods);
  if (fields.length === 0) return null;
  const anew = needsNewRun(fields, app.methods) && iteration > 0;
  const apply = () => {
    app.closeDialog();
    void app.session.apply();
  };
  return (
    <div className={styles.apply} role="status">
      <p>{anew ? words.applyAnew(iteration) : words.applyOn}</p>
      <button type="button" onClick={anew && !asked ? () => setAsked(true) : apply}>
        {anew ? (asked ? words.applySurely : words.applyNew) : words.apply}
      </button>
    </div>
  );
}
