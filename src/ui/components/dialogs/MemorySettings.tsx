/** Below the memory settings: what a run with them takes, and the button that opens the session with them. */
import { useState } from 'react';
import { useApp, useRun } from '../../context.ts';
import { useDialogWords } from '../../dialogWords.ts';
import { needsNewRun, waitingFields } from '../../settings/memory.ts';
import { FitPanel } from '../ownModels/FitPanel.tsx';
import styles from './SettingsDialog.module.css';

export function MemorySettings() {
  const model = useRun((state) => state.model);
  return (
    <>
      <Apply />
      <FitPanel model={model} />
    </>
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
  const fields = waitingFields(settings, opened);
  if (fields.length === 0) return null;
  const anew = needsNewRun(fields) && iteration > 0;
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
