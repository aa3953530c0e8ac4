/** The exact text that a model reads of a prompt, what its template put there dimmed, and how many tokens that is. */
import type { PromptsPreview } from '../../workers/modelsProtocol.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { promptPieces } from '../text/promptPieces.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './PromptsEditor.module.css';

interface PromptPreviewProps {
  readonly preview: PromptsPreview;
  /** Texts by the places of their prompts, or null while they are being written. */
  readonly read: ReadonlyMap<number, string> | null;
  /** The place of the prompt that somebody looks at. */
  readonly looked: number;
  readonly room: number;
}

export function PromptPreview({ preview, read, looked, room }: PromptPreviewProps) {
  const words = useDialogWords().prompts;
  const { texts, tokens, chats, date, problem } = preview;
  if (problem !== null) {
    return (
      <p role="alert" className={styles.problem}>
        <Worded text={problem} />
      </p>
    );
  }
  const typed = read !== null && read.size > 0;
  const place = typed && !read.has(looked) ? [...read.keys()][0] : looked;
  const text = (typed ? read.get(place) : texts[0]) ?? texts[0];
  if (text === undefined) return null;
  const count = tokens.get(text) ?? 0;
  return (
    <figure className={styles.preview} aria-busy={read === null}>
      <figcaption>
        {words.preview}.{' '}
        {typed || read === null ? words.previewOf(place + 1, count) : words.usual(texts.length)}
      </figcaption>
      <pre dir="auto" lang="" translate="no" tabIndex={0} aria-label={words.preview}>
        {promptPieces(text, chats.get(text)).map((piece, at) =>
          piece.own ? <b key={at}>{piece.text}</b> : <span key={at}>{piece.text}</span>,
        )}
      </pre>
      {date !== null && <p>{words.dated(date.slice(0, 10))}</p>}
      {texts.every((each) => (tokens.get(each) ?? 0) > room) && (
        <p role="alert" className={styles.problem}>
          {words.noneFits}
        </p>
      )}
    </figure>
  );
}
