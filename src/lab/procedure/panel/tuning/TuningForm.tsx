/** What is trained: updates, searches of one, learning rate, seed. */
import type { TuningTraining } from '../../tuning/training.ts';
import type { TuningWords } from './enTuning.ts';
import { TUNING_RANGES, type TypedTuning } from './tuningStore.ts';
import { TypedNumber } from '../training/TypedNumber.tsx';
import styles from './Tuning.module.css';

interface Props {
  readonly words: TuningWords;
  readonly settings: TuningTraining;
  readonly disabled: boolean;
  onSettings(change: Partial<TuningTraining>): void;
  /** Whether what is typed in a field can be trained with. */
  onRight(setting: TypedTuning, right: boolean): void;
}

const TYPED = Object.keys(TUNING_RANGES) as TypedTuning[];

export function TuningForm({ words, settings, disabled, onSettings, onRight }: Props) {
  return (
    <fieldset className={styles.form} disabled={disabled}>
      <legend className="visually-hidden">{words.settings}</legend>
      <div className={styles.fields}>
        {TYPED.map((setting) => (
          <TypedNumber
            key={setting}
            label={words.typed[setting]}
            range={TUNING_RANGES[setting]}
            wrongNumber={words.wrongNumber}
            value={settings[setting]}
            onValue={(value) => onSettings({ [setting]: value })}
            onRight={(right) => onRight(setting, right)}
          />
        ))}
      </div>
    </fieldset>
  );
}
