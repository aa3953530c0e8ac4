/** A surface as a heat map, with the trials of a search numbered in their order. */
import styles from './Tuning.module.css';

interface Props {
  readonly side: number;
  readonly values: readonly number[];
  readonly trials: readonly number[];
  readonly label: string;
}

/** Units of a place. */
const CELL = 20;
/** The darkest there is: numbers are read on it. */
const DARKEST = 0.55;

export function HeatMap({ side, values, trials, label }: Props) {
  const most = Math.max(...values);
  const least = Math.min(...values);
  const best = values.indexOf(most);
  const corner = (cell: number) => [(cell % side) * CELL, Math.floor(cell / side) * CELL] as const;
  const places = values.map((value, cell) => ({ value, cell }));
  // A place that was tried again keeps its first number.
  const numbered = [...new Set(trials)].map((cell) => ({ cell, number: trials.indexOf(cell) + 1 }));
  const [x, y] = corner(best);
  return (
    <svg
      className={styles.map}
      viewBox={`-2 -2 ${side * CELL + 4} ${side * CELL + 4}`}
      role="img"
      aria-label={label}
    >
      {places.map(({ value, cell }) => (
        <rect
          key={cell}
          x={corner(cell)[0]}
          y={corner(cell)[1]}
          width={CELL}
          height={CELL}
          className={styles.place}
          fillOpacity={((value - least) / Math.max(most - least, 1e-9)) * DARKEST}
        />
      ))}
      <rect x={x + 1} y={y + 1} width={CELL - 2} height={CELL - 2} className={styles.best} />
      {numbered.map(({ cell, number }) => (
        <text
          key={cell}
          x={corner(cell)[0] + CELL / 2}
          y={corner(cell)[1] + CELL / 2 + 4}
          textAnchor="middle"
          className={styles.number}
        >
          {number}
        </text>
      ))}
    </svg>
  );
}
