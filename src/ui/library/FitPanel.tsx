/** What a run of a model takes of the device's memory, against what it may take, and what would save some. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { MemoryAdvice, MemoryOption } from '../../rl/runs/memoryAdvice.ts';
import type { MemoryPart, MemoryUse } from '../../rl/runs/memory.ts';
import type { ModelChoice } from '../../workers/protocol.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import { useApp } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import type { DialogWords } from '../words/dialogs.ts';
import { memorySize } from '../text/format.ts';
import type { Asked } from './choice/prompts.ts';
import { useFit } from './useFit.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './FitPanel.module.css';

const GIB = 2 ** 30;
/** In the order shown. */
const PARTS: readonly MemoryPart[] = [
  'weights',
  'gradients',
  'moments',
  'rollback',
  'activations',
  'kvCache',
  'method',
  'exchange',
];

/** @param asked what the model would be given to write to: its prompts count */
export function FitPanel({ model, asked }: { readonly model: ModelChoice; readonly asked: Asked }) {
  const words = useDialogWords().models.fit;
  const { advice, error, measuring } = useFit(model, asked);
  return (
    <section className={styles.panel} aria-label={words.title} aria-busy={measuring}>
      <h3>{words.title}</h3>
      <Budget />
      {error !== null && (
        <p className={styles.refused} role="alert">
          <Worded text={words.failed(error)} />
        </p>
      )}
      {advice && <Advice advice={advice} />}
      <p className={styles.measuring} role="status">
        {measuring ? words.measuring : ''}
      </p>
    </section>
  );
}

/** How much a run may take: a guess until the person says better. */
function Budget() {
  const app = useApp();
  const words = useDialogWords().models.fit;
  const budget = useStore(app.models.store, (state) => state.budget);
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <>
      <label className={styles.budget}>
        <span>{words.budget}</span>{' '}
        <input
          type="number"
          min={0.1}
          max={1024}
          step={0.5}
          value={typed ?? String(Number((budget / GIB).toPrecision(4)))}
          onChange={(event) => {
            setTyped(event.target.value);
            const gibibytes = Number(event.target.value);
            if (gibibytes > 0 && gibibytes <= 1024) app.models.store.setState({ budget: gibibytes * GIB });
          }}
          onBlur={() => setTyped(null)}
        />{' '}
        <span>{words.unit}</span>
      </label>
      <p className={styles.help}>{words.budgetHelp}</p>
    </>
  );
}

function Advice({ advice }: { readonly advice: MemoryAdvice }) {
  const words = useDialogWords().models.fit;
  const { now, budget, fits, options, fitting } = advice;
  // One that fits by itself is among the options already.
  const key = ({ change }: MemoryOption) => JSON.stringify(change);
  const together = fitting && !options.some((option) => key(option) === key(fitting)) ? fitting : null;
  return (
    <>
      {now.use ? (
        <>
          <p className={styles.total} data-fits={fits}>
            <b>{words.total(memorySize(now.use.total), memorySize(budget))}</b>{' '}
            {fits ? words.fits : words.over(memorySize(now.use.total - budget))}
          </p>
          <Bar use={now.use} budget={budget} />
        </>
      ) : (
        <p className={styles.refused}>
          <Worded text={now.refused} />
        </p>
      )}
      {together && <Options title={words.together} options={[together]} budget={budget} />}
      {options.length > 0 && <Options title={words.options} options={options} budget={budget} />}
    </>
  );
}

/** How much of the budget, what it is made of, and the numbers in a list. */
function Bar({ use, budget }: { readonly use: MemoryUse; readonly budget: number }) {
  const words = useDialogWords().models.fit;
  const whole = Math.max(use.total, budget);
  const parts = PARTS.filter((part) => use.parts[part] > 0);
  const name = (part: MemoryPart) => (part === 'method' ? use.method : words.parts[part]);
  return (
    <>
      <div className={styles.gauge} aria-hidden="true" data-fits={use.total <= budget}>
        <span style={{ width: `${(100 * use.total) / whole}%` }} />
        <i style={{ left: `${(100 * budget) / whole}%` }} />
      </div>
      <div className={styles.bar} aria-hidden="true">
        {parts.map((part) => (
          <span
            key={part}
            data-part={part}
            style={{ width: `${(100 * use.parts[part]) / use.total}%` }}
            title={`${name(part)}: ${memorySize(use.parts[part])}`}
          />
        ))}
      </div>
      <dl className={styles.parts} aria-label={words.bar}>
        {parts.map((part) => (
          <div key={part}>
            <dt>
              <span data-part={part} aria-hidden="true" /> {name(part)}
            </dt>
            <dd>{memorySize(use.parts[part])}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.help}>{words.largest(memorySize(use.largestBuffer))}</p>
    </>
  );
}

interface OptionsProps {
  readonly title: string;
  readonly options: readonly MemoryOption[];
  readonly budget: number;
}

function Options({ title, options, budget }: OptionsProps) {
  const app = useApp();
  const words = useDialogWords();
  return (
    <>
      <h4>{title}</h4>
      <ul className={styles.options}>
        {options.map(({ change, outcome }) => {
          const text = changeText(change, words);
          return (
            <li key={text}>
              <button
                type="button"
                aria-label={words.models.fit.apply(text)}
                onClick={() => app.session.configure(change)}
              >
                {text}
              </button>
              {outcome.use ? (
                <span data-fits={outcome.use.total <= budget}>
                  {words.models.fit.afterwards(memorySize(outcome.use.total))}
                  {outcome.use.total <= budget && ' ✓'}
                </span>
              ) : (
                <span>
                  <Worded text={outcome.refused} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function changeText(change: Partial<Settings>, words: DialogWords): string {
  const { changes } = words.models.fit;
  // Learning rates that go with the method are no change of their own.
  const named = Object.entries(change).filter(
    ([name]) => !change.method || (name !== 'learningRate' && name !== 'rewardLearningRate'),
  );
  const texts = named.map(([name, value]) => {
    switch (name) {
      case 'recompute':
      case 'weightStorage':
      case 'method':
        return changes[name];
      case 'microBatch':
      case 'contextLength':
      case 'rolloutBatch':
        return changes[name](Number(value));
      default:
        return changes.other(name, String(value));
    }
  });
  return texts.join(', ');
}
