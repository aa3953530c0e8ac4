/** The reward model that was brought into the open run, and the way out of it. */
import { useApp, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import styles from './WaitingAdapter.module.css';

export function TakenReward() {
  const app = useApp();
  const words = useDialogWords().models.adapter.reward;
  const name = useRun((state) => state.session?.reward?.name);
  if (name === undefined) return null;
  return (
    <section className={styles.adapter} aria-label={words.inUse(name)}>
      <p>
        <b>{words.inUse(name)}</b> {words.use}
      </p>
      <span className={styles.buttons}>
        <button type="button" onClick={() => void app.models.leaveReward()}>
          {words.leave}
        </button>
      </span>
    </section>
  );
}
