/** A question, typed or put in by a button, and the way to ask it: by Enter, too. */
import { oneLine } from '../dialogue.ts';
import type { Kind } from '../questions/wordings.ts';
import type { ToolsWords } from './enTools.ts';
import styles from './ToolsPanel.module.css';

/** Kinds that a button asks for. */
const EXAMPLES = ['bill', 'product', 'translate', 'between'] as const satisfies readonly Kind[];

interface Props {
  readonly words: ToolsWords;
  readonly text: string;
  readonly busy: boolean;
  readonly gpu: boolean;
  onText(text: string): void;
  /** Puts a question of a kind in; null for any. */
  onFill(kind: Kind | null): void;
  onAsk(): void;
  onStop(): void;
}

export function QuestionForm({ words, text, busy, gpu, onText, onFill, onAsk, onStop }: Props) {
  const ready = !busy && gpu && oneLine(text) !== '';
  return (
    <form
      className={styles.area}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onAsk();
      }}
    >
      <label>
        <span>{words.question}</span>
        <textarea
          rows={2}
          value={text}
          placeholder={words.placeholder}
          onChange={({ target }) => onText(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
      </label>
      <p className={styles.note}>{words.wordings}</p>
      <div className={styles.buttons} role="group" aria-label={words.examples}>
        {EXAMPLES.map((kind) => (
          <button key={kind} type="button" onClick={() => onFill(kind)}>
            {words.kinds[kind]}
          </button>
        ))}
        <button type="button" onClick={() => onFill(null)}>
          {words.anyKind}
        </button>
      </div>
      <div className={styles.buttons}>
        <button type="submit" disabled={!ready}>
          {words.ask}
        </button>
        <button type="button" disabled={!busy} onClick={onStop}>
          {words.stop}
        </button>
      </div>
    </form>
  );
}
