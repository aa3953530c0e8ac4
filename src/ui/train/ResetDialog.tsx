/** Asks before training is thrown away. */
import { useApp, useRun, useWords } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import styles from './ResetDialog.module.css';

export default function ResetDialog() {
  const app = useApp();
  const words = useWords();
  const iteration = useRun((state) => state.iteration);
  return (
    <Dialog title={words.reset.title}>
      <p>{words.reset.text(iteration)}</p>
      <div className={styles.buttons}>
        <button type="button" onClick={() => app.closeDialog()}>
          {words.cancel}
        </button>
        <button
          type="button"
          className={styles.confirm}
          onClick={() => {
            app.closeDialog();
            void app.resets.reset();
          }}
        >
          {words.reset.confirm}
        </button>
      </div>
    </Dialog>
  );
}
