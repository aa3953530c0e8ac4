/** Which classifier ranks, while one is the rater, and the way to another. */
import { useStore } from 'zustand';
import { useApp, useWords } from '../app/context.ts';
import styles from './RankPanel.module.css';

export function ClassifierStatus() {
  const app = useApp();
  const words = useWords().classifier;
  const { info, loading } = useStore(app.classifier.store, (state) => state);
  return (
    <p className={styles.classifier}>
      <span>{info ? `${info.id} · ${info.label}` : loading ? words.loading : words.none}</span>
      <button type="button" onClick={() => app.toggleDialog('classifier')}>
        {info ? words.change : words.choose}
      </button>
    </p>
  );
}
