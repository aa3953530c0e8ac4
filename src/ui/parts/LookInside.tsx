/** Opens an answer token by token. Knows where it is opened; knows nothing of its tokens. */
import { useApp, useWords } from '../app/context.ts';
import type { LookedAt } from '../app/state/uiStore.ts';
import styles from './LookInside.module.css';

interface Props {
  /** What the answer is called. */
  readonly name: string;
  readonly of: LookedAt;
  readonly answer: number;
  readonly tabIndex?: number;
}

export function LookInside({ name, of, answer, tabIndex }: Props) {
  const app = useApp();
  const { actions } = useWords();
  return (
    <button
      type="button"
      className={styles.look}
      tabIndex={tabIndex}
      aria-label={`${actions.inspect}: ${name}`}
      title={actions.inspect}
      onClick={() => app.ui.setState({ inside: { iteration: null, answer, of } })}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <path
          d="M9 9l4 4M10 5.5a4.5 4.5 0 1 1-9 0a4.5 4.5 0 0 1 9 0"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.4"
        />
      </svg>
    </button>
  );
}
