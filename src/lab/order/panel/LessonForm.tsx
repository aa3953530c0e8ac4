/** What models are trained on: layouts, what users say of what was done, how many courses and updates. */
import { useEffect } from 'react';
import { useTypedNumbers } from '../../../ui/lab/parts/useTypedNumbers.ts';
import { ARMS, CARRIED, type Carried } from '../conversations.ts';
import type { OrderWords } from './enOrder.ts';
import { isIn, RANGES, type NumberName, type Setting } from './training.ts';
import styles from './OrderPanel.module.css';

const NUMBERS = Object.keys(RANGES) as readonly NumberName[];

interface Props {
  readonly words: OrderWords;
  readonly setting: Setting;
  readonly busy: boolean;
  onSetting(change: Partial<Setting>): void;
  /** Whether a number that is typed is none. */
  onWrong(wrong: boolean): void;
}

export function LessonForm({ words, setting, busy, onSetting, onWrong }: Props) {
  const { arms, carried } = setting;
  const typed = useTypedNumbers<NumberName>(
    setting,
    (value) => Number.isSafeInteger(value) && value >= 0,
    (name, value) => {
      if (isIn(name, value)) onSetting({ [name]: value });
    },
  );
  const problems = NUMBERS.filter((name) => !isIn(name, Number(typed.text(name).trim() || NaN)));
  useEffect(() => onWrong(problems.length > 0), [problems.length, onWrong]);
  return (
    <section aria-labelledby="order-lesson">
      <h3 id="order-lesson">{words.lesson}</h3>
      <fieldset className={styles.arms} disabled={busy}>
        <legend>{words.layouts}</legend>
        {ARMS.map((arm) => (
          <label key={arm}>
            <input
              type="checkbox"
              checked={arms.includes(arm)}
              onChange={({ target }) =>
                onSetting({
                  arms: ARMS.filter((each) => (each === arm ? target.checked : arms.includes(each))),
                })
              }
            />
            <span>
              <b>{words.arms[arm]}</b> {words.armNotes[arm]}
            </span>
          </label>
        ))}
      </fieldset>
      <div className={styles.fields}>
        <label>
          <span>{words.carried}</span>
          <select
            value={carried}
            disabled={busy}
            onChange={({ target }) => onSetting({ carried: target.value as Carried })}
          >
            {CARRIED.map((each) => (
              <option key={each} value={each}>
                {words.carriedNames[each]}
              </option>
            ))}
          </select>
        </label>
        {NUMBERS.map((name) => (
          <label key={name}>
            <span>{words.numbers[name]}</span>
            <input
              type="text"
              inputMode="numeric"
              disabled={busy}
              value={typed.text(name)}
              aria-invalid={problems.includes(name)}
              onChange={({ target }) => typed.take(name, target.value)}
            />
          </label>
        ))}
      </div>
      {(problems.length > 0 || arms.length === 0) && (
        <ul className={styles.problems} role="alert">
          {problems.map((name) => (
            <li key={name}>{words.problem(words.numbers[name], RANGES[name].least, RANGES[name].most)}</li>
          ))}
          {arms.length === 0 && <li>{words.noArm}</li>}
        </ul>
      )}
    </section>
  );
}
