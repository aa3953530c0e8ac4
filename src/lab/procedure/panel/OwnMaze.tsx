/** A maze of one's own: walls drawn or typed, and what a model that was trained here makes of it. */
import { useMemo, useState } from 'react';
import type { Arm, Solution } from '../mazes/arms.ts';
import { exampleTask } from '../mazes/draw.ts';
import { mazeText, parseMaze, type MazeProblem } from '../mazes/typed.ts';
import { solveOwn, type Models } from './classroom.ts';
import type { ProcedureWords } from './enProcedure.ts';
import { SideBySide } from './SideBySide.tsx';
import { toggled, wallsOf } from './walls.ts';
import styles from './ProcedurePanel.module.css';

interface Props {
  readonly words: ProcedureWords;
  /** Of the mazes that the models know. */
  readonly size: number;
  readonly models: Models;
  readonly arms: readonly Arm[];
  /** Whether there is a model that is not at work. */
  readonly ready: boolean;
}

export function OwnMaze({ words, size, models, arms, ready }: Props) {
  const [text, setText] = useState(() => mazeText(exampleTask(size, 0)));
  const [drawn, setDrawn] = useState(0);
  const [solutions, setSolutions] = useState<Partial<Record<Arm, readonly Solution[]>>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const [solving, setSolving] = useState(false);
  const parsed = useMemo(() => parseMaze(text, size), [text, size]);
  const take = (changed: string) => {
    setText(changed);
    setSolutions({});
  };
  const another = () => {
    take(mazeText(exampleTask(size, drawn + 1)));
    setDrawn(drawn + 1);
  };
  const solve = async () => {
    if (!parsed.task) return;
    setSolving(true);
    setFailed(null);
    try {
      const made: Partial<Record<Arm, readonly Solution[]>> = {};
      for (const arm of arms) if (models.has(arm)) made[arm] = [await solveOwn(models, arm, parsed.task)];
      setSolutions(made);
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    } finally {
      setSolving(false);
    }
  };
  return (
    <section aria-labelledby="procedure-own">
      <h3 id="procedure-own">{words.own}</h3>
      <p>{words.ownNote}</p>
      <label className={styles.area}>
        <span>{words.ownText}</span>
        <textarea
          rows={2 * size + 2}
          value={text}
          spellCheck={false}
          translate="no"
          aria-invalid={parsed.problem !== null}
          onChange={({ target }) => take(target.value)}
        />
      </label>
      {parsed.problem && (
        <ul className={styles.problems} role="alert">
          <li>{told(words, parsed.problem)}</li>
        </ul>
      )}
      <Walls words={words} size={size} text={text} onText={take} />
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={!ready || solving || parsed.problem !== null}
          onClick={() => void solve()}
        >
          {words.solve}
        </button>
        <button type="button" onClick={another}>
          {words.another}
        </button>
      </div>
      {!ready && <p className={styles.note}>{words.ownFirst}</p>}
      {failed !== null && <p role="alert">{words.failed(failed)}</p>}
      {Object.keys(solutions).length > 0 && (
        <SideBySide words={words} solutions={solutions} title={words.ownSolved} id="procedure-own-solved" />
      )}
    </section>
  );
}

interface WallsProps {
  readonly words: ProcedureWords;
  readonly size: number;
  readonly text: string;
  onText(text: string): void;
}

/** The maze as buttons, one for each wall that may be; nothing where the text is no maze of this size. */
function Walls({ words, size, text, onText }: WallsProps) {
  const walls = wallsOf(text, size);
  if (walls.length === 0) return null;
  const columns = { gridTemplateColumns: `repeat(${size}, 3fr 1fr)`, maxInlineSize: `${2.6 * size}rem` };
  return (
    <details>
      <summary>{words.draw}</summary>
      <div className={styles.drawing} style={columns}>
        {walls.map(({ row, column, mark, wall }) => {
          const key = `${row}/${column}`;
          const across = column % 2 === 0;
          if (mark !== null || (row % 2 === 0 && across)) return <span key={key}>{mark}</span>;
          return (
            <button
              key={key}
              type="button"
              aria-pressed={wall}
              aria-label={words.wall(across, (row + 1) >> 1, (column + 1) >> 1)}
              onClick={() => onText(toggled(text, row, column))}
            />
          );
        })}
      </div>
    </details>
  );
}

function told({ problems }: ProcedureWords, problem: MazeProblem): string {
  switch (problem.kind) {
    case 'empty':
      return problems.empty;
    case 'noWay':
      return problems.noWay;
    case 'shape':
      return problems.shape(problem);
    case 'size':
      return problems.size(problem);
    case 'cell':
      return problems.cell(problem);
    case 'character':
      return problems.character(problem);
    case 'start':
    case 'goal':
      return problems[problem.kind](problem);
  }
}
