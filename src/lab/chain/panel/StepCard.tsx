/** One step of the chain: its place, what it asks, what came of it, and its candidates to be ranked. */
import type { Step } from '../steps.ts';
import type { StepTrace } from '../trace.ts';
import type { ChainWords } from './enChain.ts';
import { RankList } from './RankList.tsx';
import { StepForm } from './StepForm.tsx';
import styles from './ChainPanel.module.css';

interface Props {
  readonly words: ChainWords;
  readonly step: Step;
  readonly place: number;
  readonly last: boolean;
  /** Null where it has not been done. */
  readonly done: StepTrace | null;
  readonly busy: boolean;
  /** Whether the chain can run. */
  readonly ready: boolean;
  onStep(step: Step): void;
  onMove(to: number): void;
  onRemove(): void;
  onRank(tiers: readonly (readonly number[])[]): void;
  /** Does this step and those behind it once more. */
  onAgain(): void;
}

export function StepCard({
  words,
  step,
  place,
  last,
  done,
  busy,
  ready,
  onStep,
  onMove,
  onRemove,
  onRank,
  onAgain,
}: Props) {
  return (
    <li className={styles.step}>
      <div className={styles.head}>
        <b>
          {place + 1}. <span translate="no">{step.name}</span>
        </b>
        <small>
          {step.kind === 'write' ? words.writes(step.candidates) : words.judging(step.of.join(', '))}
        </small>
        <span className={styles.moves}>
          <button
            type="button"
            disabled={busy || place === 0}
            aria-label={words.earlier(step.name)}
            onClick={() => onMove(place - 1)}
          >
            ↑
          </button>
          <button
            type="button"
            disabled={busy || last}
            aria-label={words.later(step.name)}
            onClick={() => onMove(place + 1)}
          >
            ↓
          </button>
          <button type="button" disabled={busy} aria-label={words.remove(step.name)} onClick={onRemove}>
            ×
          </button>
        </span>
      </div>
      <details>
        <summary>{words.edit}</summary>
        <StepForm words={words} step={step} busy={busy} onStep={onStep} />
      </details>
      {done && (
        <>
          <details>
            <summary>{words.read}</summary>
            <pre className={styles.prompt} translate="no">
              {done.read ?? done.prompt}
            </pre>
          </details>
          {done.candidates.length === 0 ? (
            <p className={styles.problem}>{words.wroteNothing}</p>
          ) : (
            <RankList words={words} done={done} busy={busy} onRank={onRank} />
          )}
          <div className={styles.buttons}>
            <button type="button" disabled={!ready} onClick={onAgain}>
              {words.again}
            </button>
          </div>
        </>
      )}
    </li>
  );
}
