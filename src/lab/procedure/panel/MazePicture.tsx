/** A maze as a drawing: walls, start and goal, what was expanded and pushed, the way, and the cell at which something went wrong. */
import { beside, isOpen, type Task } from '../mazes/maze.ts';
import type { Marks } from './marks.ts';
import styles from './ProcedurePanel.module.css';

interface Props {
  readonly task: Task;
  readonly marks: Marks;
  readonly label: string;
}

/** Units of a cell. */
const CELL = 20;

export function MazePicture({ task, marks, label }: Props) {
  const { maze, start, goal } = task;
  const { size } = maze;
  const side = size * CELL;
  const cells = Array.from({ length: size * size }, (_, cell) => cell);
  const corner = (cell: number) => [(cell % size) * CELL, Math.floor(cell / size) * CELL] as const;
  const middle = (cell: number) => corner(cell).map((at) => at + CELL / 2);
  return (
    <svg className={styles.maze} viewBox={`-2 -2 ${side + 4} ${side + 4}`} role="img" aria-label={label}>
      {cells.map((cell) => {
        const [x, y] = corner(cell);
        const style = marks.expanded.has(cell)
          ? styles.expanded
          : marks.pushed.has(cell)
            ? styles.pushed
            : styles.cell;
        return <rect key={cell} x={x} y={y} width={CELL} height={CELL} className={style} />;
      })}
      {marks.way.length > 1 && (
        <polyline points={marks.way.map((cell) => middle(cell).join()).join(' ')} className={styles.way} />
      )}
      {marks.wrong !== null && (
        <g className={styles.wrong}>
          <rect
            x={corner(marks.wrong)[0] + 2}
            y={corner(marks.wrong)[1] + 2}
            width={CELL - 4}
            height={CELL - 4}
          />
          <path
            d={`M${corner(marks.wrong)[0] + 5} ${corner(marks.wrong)[1] + 5}l${CELL - 10} ${CELL - 10}m0 -${CELL - 10}l-${CELL - 10} ${CELL - 10}`}
          />
        </g>
      )}
      {[
        ['S', start],
        ['G', goal],
      ].map(([mark, cell]) => {
        const [x, y] = middle(Number(cell));
        return (
          <text key={mark} x={x} y={y + 4} textAnchor="middle" className={styles.end}>
            {mark}
          </text>
        );
      })}
      <path
        className={styles.walls}
        d={`M0 0H${side}V${side}H0Z${cells
          .flatMap((cell) => {
            const [x, y] = corner(cell);
            const right =
              beside(size, cell, 1) !== null && !isOpen(maze, cell, 1) ? `M${x + CELL} ${y}v${CELL}` : '';
            const below =
              beside(size, cell, 2) !== null && !isOpen(maze, cell, 2) ? `M${x} ${y + CELL}h${CELL}` : '';
            return [right, below];
          })
          .join('')}`}
      />
    </svg>
  );
}
