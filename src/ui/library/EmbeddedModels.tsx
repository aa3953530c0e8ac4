/** The models that come with the page. */
import { useApp, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { EMBEDDED } from './choice/choice.ts';
import styles from './ModelList.module.css';

export function EmbeddedModels() {
  const app = useApp();
  const words = useDialogWords().models;
  const running = useRun((state) => state.session?.model);
  return (
    <section aria-labelledby="embedded-models">
      <h3 id="embedded-models">{words.embedded.title}</h3>
      <ul className={styles.list}>
        {EMBEDDED.map((name) => (
          <li key={name} className={styles.model}>
            <p>
              <b>{words.embedded[name].name}</b>
              {running === name && <span className={styles.badge}>{words.own.runs}</span>}
              <span className={styles.facts}>{words.embedded[name].text}</span>
            </p>
            <button
              type="button"
              aria-label={words.own.openOf(words.embedded[name].name)}
              onClick={() => app.models.choose({ kind: 'embedded', name })}
            >
              {words.own.open}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
