/** One row of the settings: label, control, one line of help with its formula, and the way back. */
import { useId, useState, type ReactNode } from 'react';
import { patternProblem } from '../../tastes/linearPattern.ts';
import {
  rangeOf,
  type ChoiceField,
  type Field,
  type FlagField,
  type NumberField,
  type SettingValues,
  type TextField,
} from '../../rl/fields.ts';
import { useApp, useRun, useUi } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { choiceWords, fieldWords } from './state/fields.ts';
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

interface FieldProps<Declared extends Field> {
  readonly name: string;
  readonly field: Declared;
  readonly value: Declared['default'];
  /** The change waits until the session is opened again. */
  readonly waits?: boolean;
  onChange(value: Declared['default']): void;
}

/** What the field is called, and its default for the model and the method that are chosen. */
function useField<Declared extends Field>({ name, field }: FieldProps<Declared>) {
  const { methods } = useApp();
  const words = useDialogWords().settings;
  const language = useUi((state) => state.language);
  const model = useRun((state) => state.model);
  const settings = useRun((state) => state.settings);
  const usual: SettingValues = defaultsOf(settings, model, methods);
  return {
    words,
    ...fieldWords({ name, field }, words, language),
    nameOf: choiceWords({ name, field }, words, language),
    fallback: usual[name] as Declared['default'],
  };
}

/** The field next to a number: so much more, or so many times as much. */
function stepped(value: number, { step, scale }: NumberField, up: boolean): number {
  if (scale === 'log') return Number((up ? value * step : value / step).toPrecision(2));
  return Number((up ? value + step : value - step).toPrecision(6));
}

/** Takes effect when what is typed is a number the field allows; says so when it is not. */
export function NumberInput(props: FieldProps<NumberField>) {
  const { field, value, waits, onChange } = props;
  const { words, label, help, fallback } = useField(props);
  // What is being typed, until it is left or replaced; null shows the setting itself.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  const parsed = parseNumber(field, text);
  const [min, max] = rangeOf(field);
  const note =
    parsed === null
      ? words.invalid(min, max)
      : field.takesEffect === 'reset' && value !== fallback
        ? words.restart
        : waits
          ? words.waits
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
          min={min}
          max={max}
          step="any"
          value={text}
          aria-invalid={parsed === null}
          aria-describedby={`${id}-help`}
          onChange={(event) => {
            setTyped(event.target.value);
            const number = parseNumber(field, event.target.value);
            if (number !== null && number !== value) onChange(number);
          }}
          onBlur={() => parsed !== null && setTyped(null)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            const next = stepped(value, field, event.key === 'ArrowUp');
            if (next < min || next > max) return;
            setTyped(null);
            onChange(next);
          }}
        />
      )}
    </Row>
  );
}

/** On or off. */
export function FlagInput(props: FieldProps<FlagField>) {
  const { field, value, waits, onChange } = props;
  const { words, label, help, fallback } = useField(props);
  return (
    <Row
      label={label}
      help={help}
      formula={field.formula}
      note={waits ? words.waits : null}
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
export function ChoiceInput(props: FieldProps<ChoiceField>) {
  const { field, value, waits, onChange } = props;
  const { words, label, help, nameOf, fallback } = useField(props);
  return (
    <Row
      label={label}
      help={help}
      formula={field.formula}
      note={waits ? words.waits : null}
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
              {nameOf(choice)}
            </option>
          ))}
        </select>
      )}
    </Row>
  );
}

/** Words. Takes effect as they are typed; a pattern only where it is one, and says so where it is not. */
export function TextInput(props: FieldProps<TextField>) {
  const { field, value, onChange } = props;
  const { label, help, fallback } = useField(props);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  const problem = field.isPattern ? patternProblem(text) : null;
  return (
    <Row
      label={label}
      help={help}
      formula={field.formula}
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
