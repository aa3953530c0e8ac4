/** The answers of an iteration, each with what it is worth: score − β·Σ KL = total. One is open. */
import type { RunSamples } from '../../../rl/runs/events.ts';
import type { Inspection } from '../../../rl/runs/inspection.ts';
import { totalOf } from '../../../rl/runs/tokenTerms.ts';
import { ModelText } from '../../parts/ModelText.tsx';
import { fixed, signed } from '../../text/format.ts';
import { bracketed } from './state/formulas.ts';
import { useInsideWords } from './useInsideWords.ts';
import styles from './Inside.module.css';

/** What the list shows of an answer. */
interface Listed {
  readonly text: string;
  /** What it is called; by its place where left out. */
  readonly name?: string;
  /** Null before the score. */
  readonly worth: {
    /** Null where there is none, as of answers that nobody has ranked yet. */
    readonly score: number | null;
    /** How far the reward models are apart on it; null of a single one. */
    readonly spread: number | null;
    readonly earned: number | null;
    /** Null where the method tells none. */
    readonly kl: number | null;
    readonly beta: number | null;
  } | null;
}

export function inspectedAnswers({ answers, credit }: Inspection): readonly Listed[] {
  return answers.map((answer) => {
    const total = credit && totalOf(answer, credit);
    const { text, score, spread } = answer;
    if (answer.read) {
      const { logp, logpRef } = answer.read;
      const kl = logp.reduce((sum, value, at) => sum + value - logpRef[at], 0);
      return { text, worth: { score, spread, earned: score, kl, beta: null } };
    }
    if (score === null) return { text, worth: null };
    const worth = { score, spread, earned: total?.earned ?? answer.earned ?? score, kl: total?.kl ?? null };
    return { text, worth: { ...worth, beta: credit?.beta ?? null } };
  });
}

/** @param beta that was charged, where it is known */
export function sampledAnswers({ samples }: RunSamples, beta: number | null): readonly Listed[] {
  return samples.map(({ text, score, kl, spread = null }) => {
    const told = Number.isFinite(kl) ? kl : null;
    return { text, worth: { score, spread, earned: score, kl: told, beta } };
  });
}

interface Props {
  readonly answers: readonly Listed[];
  readonly total: number;
  readonly open: number;
  readonly onOpen: (answer: number) => void;
}

export function Answers({ answers, total, open, onOpen }: Props) {
  const words = useInsideWords();
  return (
    <section className={styles.answers} aria-label={words.answers.title}>
      <h3>
        {words.answers.title} <small>{words.answers.of(answers.length, total)}</small>
      </h3>
      <ol>
        {answers.map(({ text, name, worth }, at) => (
          <li key={at}>
            <button
              type="button"
              aria-current={at === open ? 'true' : undefined}
              title={text}
              onClick={() => onOpen(at)}
            >
              <span className={styles.line}>
                {name !== undefined && <b>{name} </b>}
                <ModelText as="span" oneLine text={text} />
              </span>
              {worth && <Worth {...worth} />}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Worth({ score, spread, earned, kl, beta }: NonNullable<Listed['worth']>) {
  const words = useInsideWords();
  if (score === null || earned === null)
    return <span className={styles.worth}>{kl !== null && `Σ KL = ${signed(kl)}`}</span>;
  const changed = Math.abs(score - earned) > 1e-6;
  return (
    <span className={styles.worth}>
      {changed && <span>{words.answers.earned(score, earned)}</span>}
      {spread !== null && <span>{words.answers.spread(fixed(spread))}</span>}
      <span>
        {words.answers.score} {signed(earned)}
        {kl !== null && ` − ${beta === null ? 'β' : fixed(beta, 3)}·${bracketed(kl, 2)} KL`}
        {kl !== null && beta !== null && (
          <>
            {' = '}
            <b>{signed(earned - beta * kl)}</b>
          </>
        )}
      </span>
    </span>
  );
}
