/** One prompt as a person writes it: a text with its line breaks, or the turns of a conversation; with its tokens. */
import type { AskedPrompt } from '../../model/prompts/prompts.ts';
import { useDialogWords } from '../app/dialogWords.ts';
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
  const long = tokens !== null && tokens > room;
  return (
    <li className={styles.prompt} onFocus={onFocus}>
      {typeof prompt === 'string' ? (
        <Text label={words.prompt(number)} text={prompt} onChange={onChange} />
      ) : (
        prompt.map(({ role, content }, turn) => (
          <label key={turn} className={styles.turn}>
            <span aria-hidden="true">{role}</span>
            <Text
              label={words.turn(role, number)}
              text={content}
              onChange={(text) =>
                onChange(prompt.map((message, at) => (at === turn ? { role, content: text } : message)))
              }
            />
          </label>
        ))
      )}
      <p className={styles.under} data-long={long}>
        <span>
          {tokens !== null && words.tokens(tokens)}
          {long && `. ${words.tooLong(room)}`}
        </span>
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

interface TextProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Lines of a field before it scrolls. */
const MOST_ROWS = 10;

function Text({ label, text, onChange }: TextProps) {
  return (
    <textarea
      // For browsers that cannot size a field by what is in it.
      rows={Math.min(MOST_ROWS, text.split('\n').length)}
      dir="auto"
      aria-label={label}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
