/** An adapter that waits for the model it stands on: what it was trained for, and the model that is open as one of the ways. */
import { useStore } from 'zustand';
import { useApp, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import styles from './WaitingAdapter.module.css';

export function WaitingAdapter() {
  const app = useApp();
  const words = useDialogWords().models.adapter;
  const adapter = useStore(app.models.store, (state) => state.adapter);
  const open = useRun((state) => state.session?.modelLabel);
  const model = useRun((state) => state.model);
  if (!adapter) return null;
  return (
    <section className={styles.adapter} role="status" aria-label={words.title(adapter.label)}>
      <p>
        <b>{words.title(adapter.label)}</b> {words.base(adapter.base, adapter.revision)}
      </p>
      <p>{words.ask}</p>
      <span className={styles.buttons}>
        {open !== undefined && (
          <button type="button" onClick={() => app.models.choose(model)}>
            {words.onOpen(open)}
          </button>
        )}
        <button type="button" onClick={() => app.models.leave()}>
          {words.leave}
        </button>
      </span>
    </section>
  );
}
