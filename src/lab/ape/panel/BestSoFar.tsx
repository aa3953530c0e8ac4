/** The mean of the best so far against the calls spent, as a line of steps and as a table for those who read it. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import type { Growth } from '../growth.ts';
import type { ApeWords } from './enApe.ts';
import styles from './ApePanel.module.css';

const WIDTH = 480;
const HEIGHT = 120;

interface Props {
  readonly words: ApeWords;
  readonly growth: Growth;
  readonly budget: number;
  readonly format: (mean: number) => string;
}

export function BestSoFar({ words, growth, budget, format }: Props) {
  const { curve, calls } = growth;
  if (curve.length === 0) return null;
  const means = curve.map(({ mean }) => mean);
  // Shares have a scale of their own; log-probabilities have the one that they came with.
  const [low, high] = Math.min(...means) >= 0 ? [0, 1] : [Math.min(...means), 0];
  const x = (at: number) => (WIDTH * at) / Math.max(1, budget);
  const y = (mean: number) => HEIGHT - (HEIGHT * (mean - low)) / (high - low || 1);
  const steps = curve.map(
    ({ calls, mean }, i) => `${i === 0 ? 'M' : 'H'}${x(calls)}${i === 0 ? ' ' : 'V'}${y(mean)}`,
  );
  return (
    <section aria-labelledby="ape-curve">
      <h3 id="ape-curve">{words.curve}</h3>
      <svg className={styles.curve} viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`} aria-hidden="true">
        <path d={`M0 ${HEIGHT}H${WIDTH}`} className={styles.axis} />
        <path d={`${steps.join('')}H${x(calls)}`} className={styles.line} />
      </svg>
      <details>
        <summary>{words.curveTable}</summary>
        <DataTable
          inText
          caption={words.curveTable}
          headers={[words.calls, words.mean, words.instruction]}
          rows={curve
            .toReversed()
            .map(({ calls, mean, id }) => [String(calls), format(mean), growth.leaves[id].candidate.text])}
        />
      </details>
    </section>
  );
}
