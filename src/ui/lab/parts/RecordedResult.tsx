/**
 * What a bench's command found when it was last recorded, in the frame that all benches share: what was run, figures, whether the
 * goal was met, the command. Knows no bench.
 */
import type { ReactNode } from 'react';
import styles from './bench.module.css';

interface Props {
  readonly bench: string;
  /** Its experiment, where that is not the bench's own. */
  readonly part?: string;
  readonly title: string;
  /** What was run, on what, how often. */
  readonly text: string;
  /** The goal met or missed, in the page's language. */
  readonly verdict: string;
  /** What was to be reached. */
  readonly goal: string;
  readonly children: ReactNode;
}

export function RecordedResult({ bench, part, title, text, verdict, goal, children }: Props) {
  const id = `${bench}${part ? `-${part}` : ''}-recorded`;
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <p>{text}</p>
      {children}
      <p>
        <b>{verdict}</b> {goal}
      </p>
      <p className={styles.note}>
        <code>
          npm run lab -- {bench}
          {part && ` --part ${part}`} --seeds 5
        </code>
      </p>
    </section>
  );
}
