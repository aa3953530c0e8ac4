/** One row of the settings: label, control, one line of help with its formula, and the way back. */
import { useId, useState, type ReactNode } from 'react';
import { patternProblem } from '../../tastes/linearPattern.ts';
import { useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import type { ChoiceFieldSpec, FlagFieldSpec, NumberFieldSpec, TextFieldSpec } from './state/fields.ts';
import { defaultsOf, parseNumber } from './state/hash.ts';
import styles from './SettingsDialog.module.css';

interface RowProps {
  readonly label: string;
  readonly help: string;
  readonly formula?: string;
  readonly note?: string | null;
  readonly changed: boolean;
  onReset(): void;
  /** Renders the control with the id its label refers to. */
  children(id: string): ReactNode;
}

export function Row({ label, help, formula, note, changed, onReset, children }: RowProps) {
  const words = useDialogWords();
  const id = useId();
  return (
    <div className={styles.row} data-changed={changed}>
      <label htmlFor={id}>{label}</label>
      <span className={styles.control}>
        {children(id)}
        <button
          type="button"
          className={styles.back}
          disabled={!changed}
          aria-label={words.settings.resetOne(label)}
          title={words.settings.resetOne(label)}
          onClick={onReset}
        >
          ↺
        </button>
      </span>
      <p id={`${id}-help`} className={styles.help}>
        <span>{help}</span> {formula && <code>{formula}</code>} {note && <strong>{note}</strong>}
      </p>
    </div>
  );
}

/** Of the model that is chosen. */
function useDefaults() {
  return defaultsOf(useRun((state) => state.model));
}

interface FieldProps<Field, Value> {
  readonly field: Field;
  readonly value: Value;
  /** The change waits until the session is opened again. */
  readonly waits?: boolean;
  onChange(value: Value): void;
}

/** Takes effect when what is typed is a number the field allows; says so when it is not. */
export function NumberField({ field, value, waits, onChange }: FieldProps<NumberFieldSpec, number>) {
  const words = useDialogWords();
  const { label, help } = words.settings.fields[field.name];
  // What is being typed, until it is left or replaced; null shows the setting itself.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  const parsed = parseNumber(field.name, text);
  const fallback = useDefaults()[field.name];
  const note =
    parsed === null
      ? words.settings.invalid(field.min, field.max)
      : field.needsReset && value !== fallback
        ? words.settings.restart
        : waits
          ? words.settings.waits
          : null;
  return (
    <Row
      label={label}
      help={help}
      formula={field.formula}
      note={note}
      changed={value !== fallback || parsed === null}
      onReset={() => {
        setTyped(null);
        onChange(fallback);
      }}
    >
      {(id) => (
        <input
          id={id}
          type="number"
          inputMode="decimal"
          min={field.min}
          max={field.max}
          step="any"
          value={text}
          aria-invalid={parsed === null}
          aria-describedby={`${id}-help`}
          onChange={(event) => {
            setTyped(event.target.value);
            const number = parseNumber(field.name, event.target.value);
            if (number !== null && number !== value) onChange(number);
          }}
          onBlur={() => parsed !== null && setTyped(null)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            const sign = event.key === 'ArrowUp' ? 1 : -1;
            const next = Number((value + sign * field.step).toPrecision(6));
            if (next < field.min || next > field.max) return;
            setTyped(null);
            onChange(next);
          }}
        />
      )}
    </Row>
  );
}

/** On or off. */
export function FlagField({ field, value, waits, onChange }: FieldProps<FlagFieldSpec, boolean>) {
  const words = useDialogWords();
  const { label, help } = words.settings.fields[field.name];
  const fallback = useDefaults()[field.name];
  return (
    <Row
      label={label}
      help={help}
      formula={field.formula}
      note={waits ? words.settings.waits : null}
      changed={value !== fallback}
      onReset={() => onChange(fallback)}
    >
      {(id) => (
        <input
          id={id}
          type="checkbox"
          checked={value}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange(event.target.checked)}
        />
      )}
    </Row>
  );
}

/** One of a few. */
export function ChoiceField({ field, value, waits, onChange }: FieldProps<ChoiceFieldSpec, string>) {
  const words = useDialogWords();
  const { label, help } = words.settings.fields[field.name];
  const names: Readonly<Record<string, string>> = words.settings.choices[field.name];
  const fallback = useDefaults()[field.name];
  return (
    <Row
      label={label}
      help={help}
      note={waits ? words.settings.waits : null}
      changed={value !== fallback}
      onReset={() => onChange(fallback)}
    >
      {(id) => (
        <select
          id={id}
          value={value}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange(event.target.value)}
        >
          {field.values.map((choice) => (
            <option key={choice} value={choice}>
              {names[choice]}
            </option>
          ))}
        </select>
      )}
    </Row>
  );
}

/** Words. Takes effect as they are typed; a pattern only where it is one, and says so where it is not. */
export function TextField({ field, value, onChange }: FieldProps<TextFieldSpec, string>) {
  const words = useDialogWords();
  const { label, help } = words.settings.fields[field.name];
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  const problem = field.isPattern ? patternProblem(text) : null;
  const fallback = useDefaults()[field.name];
  return (
    <Row
      label={label}
      help={help}
      note={problem}
      changed={value !== fallback || problem !== null}
      onReset={() => {
        setTyped(null);
        onChange(fallback);
      }}
    >
      {(id) => (
        <input
          id={id}
          type="text"
          maxLength={field.most}
          value={text}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-help`}
          onChange={(event) => {
            const next = event.target.value;
            setTyped(next);
            if (!field.isPattern || patternProblem(next) === null) onChange(next);
          }}
          onBlur={() => problem === null && setTyped(null)}
        />
      )}
    </Row>
  );
}
