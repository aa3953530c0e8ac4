/** The tree of candidates as it grows: nested lists, best first, with scores and where each was dropped. */
import { useMemo } from 'react';
import { branches, type Branch, type Growth } from '../growth.ts';
import type { ApeWords } from './enApe.ts';
import styles from './ApePanel.module.css';

interface Props {
  readonly words: ApeWords;
  readonly growth: Growth;
  readonly format: (mean: number) => string;
}

export function CandidateTree({ words, growth, format }: Props) {
  const roots = useMemo(() => branches(growth), [growth]);
  return (
    <section aria-labelledby="ape-tree">
      <h3 id="ape-tree">{words.tree}</h3>
      <p className={styles.note}>{words.treeNote}</p>
      <Level words={words} level={roots} best={growth.best} format={format} />
    </section>
  );
}

interface LevelProps extends Omit<Props, 'growth'> {
  readonly level: readonly Branch[];
  readonly best: number | null;
}

function Level({ words, level, best, format }: LevelProps) {
  return (
    <ul className={styles.tree}>
      {level.map(({ leaf: { candidate, mean, seen, dropped }, children }) => (
        <li key={candidate.id} className={dropped === null ? undefined : styles.dropped}>
          <span className={styles.text} lang="en" translate="no">
            {candidate.text}
          </span>{' '}
          <span className={styles.note}>
            {[
              words.origins[candidate.origin],
              mean === null ? words.untried : words.seen(format(mean), seen),
              dropped === null ? '' : words.dropped(dropped),
              candidate.id === best ? words.best : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {mean !== null && mean >= 0 && (
            <span className={styles.bar} aria-hidden="true">
              <span style={{ inlineSize: `${100 * Math.min(1, mean)}%` }} />
            </span>
          )}
          {children.length > 0 && <Level words={words} level={children} best={best} format={format} />}
        </li>
      ))}
    </ul>
  );
}
