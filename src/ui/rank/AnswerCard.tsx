/** One answer: its letter, its text as it streams, and the numbers that rank it. */
import { useRef } from 'react';
import type { Answer } from '../../preferences/event.ts';
import { useApp, useWords } from '../app/context.ts';
import { letterOf } from './state/letters.ts';
import { LookInside } from '../parts/LookInside.tsx';
import { ModelText } from '../parts/ModelText.tsx';
import type { DragToRank } from './useDragToRank.ts';
import styles from './AnswerCard.module.css';

interface Props {
  readonly index: number;
  readonly answer: Answer | null;
  readonly complete: boolean;
  readonly ranks: readonly (number | null)[];
  /** True for the card that keys act on: the only one in the tab order. */
  readonly focused: boolean;
  readonly drag: DragToRank;
}

export function AnswerCard({ index, answer, complete, ranks, focused, drag }: Props) {
  const app = useApp();
  const words = useWords();
  const card = useRef<HTMLDivElement>(null);
  const letter = letterOf(index);
  const rank = ranks[index];
  const tied = ranks.flatMap((r, i) => (r !== null && r === rank && i !== index ? [letterOf(i)] : []));
  const status = rank === null ? words.rank.unranked : words.rank.ranked(rank, tied);
  const tabIndex = focused ? 0 : -1;
  const isDragged = drag.dragged === index;
  const text = answer?.text ?? '';

  return (
    <div
      ref={card}
      role="group"
      data-card
      className={styles.card}
      data-ranked={rank !== null}
      data-dragged={isDragged}
      style={isDragged ? { transform: `translateY(${drag.offset}px)` } : undefined}
      tabIndex={tabIndex}
      aria-label={words.rank.answer(letter)}
      aria-describedby={`answer-${letter}-status answer-${letter}-text`}
      onFocus={() => app.rater.focus(index)}
    >
      <div className={styles.bar}>
        <Handle {...{ index, letter, tabIndex, drag }} />
        <span className={styles.letter} aria-hidden="true" translate="no">
          {letter}
        </span>
        <span id={`answer-${letter}-status`} className={styles.status}>
          {status}
        </span>
        {!complete && (
          <span
            className={styles.writing}
            title={words.rank.writing}
            role="img"
            aria-label={words.rank.writing}
          />
        )}
        {complete && <LookInside name={letter} of="ranking" answer={index} tabIndex={tabIndex} />}
        <span className={styles.ranks}>
          {ranks.map((_, at) => (
            <button
              key={at}
              type="button"
              tabIndex={tabIndex}
              aria-pressed={rank === at + 1}
              aria-label={words.rank.rankOf(letter, at + 1)}
              onClick={() => {
                // Enter goes on from the card: on this button it would take the rank back.
                card.current?.focus({ preventScroll: true });
                app.rater.rank(rank === at + 1 ? null : at + 1, index);
              }}
            >
              {at + 1}
            </button>
          ))}
        </span>
      </div>
      <div id={`answer-${letter}-text`} className={styles.text} data-writing={!complete}>
        {complete && text.trim() === '' ? (
          <p className={styles.empty}>{words.rank.empty}</p>
        ) : (
          <ModelText text={text} />
        )}
      </div>
    </div>
  );
}

/** What a card is dragged by, or moved by with arrow keys. */
function Handle({
  index,
  letter,
  tabIndex,
  drag,
}: Pick<Props, 'index' | 'drag'> & { readonly letter: string; readonly tabIndex: number }) {
  const app = useApp();
  const words = useWords();
  return (
    <button
      type="button"
      className={styles.handle}
      tabIndex={tabIndex}
      aria-label={words.rank.handle(letter)}
      data-handle
      onPointerDown={(event) => drag.onPointerDown(event, index)}
      onPointerMove={drag.onPointerMove}
      onPointerUp={drag.onPointerUp}
      onPointerCancel={drag.onPointerCancel}
      onKeyDown={(event) => {
        // On the handle, plain arrows move the card: the keyboard's form of dragging.
        if (event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        if (event.key === 'ArrowUp') app.rater.moveUp();
        else app.rater.moveDown();
      }}
    >
      <svg width="10" height="16" viewBox="0 0 10 16" aria-hidden="true">
        {[3, 8, 13].flatMap((y) => [2, 8].map((x) => <circle key={`${x}-${y}`} cx={x} cy={y} r="1.3" />))}
      </svg>
    </button>
  );
}
