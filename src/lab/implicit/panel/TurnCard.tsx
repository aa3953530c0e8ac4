/** A question with its answer, what was done with it, and on the last one what can be done. */
import { useId, useState } from 'react';
import { ModelText } from '../../../ui/parts/ModelText.tsx';
import type { ShownTurn } from '../conversing.ts';
import type { ImplicitWords } from './enImplicit.ts';
import styles from './ImplicitPanel.module.css';

interface Props {
  readonly words: ImplicitWords;
  readonly turn: ShownTurn;
  readonly isLast: boolean;
  readonly busy: boolean;
  onCopy(): void;
  onEdit(text: string): void;
  onRegenerate(): void;
  onLeave(): void;
}

export function TurnCard({ words, turn, isLast, busy, onCopy, onEdit, onRegenerate, onLeave }: Props) {
  const id = useId();
  const { buttons } = words;
  const [draft, setDraft] = useState<string | null>(null);
  const text = turn.edited ?? turn.answer;
  const copy = () => {
    // Where the browser keeps its clipboard to itself, wanting the text says as much.
    navigator.clipboard?.writeText(text).catch(() => undefined);
    onCopy();
  };
  return (
    <li className={styles.turn}>
      <ModelText text={turn.question} className={styles.asked} />
      {draft === null ? (
        <ModelText text={text === '' ? words.nothingWritten : text} />
      ) : (
        <label className={styles.area} htmlFor={id}>
          <span>{words.edited}</span>
          <textarea id={id} rows={3} value={draft} onChange={({ target }) => setDraft(target.value)} />
        </label>
      )}
      {turn.done.length > 0 && (
        <p className={styles.note}>
          {words.youDid} {turn.done.map((kind) => words.kinds[kind]).join(', ')}
        </p>
      )}
      {isLast && draft === null && (
        <div className={styles.buttons}>
          <button type="button" disabled={busy || text === ''} onClick={copy}>
            {buttons.copy}
          </button>
          <button type="button" disabled={busy} onClick={onRegenerate}>
            {buttons.regenerate}
          </button>
          <button type="button" disabled={busy} onClick={() => setDraft(text)}>
            {buttons.edit}
          </button>
          <button type="button" disabled={busy} onClick={onLeave}>
            {buttons.leave}
          </button>
        </div>
      )}
      {draft !== null && (
        <div className={styles.buttons}>
          <button
            type="button"
            disabled={draft.trim() === '' || draft === text}
            onClick={() => {
              onEdit(draft);
              setDraft(null);
            }}
          >
            {buttons.save}
          </button>
          <button type="button" onClick={() => setDraft(null)}>
            {buttons.cancel}
          </button>
        </div>
      )}
    </li>
  );
}
