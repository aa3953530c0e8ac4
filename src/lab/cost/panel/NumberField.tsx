/** A number as it is typed, with what is wrong with it. */
import { useId } from 'react';
import { readNumber, type Range, type ReadNumber } from '../inputs.ts';
import type { CostWords } from './enCost.ts';
import styles from './CostPanel.module.css';

type Problems = CostWords['form']['problems'];

interface Props {
  readonly label: string;
  readonly text: string;
  readonly range: Range;
  readonly problems: Problems;
  readonly single?: boolean;
  onText(text: string): void;
}

export function NumberField({ label, text, range, problems, single = false, onText }: Props) {
  const id = useId();
  const { problem } = readNumber(text, range);
  return (
    <div className={single ? `${styles.field} ${styles.single}` : styles.field}>
      <label htmlFor={`${id}-input`}>{label}</label>
      <input
        id={`${id}-input`}
        type="text"
        inputMode="decimal"
        value={text}
        aria-invalid={problem !== null}
        aria-describedby={problem ? id : undefined}
        onChange={({ target }) => onText(target.value)}
      />
      {problem && (
        <span id={id} className={styles.problem}>
          {problems[wordFor(problem, range)]}
        </span>
      )}
    </div>
  );
}

function wordFor(problem: NonNullable<ReadNumber['problem']>, { least, whole }: Range): keyof Problems {
  if (problem !== 'small') return problem;
  return whole ? 'smallWhole' : least === 0 ? 'smallFree' : 'small';
}
