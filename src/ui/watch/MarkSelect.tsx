/** The marks of a run, newest first: the one that is chosen stands out on every curve. */
import { useApp, useUi } from '../app/context.ts';
import { marksOf } from '../runs/state/marks.ts';
import type { RunView } from '../runs/view.ts';
import { markText } from './markText.ts';
import { useMarkWords } from './useWatchWords.ts';
import styles from './Watch.module.css';

export function MarkSelect({ view }: { readonly view: RunView }) {
  const app = useApp();
  const words = useMarkWords();
  const chosen = useUi((state) => state.mark);
  const marks = marksOf(view).toReversed();
  const { watch } = words;
  if (marks.length === 0) return null;
  return (
    <select
      className={styles.marks}
      aria-label={watch.marks}
      title={watch.marks}
      value={marks.some(({ id }) => id === chosen) ? (chosen ?? '') : ''}
      onChange={(event) => app.ui.setState({ mark: event.target.value || null })}
    >
      <option value="">{watch.countOf(marks.length)}</option>
      {marks.map((mark) => (
        <option key={mark.id} value={mark.id}>
          {`${watch.at(mark.iteration)}: ${markText(mark, words)}`}
        </option>
      ))}
    </select>
  );
}
