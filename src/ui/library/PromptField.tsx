/** One prompt as a person writes it: a text with its line breaks, or the turns of a conversation; with its tokens. */
import { useRef } from 'react';
import type { AskedPrompt } from '../../model/prompts/prompts.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { PromptText } from './PromptText.tsx';
import { PromptTurns, withTurn } from './PromptTurns.tsx';
import styles from './PromptsEditor.module.css';

export interface PromptFieldProps {
  readonly prompt: AskedPrompt;
  /** From 1. */
  readonly number: number;
  /** Null while it is not known. */
  readonly tokens: number | null;
  /** Tokens that a prompt may have. */
  readonly room: number;
  readonly onChange: (prompt: AskedPrompt) => void;
  readonly onFocus: () => void;
  /** Null where there is nothing to remove. */
  readonly onRemove: (() => void) | null;
  /** Null where there is one line. */
  readonly onSplit: (() => void) | null;
}

export function PromptField(props: PromptFieldProps) {
  const { prompt, number, tokens, room, onChange, onFocus, onRemove, onSplit } = props;
  const words = useDialogWords().prompts;
  const item = useRef<HTMLLIElement>(null);
  const long = tokens !== null && tokens > room;
  return (
    <li ref={item} className={styles.prompt} onFocus={onFocus}>
      {typeof prompt === 'string' ? (
        <PromptText label={words.prompt(number)} text={prompt} onChange={onChange} />
      ) : (
        <PromptTurns turns={prompt} number={number} onChange={onChange} />
      )}
      <p className={styles.under} data-long={long}>
        <span>
          {tokens !== null && words.tokens(tokens)}
          {long && `. ${words.tooLong(room)}`}
        </span>
        <button
          type="button"
          aria-label={words.addTurnTo(number)}
          onClick={() => {
            onChange(withTurn(prompt));
            requestAnimationFrame(() => [...item.current!.querySelectorAll('textarea')].at(-1)?.focus());
          }}
        >
          {words.addTurn}
        </button>
        {onSplit && (
          <button type="button" aria-label={words.splitOf(number)} onClick={onSplit}>
            {words.split}
          </button>
        )}
        {onRemove && (
          <button type="button" aria-label={words.remove(number)} onClick={onRemove}>
            ×
          </button>
        )}
      </p>
    </li>
  );
}
