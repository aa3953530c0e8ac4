/** What a step is: its name, its prompt, how many it writes or what it judges by. Names and lists are taken when the field is left. */
import { useState } from 'react';
import { byLikelihood, type JudgeStep, type Step } from '../steps.ts';
import type { ChainWords } from './enChain.ts';
import styles from './ChainPanel.module.css';

interface Props {
  readonly words: ChainWords;
  readonly step: Step;
  readonly busy: boolean;
  onStep(step: Step): void;
}

const listOf = (text: string): readonly string[] =>
  text
    .split(/[,，;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

export function StepForm({ words, step, busy, onStep }: Props) {
  return (
    <div className={styles.form}>
      <div className={styles.fields}>
        <Left
          label={words.name}
          value={step.name}
          busy={busy}
          onValue={(name) => onStep({ ...step, name })}
        />
        {step.kind === 'write' ? (
          <>
            <Whole
              label={words.count}
              value={step.candidates}
              most={16}
              busy={busy}
              onValue={(candidates) => onStep({ ...step, candidates })}
            />
            <label>
              <span>{words.temperature}</span>
              <select
                value={step.temperature}
                disabled={busy}
                onChange={({ target }) => onStep({ ...step, temperature: Number(target.value) })}
              >
                {[...new Set([0, 0.5, 0.7, 1, 1.2, 1.5, step.temperature])]
                  .toSorted((a, b) => a - b)
                  .map((each) => (
                    <option key={each} value={each}>
                      {each}
                    </option>
                  ))}
              </select>
            </label>
          </>
        ) : (
          <JudgeFields words={words} step={step} busy={busy} onStep={onStep} />
        )}
      </div>
      <label className={styles.area}>
        <span>{words.prompt}</span>
        <textarea
          rows={4}
          value={step.prompt}
          disabled={busy}
          aria-invalid={step.prompt.trim() === ''}
          onChange={({ target }) => onStep({ ...step, prompt: target.value })}
        />
      </label>
    </div>
  );
}

/** What a judge judges, by what, and how much it keeps. */
function JudgeFields({ words, step, busy, onStep }: Props & { readonly step: JudgeStep }) {
  return (
    <>
      <Left
        label={words.judges}
        value={step.of.join(', ')}
        busy={busy}
        onValue={(text) => onStep({ ...step, of: listOf(text) })}
      />
      <label>
        <span>{words.criterion}</span>
        <select
          value={byLikelihood(step) ? 'likelihood' : 'answer'}
          disabled={busy}
          onChange={({ target }) => onStep(goingBy(step, target.value === 'likelihood'))}
        >
          <option value="answer">{words.byAnswer}</option>
          <option value="likelihood">{words.byLikelihood}</option>
        </select>
      </label>
      {!byLikelihood(step) && (
        <Left
          label={words.answers}
          value={step.answers.join(', ')}
          busy={busy}
          onValue={(text) => onStep({ ...step, answers: listOf(text) })}
        />
      )}
      <Whole
        label={words.keep}
        value={step.keep}
        most={16}
        busy={busy}
        onValue={(keep) => onStep({ ...step, keep })}
      />
    </>
  );
}

/** Answers are kept, so that changing one's mind loses nothing. */
function goingBy(step: JudgeStep, likelihood: boolean): JudgeStep {
  return { ...step, criterion: likelihood ? 'likelihood' : undefined };
}

interface FieldProps<Value> {
  readonly label: string;
  readonly value: Value;
  readonly busy: boolean;
  onValue(value: Value): void;
}

/** A text that counts once the field is left: on the way it may be what is not meant. */
function Left({ label, value, busy, onValue }: FieldProps<string>) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    if (typed !== null && typed.trim() !== value) onValue(typed.trim());
    setTyped(null);
  };
  return (
    <label>
      <span>{label}</span>
      <input
        type="text"
        value={typed ?? value}
        disabled={busy}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
        onKeyDown={({ key, nativeEvent }) => key === 'Enter' && !nativeEvent.isComposing && take()}
      />
    </label>
  );
}

function Whole({ label, value, most, busy, onValue }: FieldProps<number> & { readonly most: number }) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} disabled={busy} onChange={({ target }) => onValue(Number(target.value))}>
        {Array.from({ length: most }, (_, place) => (
          <option key={place} value={place + 1}>
            {place + 1}
          </option>
        ))}
      </select>
    </label>
  );
}
