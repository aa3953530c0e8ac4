/** What a link to a run brings besides settings and model: its rankings, to be taken or left, and where it stood. */
import { useState } from 'react';
import { useApp, useRuns } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { Dialog } from '../parts/Dialog.tsx';
import styles from './RunsDialog.module.css';

export default function LinkDialog() {
  const app = useApp();
  const words = useDialogWords().runs.offer;
  const linked = useRuns((state) => state.linked);
  const [stop, setStop] = useState(true);
  if (!linked) return null;
  const { at, rankings, count, broken } = linked;
  const done = async (take: boolean) => {
    app.closeDialog();
    app.runs.store.setState({ linked: null });
    app.training.pauseAt(stop && at > 0 ? at : null);
    // The address is short again, and a reload does not ask a second time.
    app.session.configure({});
    if (take && rankings) await app.files.import(new File([rankings], 'rankings.jsonl'));
  };
  return (
    <Dialog title={words.title}>
      <p>{rankings === null ? words.damaged : count > 0 ? words.text(count, at) : words.bare(at)}</p>
      {broken && <p>{words.broken}</p>}
      {at > 0 && (
        <label className={styles.stop}>
          <input type="checkbox" checked={stop} onChange={(event) => setStop(event.target.checked)} />
          <span>{words.stop(at)}</span>
        </label>
      )}
      <p className={styles.tools}>
        {count > 0 ? (
          <>
            <button type="button" onClick={() => void done(true)}>
              {words.take}
            </button>
            <button type="button" onClick={() => void done(false)}>
              {words.leave}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => void done(false)}>
            {words.ok}
          </button>
        )}
      </p>
    </Dialog>
  );
}
