/** Unseen maps, one at a time: how each arm searched the same. */
import { useState } from 'react';
import { percent } from '../../../../ui/text/format.ts';
import { TUNERS, type Tuner } from '../../tuning/arms.ts';
import { foundBy } from '../../tuning/surface.ts';
import type { TuningWords } from './enTuning.ts';
import { HeatMap } from './HeatMap.tsx';
import styles from './Tuning.module.css';

/** A map with what each arm tried. */
export interface ShownMap {
  readonly side: number;
  readonly values: readonly number[];
  readonly trials: Readonly<Partial<Record<Tuner, readonly number[]>>>;
}

interface Props {
  readonly words: TuningWords;
  readonly maps: readonly ShownMap[];
  readonly title: string;
  readonly id: string;
}

export function Maps({ words, maps, title, id }: Props) {
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, maps.length - 1);
  const shown = maps[at];
  if (!shown) return null;
  const { side, values } = shown;
  const arms = TUNERS.filter((arm) => shown.trials[arm]);
  const shares = (arm: Tuner) => foundBy({ values }, shown.trials[arm] ?? []).map((share) => percent(share));
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <div className={styles.buttons}>
        <button type="button" disabled={at <= 0} onClick={() => setChosen(at - 1)}>
          {words.before}
        </button>
        <span>{words.map(at + 1, maps.length)}</span>
        <button type="button" disabled={at >= maps.length - 1} onClick={() => setChosen(at + 1)}>
          {words.next}
        </button>
      </div>
      <div className={styles.maps}>
        {arms.map((arm) => {
          const trials = shown.trials[arm] ?? [];
          const share = shares(arm).at(-1) ?? '';
          return (
            <figure key={arm}>
              <HeatMap
                side={side}
                values={values}
                trials={trials}
                label={words.mapLabel(words.arms[arm], trials.length, share)}
              />
              <figcaption>{words.came(words.arms[arm], share)}</figcaption>
            </figure>
          );
        })}
      </div>
      <p className={styles.note}>{words.key}</p>
      <details>
        <summary>{words.asText}</summary>
        {arms.map((arm) => (
          <p key={arm}>
            <b>{words.arms[arm]}</b>{' '}
            {(shown.trials[arm] ?? [])
              .map((cell, trial) =>
                words.trial(trial + 1, Math.floor(cell / side) + 1, (cell % side) + 1, shares(arm)[trial]),
              )
              .join('; ')}
          </p>
        ))}
      </details>
    </section>
  );
}
