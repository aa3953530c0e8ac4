/** Behind the last step: where to go on. */
import { useApp } from '../app/context.ts';
import { useGuideWords } from './useWords.ts';
import styles from './Guide.module.css';

export function AfterAll() {
  const app = useApp();
  const { after } = useGuideWords();
  return (
    <section className={styles.after}>
      <p>{after.text}</p>
      <p className={styles.buttons}>
        <button
          type="button"
          onClick={() => {
            app.ui.setState({ dialog: 'model' });
            app.models.choose({ kind: 'embedded', name: 'excuses-tiny' });
          }}
        >
          {after.task}
        </button>
        <button type="button" onClick={() => app.ui.setState({ dialog: 'experiments' })}>
          {after.experiments}
        </button>
      </p>
    </section>
  );
}
