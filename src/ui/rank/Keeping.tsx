/** Says that rankings are not stored or not read yet, while it is so, and what can be done about it. */
import { useApp, usePreferences, useWords } from '../app/context.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './RankPanel.module.css';

export function Keeping() {
  const app = useApp();
  const { keeping } = useWords();
  const trouble = usePreferences((state) => state.trouble);
  const loaded = usePreferences((state) => state.loaded);
  if (!trouble) return null;
  return (
    <div role="alert" className={styles.error}>
      <p>
        {keeping.trouble[trouble.kind]} <Worded text={trouble.message} />
      </p>
      {trouble.kind !== 'refused' && (
        <button type="button" onClick={() => void app.preferences.retry()}>
          {keeping.retry}
        </button>
      )}
      {!loaded && (
        <button type="button" onClick={() => app.preferences.goOnWithout()}>
          {keeping.without}
        </button>
      )}
    </div>
  );
}
