/** Loss and share of solved mazes against updates, a line for each arm, and the same as a table. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { compact, fixed, percent } from '../../../ui/text/format.ts';
import { ARMS, type Arm } from '../mazes/arms.ts';
import type { Point } from './classroom.ts';
import type { ProcedureWords } from './enProcedure.ts';
import styles from './ProcedurePanel.module.css';

const WIDTH = 320;
const HEIGHT = 110;
/** Told apart without colour, too. */
const DASHES: Readonly<Record<Arm, string | undefined>> = {
  procedure: undefined,
  answer: '7 3',
  masked: '2 3',
};

/** What curves are drawn of: a pupil, or a record of one. */
export interface Learner {
  readonly losses: readonly Point[];
  readonly shares: readonly Point[];
  readonly tokens: number | null;
  readonly seconds: number;
}

interface Props {
  readonly words: ProcedureWords;
  readonly learners: Readonly<Partial<Record<Arm, Learner>>>;
  /** Of the whole training. */
  readonly updates: number;
}

export function Curves({ words, learners, updates }: Props) {
  const arms = ARMS.filter((arm) => (learners[arm]?.losses.length ?? 0) > 0);
  if (arms.length === 0) return null;
  const losses = arms.flatMap((arm) => learners[arm]!.losses.map(([, loss]) => loss));
  const most = Math.max(...losses);
  return (
    <>
      <div className={styles.pair}>
        <figure>
          <Chart
            updates={updates}
            most={most}
            lines={arms.map((arm) => ({ arm, points: learners[arm]!.losses }))}
          />
          <figcaption>{words.lossChart(compact(most))}</figcaption>
        </figure>
        <figure>
          <Chart
            updates={updates}
            most={1}
            lines={arms.map((arm) => {
              return { arm, points: [[0, 0] as const, ...learners[arm]!.shares] };
            })}
          />
          <figcaption>{words.shareChart}</figcaption>
        </figure>
      </div>
      <ul className={styles.legend}>
        {arms.map((arm) => (
          <li key={arm}>
            <svg viewBox="0 0 24 6" aria-hidden="true">
              <path d="M0 3H24" className={styles[arm]} strokeDasharray={DASHES[arm]} />
            </svg>
            {words.arms[arm]} <b>{percent(learners[arm]!.shares.at(-1)?.[1])}</b>
          </li>
        ))}
      </ul>
      <DataTable
        inText
        caption={words.table}
        headers={words.heads}
        rows={arms.map((arm) => {
          const { losses, shares, tokens, seconds } = learners[arm]!;
          const [update, loss] = losses.at(-1)!;
          return [
            words.arms[arm],
            String(update),
            fixed(loss, 3),
            percent(shares.at(-1)?.[1]),
            tokens === null ? '–' : String(tokens),
            fixed(seconds, 0),
          ];
        })}
      />
    </>
  );
}

interface ChartProps {
  readonly updates: number;
  readonly most: number;
  readonly lines: readonly { readonly arm: Arm; readonly points: readonly Point[] }[];
}

function Chart({ updates, most, lines }: ChartProps) {
  const x = (update: number) => (WIDTH * update) / updates;
  const y = (value: number) => HEIGHT - (HEIGHT * value) / most;
  return (
    <svg className={styles.chart} viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`} aria-hidden="true">
      <path d={`M0 0V${HEIGHT}H${WIDTH}`} className={styles.axis} />
      {lines.map(({ arm, points }) => (
        <polyline
          key={arm}
          points={points.map(([update, value]) => `${x(update).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
          className={styles[arm]}
          strokeDasharray={DASHES[arm]}
        />
      ))}
    </svg>
  );
}
