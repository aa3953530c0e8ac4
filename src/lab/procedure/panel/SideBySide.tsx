/** Unseen mazes, one at a time: the search as it should be beside what a model wrote, step by step, the first error marked. */
import { useState } from 'react';
import type { Arm, Solution } from '../mazes/arms.ts';
import { said, vocabularyOf } from '../mazes/tokens.ts';
import type { ProcedureWords } from './enProcedure.ts';
import { marksOf } from './marks.ts';
import { MazePicture } from './MazePicture.tsx';
import styles from './ProcedurePanel.module.css';

interface Props {
  readonly words: ProcedureWords;
  /** Of each arm that has some, the same mazes in the same order. */
  readonly solutions: Readonly<Partial<Record<Arm, readonly Solution[]>>>;
  readonly title: string;
  readonly id: string;
}

export function SideBySide({ words, solutions, title, id }: Props) {
  const arms = (Object.keys(solutions) as Arm[]).filter((arm) => (solutions[arm]?.length ?? 0) > 0);
  const [arm, setArm] = useState<Arm>('procedure');
  const [number, setNumber] = useState(0);
  // As far as it goes, until it is moved.
  const [steps, setSteps] = useState<number | null>(null);
  const chosen = arms.includes(arm) ? arm : arms[0];
  const all = (chosen && solutions[chosen]) ?? [];
  const solution = all[Math.min(number, all.length - 1)];
  if (!solution) return null;
  const { task, written, wanted, error } = solution;
  const longest = Math.max(written.length, wanted.length);
  const shown = Math.min(steps ?? longest, longest);
  const choose = (next: number) => {
    setNumber(next);
    setSteps(null);
  };
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <div className={styles.fields}>
        <label>
          <span>{words.arm}</span>
          <select value={chosen} onChange={({ target }) => setArm(target.value as Arm)}>
            {arms.map((each) => (
              <option key={each} value={each}>
                {words.arms[each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.upTo(shown, longest)}</span>
          <input
            type="range"
            min={0}
            max={longest}
            value={shown}
            onChange={({ target }) => setSteps(Number(target.value))}
          />
        </label>
      </div>
      {all.length > 1 && (
        <div className={styles.buttons}>
          <button type="button" disabled={number <= 0} onClick={() => choose(number - 1)}>
            {words.before}
          </button>
          <span>{words.maze(Math.min(number, all.length - 1) + 1, all.length)}</span>
          <button type="button" disabled={number >= all.length - 1} onClick={() => choose(number + 1)}>
            {words.next}
          </button>
        </div>
      )}
      <p role="status">
        {solution.solved ? words.solved : words.unsolved}{' '}
        {error === null ? words.noError : words.errorAt(error + 1, longest)}
      </p>
      <Pair words={words} solution={solution} shown={shown} />
      <p className={styles.note}>{words.key}</p>
      <details>
        <summary>{words.asText}</summary>
        <p>{words.wanted}</p>
        <Steps words={words} size={task.maze.size} tokens={wanted} error={null} />
        <p>{words.written}</p>
        <Steps words={words} size={task.maze.size} tokens={written} error={error} />
      </details>
    </section>
  );
}

interface PairProps {
  readonly words: ProcedureWords;
  readonly solution: Solution;
  /** Tokens that are drawn. */
  readonly shown: number;
}

function Pair({ words, solution: { task, wanted, written }, shown }: PairProps) {
  const tokens = vocabularyOf(task.maze.size);
  return (
    <div className={styles.pair}>
      <figure>
        <MazePicture task={task} marks={marksOf(wanted, shown, tokens, wanted)} label={words.wantedLabel} />
        <figcaption>{words.wanted}</figcaption>
      </figure>
      <figure>
        <MazePicture task={task} marks={marksOf(written, shown, tokens, wanted)} label={words.writtenLabel} />
        <figcaption>{words.written}</figcaption>
      </figure>
    </div>
  );
}

interface StepsProps {
  readonly words: ProcedureWords;
  readonly size: number;
  readonly tokens: readonly number[];
  /** Place of the first wrong one. */
  readonly error: number | null;
}

/** Tokens as words; cells by row and column. */
function Steps({ words, size, tokens, error }: StepsProps) {
  const vocabulary = vocabularyOf(size);
  return (
    <p className={styles.tokens} translate="no">
      {tokens.map((token, at) => {
        const step = said(token, vocabulary);
        const text =
          'cell' in step
            ? `${words.steps[step.kind]} ${Math.floor(step.cell / size) + 1}.${(step.cell % size) + 1}`
            : words.steps[step.kind];
        // Tokens have no name of their own but their place.
        const key = `${at}/${token}`;
        return (
          <span key={key} className={at === error ? styles.wrongToken : undefined}>
            {at === error ? <mark>{text}</mark> : text}{' '}
          </span>
        );
      })}
    </p>
  );
}
