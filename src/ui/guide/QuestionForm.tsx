/**
 * A question whose answer stands on the page: a choice or a number. What is right is read off the page when it is checked, and the
 * explanation says the numbers of that moment, whether the answer was right or not.
 */
import { useId, useState } from 'react';
import { announce } from '../app/state/uiStore.ts';
import { useApp } from '../app/context.ts';
import type { GuideFacts } from './state/facts.ts';
import { isRight, QUESTIONS, type Asked, type QuestionId, type Said } from './state/questions.ts';
import { useGuideWords } from './useWords.ts';
import styles from './Guide.module.css';

interface Props {
  readonly id: QuestionId;
  readonly facts: GuideFacts;
  /** It was answered rightly before. */
  readonly answered: boolean;
  readonly onRight: () => void;
}

/** What came of a check, with the numbers of then. */
type Result =
  { readonly kind: 'noAnswer' | 'gone' } | { readonly kind: 'right' | 'wrong'; readonly said: Said };

export function QuestionForm({ id, facts, answered, onRight }: Props) {
  const app = useApp();
  const words = useGuideWords();
  const [answer, setAnswer] = useState('');
  const [result, setResult] = useState<Result | null>(null);
  const asked = QUESTIONS[id](facts);
  const { ask, none, explain } = words.questions[id];
  // Of the kind and its numbers, so that it is said in the language of now.
  const textOf = (told: Result) =>
    'said' in told ? `${words[told.kind]} ${explain(told.said)}` : words[told.kind];
  const tell = (next: Result) => {
    setResult(next);
    announce(app.ui, textOf(next));
  };
  const check = () => {
    if (!asked) return;
    const right = isRight(asked, answer);
    if (right === null) {
      tell({ kind: 'noAnswer' });
    } else if (asked.kind === 'choice' && !asked.options.includes(answer)) {
      setAnswer('');
      tell({ kind: 'gone' });
    } else {
      tell({ kind: right ? 'right' : 'wrong', said: asked.said });
      if (right && !answered) onRight();
    }
  };
  return (
    <form
      className={styles.question}
      data-answered={answered}
      onSubmit={(event) => {
        event.preventDefault();
        check();
      }}
    >
      {asked ? (
        <>
          <Answer id={id} question={ask} asked={asked} answer={answer} onAnswer={setAnswer} />
          <button type="submit" className={styles.primary}>
            {words.check}
          </button>
        </>
      ) : (
        <>
          <p>{ask}</p>
          <p className={styles.note}>{none}</p>
        </>
      )}
      {result && (
        <p className={styles.result} data-right={result.kind === 'right'}>
          {textOf(result)}
        </p>
      )}
    </form>
  );
}

interface AnswerProps {
  readonly id: QuestionId;
  readonly question: string;
  readonly asked: Asked;
  readonly answer: string;
  readonly onAnswer: (answer: string) => void;
}

function Answer({ id, question, asked, answer, onAnswer }: AnswerProps) {
  const words = useGuideWords();
  const name = useId();
  if (asked.kind === 'number') {
    return (
      <label className={styles.number}>
        <span>{question}</span>
        <span>
          <input
            inputMode="decimal"
            autoComplete="off"
            aria-label={`${question} ${words.yourAnswer}`}
            value={answer}
            onChange={(event) => onAnswer(event.target.value)}
          />{' '}
          <span>{words.units[id]}</span>
        </span>
      </label>
    );
  }
  return (
    <fieldset>
      <legend>{question}</legend>
      {asked.options.map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={answer === option}
            onChange={() => onAnswer(option)}
          />
          <span translate={words.options[option] ? undefined : 'no'}>{words.options[option] ?? option}</span>
        </label>
      ))}
    </fieldset>
  );
}
