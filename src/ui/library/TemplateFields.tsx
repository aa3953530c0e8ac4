/** How a model's prompts are written: whether through its chat template, through which of several, with what system text. */
import { useId } from 'react';
import { useDialogWords } from '../app/dialogWords.ts';
import type { Asked } from './choice/prompts.ts';
import styles from './PromptsEditor.module.css';

interface TemplateFieldsProps {
  readonly asked: Asked;
  /** Of the templates that the model brings, at least one; the usual one first. */
  readonly names: readonly string[];
  readonly onChange: (asked: Asked) => void;
}

export function TemplateFields({ asked, names, onChange }: TemplateFieldsProps) {
  const words = useDialogWords().prompts;
  const id = useId();
  const { named, ...usual } = asked;
  // One that was chosen before, and is no longer there, is still the choice until another is made.
  const choices = named === undefined || names.includes(named) ? names : [...names, named];
  return (
    <>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={asked.template}
          aria-describedby={`${id}-template`}
          onChange={(event) => onChange({ ...asked, template: event.target.checked })}
        />
        {words.template}
      </label>
      <p id={`${id}-template`} className={styles.help}>
        {words.templateHelp(named ?? names[0])}
      </p>
      {asked.template && choices.length > 1 && (
        <label className={styles.which}>
          {words.which}
          <select
            value={named ?? names[0]}
            onChange={({ target: { value } }) =>
              onChange(value === names[0] ? usual : { ...usual, named: value })
            }
          >
            {choices.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {asked.template && (
        <>
          <label htmlFor={`${id}-system`}>{words.system}</label>
          <textarea
            id={`${id}-system`}
            rows={1}
            dir="auto"
            value={asked.system}
            aria-describedby={`${id}-system-help`}
            onChange={(event) => onChange({ ...asked, system: event.target.value })}
          />
          <p id={`${id}-system-help`} className={styles.help}>
            {words.systemHelp}
          </p>
        </>
      )}
    </>
  );
}
