/** What is trained: size of the mazes, shape of the model, updates, arms, seed. */
import { ARMS, type Arm } from '../mazes/arms.ts';
import type { Training } from '../mazes/training.ts';
import { RANGES, SIZES, WIDTHS, type TypedSetting } from './choices.ts';
import type { ProcedureWords } from './enProcedure.ts';
import { TypedNumber } from './training/TypedNumber.tsx';
import styles from './ProcedurePanel.module.css';

interface Props {
  readonly words: ProcedureWords;
  readonly settings: Training;
  readonly arms: readonly Arm[];
  readonly disabled: boolean;
  onSettings(change: Partial<Training>): void;
  onArms(arms: readonly Arm[]): void;
  /** Whether what is typed in a field can be trained with. */
  onRight(setting: TypedSetting, right: boolean): void;
}

const TYPED = Object.keys(RANGES) as TypedSetting[];

export function SettingsForm({ words, settings, arms, disabled, onSettings, onArms, onRight }: Props) {
  return (
    <fieldset className={styles.form} disabled={disabled}>
      <legend className="visually-hidden">{words.settings}</legend>
      <div className={styles.fields}>
        <label>
          <span>{words.size}</span>
          <select value={settings.size} onChange={({ target }) => onSettings({ size: Number(target.value) })}>
            {SIZES.map((size) => (
              <option key={size} value={size}>
                {size}×{size}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.width}</span>
          <select value={settings.dim} onChange={({ target }) => onSettings({ dim: Number(target.value) })}>
            {WIDTHS.map((dim) => (
              <option key={dim} value={dim}>
                {dim}
              </option>
            ))}
          </select>
        </label>
        {TYPED.map((setting) => (
          <TypedNumber
            key={setting}
            label={words.typed[setting]}
            range={RANGES[setting]}
            wrongNumber={words.wrongNumber}
            value={settings[setting]}
            onValue={(value) => onSettings({ [setting]: value })}
            onRight={(right) => onRight(setting, right)}
          />
        ))}
      </div>
      <div className={styles.arms} role="group" aria-label={words.armsLabel}>
        {ARMS.map((arm) => (
          <label key={arm}>
            <input
              type="checkbox"
              checked={arms.includes(arm)}
              onChange={({ target }) =>
                onArms(ARMS.filter((each) => (each === arm ? target.checked : arms.includes(each))))
              }
            />
            <span>
              <b>{words.arms[arm]}</b> {words.armNotes[arm]}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
