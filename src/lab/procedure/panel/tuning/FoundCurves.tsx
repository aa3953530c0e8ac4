/** The best found by trials, a line for each arm, and the same as a table. */
import { DataTable } from '../../../../ui/parts/DataTable.tsx';
import { percent } from '../../../../ui/text/format.ts';
import { TUNERS, type Tuner } from '../../tuning/arms.ts';
import type { TuningWords } from './enTuning.ts';
import styles from './Tuning.module.css';

const WIDTH = 320;
const HEIGHT = 120;
/** Told apart without colour, too. */
const DASHES: Readonly<Record<Tuner, string | undefined>> = {
  search: undefined,
  oneShot: '7 3',
  random: '2 3',
  expert: '9 3 2 3',
};

interface Props {
  readonly words: TuningWords;
  /** Names the table. */
  readonly caption: string;
  /** From the first trial on. */
  readonly found: Readonly<Partial<Record<Tuner, readonly number[]>>>;
}

export function FoundCurves({ words, caption, found }: Props) {
  const arms = TUNERS.filter((arm) => (found[arm]?.length ?? 0) > 1);
  if (arms.length === 0) return null;
  const trials = Math.max(...arms.map((arm) => found[arm]!.length));
  const least = Math.min(0, ...arms.flatMap((arm) => found[arm]!));
  const x = (trial: number) => (WIDTH * trial) / (trials - 1);
  const y = (share: number) => HEIGHT * (1 - (share - least) / (1 - least));
  const told = [1, 3, 6, 9, 12].filter((trial) => trial < trials);
  const columns = [...told, trials];
  return (
    <>
      <figure className={styles.curves}>
        <svg className={styles.chart} viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`} aria-hidden="true">
          <path d={`M0 0V${HEIGHT}H${WIDTH}`} className={styles.axis} />
          {arms.map((arm) => (
            <polyline
              key={arm}
              points={found[arm]!.map((share, trial) => `${x(trial).toFixed(1)},${y(share).toFixed(1)}`).join(
                ' ',
              )}
              className={styles[arm]}
              strokeDasharray={DASHES[arm]}
            />
          ))}
        </svg>
        <figcaption>{words.chart}</figcaption>
      </figure>
      <ul className={styles.legend}>
        {arms.map((arm) => (
          <li key={arm}>
            <svg viewBox="0 0 24 6" aria-hidden="true">
              <path d="M0 3H24" className={styles[arm]} strokeDasharray={DASHES[arm]} />
            </svg>
            {words.arms[arm]} <b>{percent(found[arm]!.at(-1))}</b>
          </li>
        ))}
      </ul>
      <DataTable
        inText
        caption={caption}
        headers={words.heads(columns)}
        rows={arms.map((arm) => [
          words.arms[arm],
          ...columns.map((trial) => percent(found[arm]![trial - 1])),
        ])}
      />
    </>
  );
}
