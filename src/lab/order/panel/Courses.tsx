/** Courses that no model has seen, turn by turn: what the user showed, what the model wrote, and where it first went wrong. */
import { useState } from 'react';
import { STAGES } from '../vocabulary.ts';
import type { OrderWords } from './enOrder.ts';
import type { Learner } from './training.ts';
import styles from './OrderPanel.module.css';

interface Props {
  readonly words: OrderWords;
  readonly learners: readonly Learner[];
}

export function Courses({ words, learners }: Props) {
  const [at, setAt] = useState(0);
  const ready = learners.filter(({ courses }) => courses.length > 0);
  const count = ready[0].courses.length;
  return (
    <section aria-labelledby="order-courses">
      <h3 id="order-courses">{words.courses}</h3>
      <div className={styles.buttons}>
        {Array.from({ length: count }, (_, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <button key={index} type="button" aria-pressed={index === at} onClick={() => setAt(index)}>
            {words.course(index + 1)}
          </button>
        ))}
      </div>
      <div className={styles.columns}>
        {ready.map(({ arm, courses }) => (
          <div key={arm}>
            <h4>{words.arms[arm]}</h4>
            <ol className={styles.turns}>
              {(courses[at] ?? []).map(({ shown, written, right }, turn) => (
                <li key={STAGES[turn]} data-right={right}>
                  <span className={styles.note}>{words.user}</span> {shown.join(' ')}
                  <br />
                  <span className={styles.note}>{words.model}</span> <b>{written[0]}</b>{' '}
                  {written.slice(1).join(' ')}{' '}
                  {right ? (
                    <span aria-label={words.right}>✓</span>
                  ) : (
                    <span className={styles.wrong}>✗ {words.wrong(words.stageNames[STAGES[turn]])}</span>
                  )}
                </li>
              ))}
            </ol>
          </div>
        ))}
      </div>
    </section>
  );
}
