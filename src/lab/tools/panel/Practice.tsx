/** Reinforcement learning, iteration by iteration: the share of right answers, the mean over seeds and each seed. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed, percent } from '../../../ui/text/format.ts';
import type { Practised } from '../experiment/practice.ts';
import type { ToolsWords } from './enTools.ts';
import styles from './ToolsPanel.module.css';

const WIDTH = 480;
const HEIGHT = 140;

interface Props {
  readonly words: ToolsWords;
  readonly curves: readonly (readonly Practised[])[];
}

export function Practice({ words: { recorded }, curves }: Props) {
  const length = Math.min(...curves.map((curve) => curve.length));
  if (!(length > 0 && Number.isFinite(length))) return null;
  const mean = (of: (each: Practised) => number) =>
    Array.from(
      { length },
      (_, place) => curves.reduce((sum, curve) => sum + of(curve[place]), 0) / curves.length,
    );
  const [right, kl] = [mean((each) => each.right), mean((each) => each.kl)];
  const path = (values: readonly number[]) =>
    values
      .map((value, place) => {
        const x = length > 1 ? (WIDTH * place) / (length - 1) : WIDTH / 2;
        return `${place === 0 ? 'M' : 'L'}${x.toFixed(1)} ${(HEIGHT * (1 - value)).toFixed(1)}`;
      })
      .join('');
  return (
    <figure className={styles.figure}>
      <figcaption>{recorded.curve}</figcaption>
      <svg className={styles.chart} viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`} aria-hidden="true">
        <path d={`M0 0V${HEIGHT}H${WIDTH}`} className={styles.axis} />
        {curves.map((curve, index) => (
          <path key={index} d={path(curve.map((each) => each.right))} className={styles.seed} />
        ))}
        <path d={path(right)} className={styles.line} />
      </svg>
      <details>
        <summary>{recorded.curveTable}</summary>
        <DataTable
          inText
          caption={recorded.curve}
          headers={[recorded.iteration, recorded.answers, 'KL']}
          rows={right.map((share, place) => [String(place + 1), percent(share), fixed(kl[place], 2)])}
        />
      </details>
    </figure>
  );
}
