/** How often the reward model is right against how sure it was, bin by bin: a plot, the same in words, and as a table. */
import type { CalibrationBin } from '../../preferences/quality/calibration.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { percent } from '../text/format.ts';
import { useQualityWords } from './useQuality.ts';
import styles from './Quality.module.css';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 250, 42, 12, 16, 34];
const SAYS = [0.5, 0.6, 0.7, 0.8, 0.9, 1];
const SHARES = [0, 0.25, 0.5, 0.75, 1];

const toX = (says: number) => LEFT + ((says - 0.5) / 0.5) * (WIDTH - LEFT - RIGHT);
const toY = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);

/** Shares as percent, on one line. */
function between(low: number, high: number): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)}\u00a0%`;
}

export function ReliabilityPlot({ bins }: { readonly bins: readonly CalibrationBin[] }) {
  const words = useQualityWords().plot;
  const seen = bins.filter(({ pairs }) => pairs > 0);
  const parts = seen.map(({ predicted, observed, pairs }) =>
    words.part(percent(predicted), percent(observed), pairs),
  );
  return (
    <figure className={styles.plot}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.summary(parts.join('; '))}>
        {SHARES.map((share) => (
          <g key={share}>
            <path d={`M${LEFT} ${toY(share)}H${WIDTH - RIGHT}`} className={styles.grid} />
            <text x={LEFT - 6} y={toY(share) + 4} textAnchor="end">
              {percent(share)}
            </text>
          </g>
        ))}
        {SAYS.map((says) => (
          <text key={says} x={toX(says)} y={HEIGHT - BOTTOM + 15} textAnchor="middle">
            {Math.round(says * 100)}
          </text>
        ))}
        <text x={WIDTH - RIGHT} y={HEIGHT - 3} textAnchor="end">
          {words.says} (%)
        </text>
        <text x={4} y={10}>
          {words.right}
        </text>
        <path d={`M${toX(0.5)} ${toY(0.5)}L${toX(1)} ${toY(1)}`} className={styles.honest} />
        {seen.map(({ low, predicted, observed, pairs, interval }) => (
          <g key={low} className={styles.bin}>
            {interval && (
              <path
                d={`M${toX(predicted)} ${toY(interval[0])}V${toY(interval[1])}m-4 0h8M${toX(predicted) - 4} ${toY(interval[0])}h8`}
              />
            )}
            <circle cx={toX(predicted)} cy={toY(observed)} r="4.5" />
            <text x={toX(predicted) - 8} y={toY(observed) + 4} textAnchor="end">
              {pairs}
            </text>
          </g>
        ))}
      </svg>
      <DataTable
        inText
        caption={words.table}
        headers={words.headers}
        rows={bins.map(({ low, high, pairs, predicted, observed, interval }) => [
          between(low, high),
          percent(predicted),
          percent(observed),
          interval ? between(...interval) : '–',
          String(pairs),
        ])}
      />
    </figure>
  );
}
