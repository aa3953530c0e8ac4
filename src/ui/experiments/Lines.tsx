/** A few curves over one x, small, with their ends in words: for eyes, and for those who do not see it. */
import type { ReactNode } from 'react';
import { fixed } from '../text/format.ts';
import styles from './Experiments.module.css';

export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Points alone, or a line. */
  readonly points?: true;
  /** Which of the colours and dashes. */
  readonly look: number;
}

interface Props {
  readonly title: string;
  readonly summary: string;
  readonly lines: readonly Line[];
  /** A line across at this x. */
  readonly at?: number;
  readonly tall?: true;
  readonly children?: ReactNode;
}

const [WIDTH, LEFT, RIGHT, TOP] = [320, 38, 6, 6];
const ENDS = ['start', 'end'] as const;

export function Lines({ title, summary, lines, at, tall, children }: Props) {
  const height = tall ? 210 : 110;
  const bottom = height - 18;
  const xs = [...lines.flatMap(({ x }) => x), ...(at === undefined ? [] : [at])];
  const ys = [0, ...lines.flatMap(({ y }) => y)].filter(Number.isFinite);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.min(...ys), Math.max(...ys)];
  // One x alone stands in the middle.
  const toX = (x: number) => LEFT + (x1 > x0 ? (x - x0) / (x1 - x0) : 0.5) * (WIDTH - LEFT - RIGHT);
  const toY = (y: number) => bottom - ((y - y0) / (y1 - y0 || 1)) * (bottom - TOP);
  return (
    <figure className={styles.lines}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={summary}>
        {[y0, y1].map((y, index) => (
          <text key={index} x={LEFT - 4} y={toY(y) + 3} textAnchor="end">
            {fixed(y, Math.abs(y) < 10 ? 1 : 0)}
          </text>
        ))}
        {xs.length > 0 &&
          (x1 > x0 ? [x0, x1] : [x0]).map((x, index) => (
            <text key={index} x={toX(x)} y={height - 5} textAnchor={x1 > x0 ? ENDS[index] : 'middle'}>
              {Number.isInteger(x) ? x : fixed(x, 1)}
            </text>
          ))}
        <path d={`M${LEFT} ${toY(0)}H${WIDTH - RIGHT}`} className={styles.zero} />
        {at !== undefined && <path d={`M${toX(at)} ${TOP}V${bottom}`} className={styles.peak} />}
        {lines.map(({ name, x, y, points, look }) => (
          <g key={name} data-look={look}>
            {/* One point is no line: a fit that was the only one would not be seen. */}
            {points || x.length === 1 ? (
              x.map((value, index) => <circle key={index} cx={toX(value)} cy={toY(y[index])} r="3" />)
            ) : (
              <polyline points={x.map((value, index) => `${toX(value)},${toY(y[index])}`).join(' ')} />
            )}
          </g>
        ))}
      </svg>
      {children}
    </figure>
  );
}

/** Which look is whose. */
export function Legend({ lines }: { readonly lines: readonly Pick<Line, 'name' | 'look' | 'points'>[] }) {
  return (
    <ul className={styles.legend}>
      {lines.map(({ name, look, points }) => (
        <li key={name} data-look={look}>
          <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
            <g data-look={look}>
              {points ? <circle cx="13" cy="5" r="3" /> : <polyline points="0,5 26,5" />}
            </g>
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
